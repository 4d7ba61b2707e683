// Who waits for a connection slot. Pure.
#pragma once

#include "delivery/slots.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

namespace cohook::dispatch {

/// Somebody with work but without a slot.
class slot_contender {
public:
    virtual ~slot_contender() = default;
    virtual pace_class pace() const noexcept = 0;
    virtual std::uint32_t in_flight() const noexcept = 0;
    /// It has left the line and may take the slot. If it does not, it offers it on.
    virtual void offer_slot() = 0;
};

/// One line a class; the classes have their turn one after the other, and in each the one who has waited longest. Whoever
/// may not take the slot now (its class holds its share, or it does) is passed by: it holds nobody up.
class slot_line {
public:
    explicit slot_line(slots const& shared) noexcept : slots_(shared) {}

    /// At most once until it is offered a slot: the line is as long as there are contenders.
    void join(std::weak_ptr<slot_contender> who, pace_class of);
    /// Offers a slot that may be free to the next who may take it, among `contenders` endpoints that have work.
    void offer(std::size_t contenders);
    std::size_t waiting() const noexcept;

private:
    using queue = std::deque<std::weak_ptr<slot_contender>>;
    queue& line_of(pace_class of) noexcept { return lines_[static_cast<std::size_t>(of)]; }
    bool offer_in(pace_class turn, std::size_t contenders);

    slots const& slots_;
    std::array<queue, 3> lines_;  ///< by class
    std::size_t turn_ = 0;        ///< the class that is asked first
};

}  // namespace cohook::dispatch
