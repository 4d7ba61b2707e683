// An engine behind the C ABI: the sender, a thread for calls, one for the host's source of records, the queue of events.
#pragma once

#include <cohook/sender.hpp>

#include "boundary.hpp"
#include "event_queue.hpp"
#include "news.hpp"
#include "runtime/shard_threads.hpp"
#include "source_desk.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <utility>

namespace cohook::capi {

/// Counts the calls under way, so that closing can wait for them.
class call_gate {
public:
    /// One call under way until `leave`, or until it is destroyed.
    class pass {
    public:
        explicit pass(call_gate* gate) : gate_(gate) {}
        pass(pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        pass& operator=(pass&&) = delete;
        ~pass() { leave(); }
        void leave() {
            if (auto* const gate = std::exchange(gate_, nullptr)) gate->count(-1);
        }

    private:
        call_gate* gate_;
    };

    pass enter() {
        count(1);
        return pass(this);
    }
    /// Until none is under way.
    void wait() {
        std::unique_lock hold(lock_);
        emptied_.wait(hold, [this] { return under_way_ == 0; });
    }

private:
    void count(int change) {
        std::lock_guard const hold(lock_);
        under_way_ += change;
        if (under_way_ == 0) emptied_.notify_all();
    }

    std::mutex lock_;
    std::condition_variable emptied_;
    int under_way_ = 0;
};

/// Set while a callback of the host runs on this thread.
enum class callback_kind { none, log, source };
callback_kind& running_callback() noexcept;

}  // namespace cohook::capi

struct cohook_engine {
    cohook_engine(cohook_engine_options const& options, std::size_t event_limit);

    pid_t const owner;  ///< the process that may use it
    cohook::capi::event_queue events;
    cohook::capi::news_observer news;
    cohook::shard_threads calls{1, "calls"};
    std::unique_ptr<cohook::shard_threads> source_thread;  ///< where the host gives a callback
    cohook_source_callback source = nullptr;
    void* source_user = nullptr;
    cohook::capi::source_desk desk;
    cohook::capi::call_gate gate;
    std::unique_ptr<cohook::sender> sending;
};

namespace cohook::capi {

/// Whether a function that waits may be called: with this engine, in this process, on this thread.
checked<void> check_usable(cohook_engine const* engine);

}  // namespace cohook::capi
