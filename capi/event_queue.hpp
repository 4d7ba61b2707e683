// What the host may poll for: a bounded queue with a descriptor that is readable while something waits.
#pragma once

#include "boundary.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

struct cohook_event {
    std::int32_t kind = 0;
    std::uint64_t tag = 0;
    cohook_receipt receipt{};
    std::unique_ptr<cohook_error> error;  ///< of a call that failed
    std::unique_ptr<cohook_document> document;
    std::unique_ptr<cohook_source_request, void (*)(cohook_source_request*)> request{nullptr,
                                                                                     cohook_source_request_free};
};

namespace cohook::capi {

using event_ptr = std::unique_ptr<cohook_event>;

/// Thread-safe. News is left out where there is no room, and counted; the event of a call has its place reserved before.
class event_queue {
public:
    /// `kinds`: which news is wanted.
    event_queue(std::size_t limit, std::uint32_t kinds);
    event_queue(event_queue const&) = delete;
    event_queue& operator=(event_queue const&) = delete;
    ~event_queue();

    /// Errors: `unavailable` where the machine has no descriptor left.
    result<void> open();
    int descriptor() const noexcept { return wake_; }
    bool wants(std::int32_t kind) const noexcept;

    /// A place for the event of a call; false: there is none.
    bool reserve();
    /// Into a reserved place.
    void push_reserved(event_ptr event) noexcept;
    /// Where there is room; else it is left out and counted.
    void push_news(event_ptr event) noexcept;
    /// Beyond the limit if it must be: what the engine itself waits for.
    void push_always(event_ptr event) noexcept;

    /// Waits for an event; null: none came in time. No value: closed. A negative time has no end.
    std::optional<event_ptr> next(std::chrono::milliseconds at_most);
    /// Whoever waits in `next` returns.
    void close();

private:
    void add(event_ptr event);
    event_ptr take();
    bool waiting() const noexcept { return !events_.empty() || lost_ != 0; }

    std::size_t const limit_;
    std::uint32_t const kinds_;
    int wake_ = -1;
    std::mutex lock_;
    std::condition_variable filled_;
    std::deque<event_ptr> events_;
    std::size_t reserved_ = 0;
    std::uint64_t lost_ = 0;
    bool closed_ = false;
};

}  // namespace cohook::capi
