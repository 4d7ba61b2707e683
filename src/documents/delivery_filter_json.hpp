// Which deliveries somebody means, as JSON.
#pragma once

#include <cohook/delivery.hpp>

#include "documents/json_input.hpp"

#include <string_view>

namespace cohook::documents {

inline constexpr std::string_view delivery_states = "pending, delivered, exhausted, expired, cancelled, endpoint_gone";

/// Reads `application`, `endpoint`, `from`, `to`, `key` and `state`: what a replay goes by.
delivery_filter read_replay_filter(object_reader& from);
/// The same with `kind`, `failed`, `limit` (1 to 250) and `before` (an id): what a list goes by.
delivery_filter read_list_filter(object_reader& from);

}  // namespace cohook::documents
