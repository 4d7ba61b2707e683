// The record of an attempt, from what the transport saw.
#pragma once

#include <cohook/delivery.hpp>

#include "delivery/core.hpp"
#include "delivery/prepared_endpoint.hpp"
#include "transport/transport.hpp"

#include <string>
#include <string_view>

namespace cohook::dispatch {

/// The `messageId` and `webhook-id` of a record id: decimal digits.
std::string message_id_text(record_id id);

/// Everything but the verdict, which is the lane's to give. `endpoint` may be null.
attempt record_attempt(core& engine, delivery const& row, prepared_endpoint const* endpoint, std::string_view head,
                       transport::post_outcome& outcome);

}  // namespace cohook::dispatch
