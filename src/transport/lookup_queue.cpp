#include "transport/lookup_queue.hpp"

#include "egress/policy.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <csignal>
#include <pthread.h>

namespace cohook::transport {
namespace {

constexpr auto slow_lookup = std::chrono::seconds(1);
constexpr std::size_t most_slow_names = 4096;

/// Threads inherit the signal mask of their maker: the program's signals must not land on ours.
class all_signals_blocked {
public:
    all_signals_blocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~all_signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    all_signals_blocked(all_signals_blocked const&) = delete;
    all_signals_blocked& operator=(all_signals_blocked const&) = delete;

private:
    sigset_t before_;
};

}  // namespace

std::optional<resolve_outcome> system_resolver::core::kept(std::string const& host, steady_time now) {
    std::lock_guard lock(mutex);
    auto const found = answers.find(host);
    if (found == answers.end()) return std::nullopt;
    if (found->second.until > now) return found->second.answer;
    answers.erase(found);
    return std::nullopt;
}

void system_resolver::core::enlist(std::string const& host, std::shared_ptr<lookup_waiter> waiter,
                                   std::shared_ptr<core> const& self) {
    std::lock_guard lock(mutex);
    start_threads(self);
    auto const [found, is_new] = lookups.try_emplace(host);
    found->second.waiters.push_back(std::move(waiter));
    if (!is_new) return;
    (slow.contains(host) ? slow_names : names).push_back(host);
    ready.notify_one();
}

void system_resolver::core::leave(std::string const& host, lookup_waiter const* waiter, bool late) {
    std::lock_guard lock(mutex);
    if (late && slow.size() < most_slow_names) slow.insert(host);
    auto const found = lookups.find(host);
    if (found == lookups.end()) return;
    std::erase_if(found->second.waiters, [waiter](auto const& one) { return one.get() == waiter; });
    if (!found->second.waiters.empty() || found->second.running) return;
    std::erase(names, host);
    std::erase(slow_names, host);
    lookups.erase(found);
}

void system_resolver::core::start_threads(std::shared_ptr<core> const& self) {
    if (!workers.empty()) return;
    all_signals_blocked quiet;
    workers.resize(std::clamp<std::size_t>(options.threads, 1, 64));
    for (std::size_t index = 0; index < workers.size(); ++index) {
        workers[index].thread = std::thread([self, index] { self->work(index); });
        pthread_setname_np(workers[index].thread.native_handle(), "cohook-dns");
    }
}

std::optional<std::string> system_resolver::core::next_name() {
    auto* const queue = !names.empty() ? &names : &slow_names;
    if (queue->empty() || (queue == &slow_names && slow_running >= most_slow())) return std::nullopt;
    auto name = std::move(queue->front());
    queue->pop_front();
    return name;
}

void system_resolver::core::work(std::size_t index) {
    std::unique_lock lock(mutex);
    while (!stopping) {
        auto const host = next_name();
        if (!host) {
            ready.wait(lock);
            continue;
        }
        bool const was_slow = slow.contains(*host);
        slow_running += was_slow ? 1 : 0;
        lookups[*host].running = true;
        workers[index].busy = true;
        auto const begun = clock.now();
        lock.unlock();
        auto answer = ask(*host);
        lock.lock();
        // After the end of the resolver its clock may be gone as well.
        if (stopping) return;
        workers[index].busy = false;
        slow_running -= was_slow ? 1 : 0;
        answer.answered_at = clock.now();
        settle(*host, answer, answer.answered_at - begun);
    }
}

resolve_outcome system_resolver::core::ask(std::string const& host) const {
    resolve_outcome answer;
    try {
        answer = options.look_up(host + ".");
    } catch (std::exception const& problem) {
        answer.fault = attempt_fault::local_resources;
        answer.detail = problem.what();
    }
    if (answer.addresses.size() > egress::max_addresses) {
        answer.fault = attempt_fault::dns_too_many;
        answer.detail = host + " has more than 16 addresses";
    }
    if (answer.fault != attempt_fault::none) answer.addresses.clear();
    return answer;
}

void system_resolver::core::settle(std::string const& host, resolve_outcome const& answer, steady_span took) {
    if (took < slow_lookup && answer.fault != attempt_fault::dns_error) {
        slow.erase(host);
    } else if (slow.size() < most_slow_names) {
        slow.insert(host);
    }
    keep_answer(host, answer);
    auto node = lookups.extract(host);
    // A waiter's timer belongs to its executor: no reference to it may be left here when the lock is given up.
    for (auto& waiter : node.mapped().waiters) {
        auto const executor = waiter->executor;
        boost::asio::post(executor, [waiter = std::move(waiter), answer = answer]() mutable {
            waiter->answer = std::move(answer);
            waiter->answered = true;
            waiter->wake->cancel();
        });
    }
    ready.notify_one();
}

void system_resolver::core::keep_answer(std::string const& host, resolve_outcome const& answer) {
    bool const absent = answer.fault == attempt_fault::dns_nxdomain;
    if (answer.fault != attempt_fault::none && !absent) return;
    if (answers.size() >= options.most_kept)
        std::erase_if(answers, [now = clock.now()](auto const& one) { return one.second.until <= now; });
    if (answers.size() >= options.most_kept) answers.erase(answers.begin());
    auto const until = answer.answered_at + (absent ? options.keep_absence : options.keep);
    answers.insert_or_assign(host, kept_answer{answer, until});
}

void system_resolver::core::stop() {
    std::vector<std::thread> idle;
    {
        std::lock_guard lock(mutex);
        stopping = true;
        for (auto& one : workers) {
            if (one.busy) {
                one.thread.detach();
            } else {
                idle.push_back(std::move(one.thread));
            }
        }
        ready.notify_all();
    }
    for (auto& thread : idle) thread.join();
}

}  // namespace cohook::transport
