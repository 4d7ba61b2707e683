// Records of attempts in memory, packed: the numbers of each beside its texts in one block of the shelf.
#pragma once

#include <cohook/delivery.hpp>

#include "store/memory_shelf.hpp"

#include <cstddef>
#include <optional>

namespace cohook::store::memory {

class packed_attempt {
public:
    /// To be given back to the shelf.
    static packed_attempt* pack(shelf& on, attempt const& made);
    /// Without the ids of endpoint and tenant, which are those of the delivery.
    attempt unpack() const;
    record_id id() const noexcept { return id_; }

    packed_attempt* next = nullptr;  ///< of the same delivery

private:
    explicit packed_attempt(attempt const& made);
    static std::size_t size_of(attempt const& made) noexcept;
    char* texts() noexcept { return reinterpret_cast<char*>(this + 1); }
    char const* texts() const noexcept { return reinterpret_cast<char const*>(this + 1); }

    record_id id_, delivery_id_;
    std::uint32_t number_;
    int status_;
    attempt_verdict verdict_;
    attempt_fault fault_;
    wire_state wire_;
    bool connection_reused_, response_truncated_;
    wall_time started_at_;
    phase_timings timings_;
    std::optional<wall_time> certificate_expires_at_;
    std::uint32_t lengths_[6];
};

}  // namespace cohook::store::memory
