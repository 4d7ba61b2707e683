// What the threads of `system_resolver` share: questions that wait, answers that are kept, names that were slow.
#pragma once

#include "transport/system_resolver.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace cohook::transport {

/// One coroutine that waits for an answer. Touched on its executor alone, but for being handed over.
struct lookup_waiter {
    boost::asio::any_io_executor executor;
    std::unique_ptr<timer> wake;
    bool answered = false;
    resolve_outcome answer;
};

/// Thread-safe.
struct system_resolver::core {
    core(cohook::clock& time, system_resolver_options chosen) : clock(time), options(std::move(chosen)) {}

    /// A kept answer that still serves.
    std::optional<resolve_outcome> kept(std::string const& host, steady_time now);
    /// Puts the waiter behind the lookup of this name, which is begun if there is none.
    void enlist(std::string const& host, std::shared_ptr<lookup_waiter> waiter, std::shared_ptr<core> const& self);
    /// Takes the waiter out; nothing is posted to its executor from then on. `late`: its deadline passed.
    void leave(std::string const& host, lookup_waiter const* waiter, bool late);
    void stop();

private:
    struct lookup {
        std::vector<std::shared_ptr<lookup_waiter>> waiters;
        bool running = false;
    };
    struct kept_answer {
        resolve_outcome answer;
        steady_time until;
    };
    struct worker {
        std::thread thread;
        bool busy = false;
    };

    void start_threads(std::shared_ptr<core> const& self);
    void work(std::size_t index);
    std::optional<std::string> next_name();
    resolve_outcome ask(std::string const& host) const;
    void settle(std::string const& host, resolve_outcome const& answer, steady_span took);
    void keep_answer(std::string const& host, resolve_outcome const& answer);
    std::size_t most_slow() const { return std::max<std::size_t>(1, options.threads / 2); }

    cohook::clock& clock;
    system_resolver_options const options;
    std::mutex mutex;
    std::condition_variable ready;
    std::deque<std::string> names, slow_names;
    std::map<std::string, lookup> lookups;
    std::map<std::string, kept_answer> answers;
    std::set<std::string> slow;
    std::size_t slow_running = 0;
    std::vector<worker> workers;
    bool stopping = false;
};

}  // namespace cohook::transport
