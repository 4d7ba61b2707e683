// The record of an attempt, from what the transport saw.
#pragma once

#include <cohook/delivery.hpp>

#include "delivery/core.hpp"
#include "delivery/prepared_endpoint.hpp"
#include "transport/transport.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace cohook::dispatch {

/// The `messageId` and `webhook-id` of a record id: decimal digits.
class id_text {
public:
    explicit id_text(record_id id) noexcept;
    operator std::string_view() const noexcept { return {digits_.data(), size_}; }  // NOLINT: that is what it is

private:
    std::array<char, 20> digits_;
    std::uint8_t size_;
};

/// Writes everything but the verdict, which is the lane's to give. `endpoint` may be null. The texts of `outcome` are
/// exchanged for those that `made` had, so that their memory goes on being used.
void record_attempt(attempt& made, core& engine, delivery const& row, prepared_endpoint const* endpoint,
                    std::string_view head, transport::post_outcome& outcome);

}  // namespace cohook::dispatch
