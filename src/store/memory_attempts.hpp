// Records of attempts in memory, packed: the numbers of each beside its texts in one block, many blocks in a slab, so
// that a record costs no allocation of its own.
#pragma once

#include <cohook/delivery.hpp>

#include <cstddef>
#include <memory>

namespace cohook::store::memory {

class packed_attempt;

/// Gives and takes blocks. A slab is returned to the system when the last of its blocks is, which comes about because
/// records are forgotten in about the order they were made.
class attempt_shelf {
public:
    attempt_shelf() = default;
    attempt_shelf(attempt_shelf const&) = delete;
    attempt_shelf& operator=(attempt_shelf const&) = delete;
    ~attempt_shelf();

    packed_attempt* pack(attempt const& made);
    void drop(packed_attempt* record) noexcept;

private:
    struct slab;
    struct place;
    void* allocate(std::size_t size);
    static void leave(slab* from) noexcept;

    slab* open_ = nullptr;
};

class packed_attempt {
public:
    /// Without the ids of endpoint and tenant, which are those of the delivery.
    attempt unpack() const;
    record_id id() const noexcept { return id_; }

    packed_attempt* next = nullptr;  ///< of the same delivery

private:
    friend class attempt_shelf;
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
