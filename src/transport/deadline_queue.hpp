// All deadlines of a transport behind one timer. An exchange sets and clears several deadlines; with a timer each, every
// one of them would cost a system call when it is the earliest. Here the timer is only ever moved earlier, and fires
// once in a while to find nothing due.
#pragma once

#include "runtime/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace cohook::transport {

/// Something that happens at a moment unless it is cleared before. Not movable; owned by who waits.
class deadline {
public:
    deadline() = default;
    virtual ~deadline();
    deadline(deadline const&) = delete;
    deadline& operator=(deadline const&) = delete;
    /// Called once, on the executor, when the moment has come; the deadline is cleared by then and may be set again.
    virtual void expired() = 0;
    bool is_set() const noexcept { return queue_ != nullptr; }
    void clear() noexcept;

private:
    friend class deadline_queue;
    class deadline_queue* queue_ = nullptr;
    std::size_t place_ = 0;
    steady_time when_{};
};

/// Belongs to one executor. Outlives its deadlines. While the timer is armed the executor has work: destroy the queue
/// to let its context run dry.
class deadline_queue {
public:
    deadline_queue(cohook::clock& clock, boost::asio::any_io_executor executor);
    ~deadline_queue();
    deadline_queue(deadline_queue const&) = delete;
    deadline_queue& operator=(deadline_queue const&) = delete;

    /// Sets or moves. Constant or logarithmic time; no allocation once the queue has been as long before.
    void set(deadline& which, steady_time when);
    std::size_t size() const noexcept { return heap_.size(); }

private:
    friend class deadline;
    struct loop;

    void remove(deadline& which) noexcept;
    void sift_up(std::size_t place) noexcept;
    void sift_down(std::size_t place) noexcept;
    void put(std::size_t place, deadline* which) noexcept;
    void fire();

    cohook::clock& clock_;
    boost::asio::any_io_executor executor_;
    std::vector<deadline*> heap_;
    std::shared_ptr<loop> loop_;
};

}  // namespace cohook::transport
