#include "transport/connector.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>

namespace cohook::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// One address of the race.
struct runner {
    runner(tcp::endpoint to, asio::any_io_executor const& executor) : peer(std::move(to)), socket(executor) {}

    tcp::endpoint peer;
    tcp::socket socket;
    steady_time until{};
    bool started = false;
    bool running = false;
    bool connected = false;
    bool timed_out = false;
    attempt_fault fault = attempt_fault::none;
};

/// What the pending connects and the waiting coroutine share; outlives whichever ends first.
struct race {
    std::vector<runner> runners;
    std::unique_ptr<timer> wake;
};

attempt_fault fault_of(boost::system::error_code const& problem, bool v6) {
    switch (problem.value()) {
        case ECONNREFUSED: return attempt_fault::connect_refused;
        case ECONNRESET:
        case ECONNABORTED: return attempt_fault::connect_reset;
        case ETIMEDOUT: return attempt_fault::connect_timeout;
        case EMFILE:
        case ENFILE:
        case ENOMEM:
        case ENOBUFS: return attempt_fault::local_resources;
        // Without an IPv6 address of our own it says so; with IPv4 all local ports are taken.
        case EADDRNOTAVAIL: return v6 ? attempt_fault::connect_unreachable : attempt_fault::local_resources;
        default: return attempt_fault::connect_unreachable;
    }
}

/// Opened by hand: Asio's own would leave the descriptor open across exec.
boost::system::error_code open_socket(tcp::socket& socket, tcp::endpoint const& peer) {
    int const family = peer.protocol().family();
    int const handle = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (handle < 0) return boost::system::error_code(errno, boost::system::system_category());
    boost::system::error_code problem;
    socket.assign(peer.protocol(), handle, problem);
    if (problem) {
        ::close(handle);
        return problem;
    }
    socket.set_option(tcp::no_delay(true), problem);
    // An attempt may wait ten minutes for its answer: keep address translation on the way from forgetting us.
    socket.set_option(asio::socket_base::keep_alive(true), problem);
    int const seconds = 45;
    ::setsockopt(handle, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
    return {};
}

/// The families alternate, the family of the first address first (RFC 8305, section 4).
std::vector<asio::ip::address> interleave(std::vector<asio::ip::address> addresses) {
    if (addresses.size() < 3) return addresses;
    bool const first_is_v6 = addresses.front().is_v6();
    auto const second = std::stable_partition(addresses.begin(), addresses.end(),
                                              [first_is_v6](auto const& one) { return one.is_v6() == first_is_v6; });
    std::vector<asio::ip::address> mixed;
    auto left = addresses.begin();
    auto right = second;
    while (left != second || right != addresses.end()) {
        if (left != second) mixed.push_back(*left++);
        if (right != addresses.end()) mixed.push_back(*right++);
    }
    return mixed;
}

void fail(runner& one, attempt_fault fault) {
    boost::system::error_code ignored;
    one.running = false;
    one.fault = fault;
    one.socket.close(ignored);
}

void finished(race& shared, std::size_t index, boost::system::error_code const& problem) {
    auto& one = shared.runners[index];
    if (!one.running) return;
    boost::system::error_code unknown;
    if (problem) {
        fail(one, fault_of(problem, one.peer.address().is_v6()));
    } else if (one.socket.remote_endpoint(unknown) != one.peer || unknown) {
        // Something on this machine redirects connections: the judged address is not where we are.
        fail(one, unknown ? attempt_fault::connect_reset : attempt_fault::egress_blocked);
    } else {
        one.running = false;
        one.connected = true;
    }
    shared.wake->cancel();
}

void start(std::shared_ptr<race> const& shared, std::size_t index, connect_rules const& rules) {
    auto& one = shared->runners[index];
    one.started = true;
    if (!rules.policy->judge(one.peer.address(), one.peer.port()).allowed())
        return fail(one, attempt_fault::egress_blocked);
    if (auto const problem = open_socket(one.socket, one.peer))
        return fail(one, fault_of(problem, one.peer.address().is_v6()));
    one.running = true;
    one.until = rules.clock->now() + rules.each;
    if (rules.observer != nullptr && *rules.observer) (*rules.observer)(one.peer);
    one.socket.async_connect(one.peer,
                             [shared, index](boost::system::error_code problem) { finished(*shared, index, problem); });
}

/// Closes what is still on its way, however the coroutine ends.
class race_end {
public:
    explicit race_end(std::shared_ptr<race> shared) : shared_(std::move(shared)) {}
    ~race_end() {
        boost::system::error_code ignored;
        for (auto& one : shared_->runners) {
            one.running = false;
            one.socket.close(ignored);
        }
    }
    race_end(race_end const&) = delete;
    race_end& operator=(race_end const&) = delete;

private:
    std::shared_ptr<race> shared_;
};

/// Starts and stops what is due; the next moment to look again.
steady_time advance(std::shared_ptr<race> const& shared, connect_rules const& rules, steady_time& next_start) {
    auto const now = rules.clock->now();
    auto look_again = rules.deadline;
    for (auto& one : shared->runners)
        if (one.running && (now >= one.until || now >= rules.deadline)) fail(one, attempt_fault::connect_timeout);
    for (std::size_t index = 0; index < shared->runners.size(); ++index) {
        auto& one = shared->runners[index];
        bool const idle = std::ranges::none_of(shared->runners, &runner::running);
        if (!one.started && now < rules.deadline && (idle || now >= next_start)) {
            start(shared, index, rules);
            next_start = now + rules.head_start;
        }
        if (!one.started) look_again = std::min(look_again, next_start);
        if (one.running) look_again = std::min(look_again, one.until);
    }
    return look_again;
}

bool is_over(race const& shared, bool late) {
    if (std::ranges::any_of(shared.runners, &runner::connected)) return true;
    return std::ranges::none_of(shared.runners, &runner::running) &&
           (late || std::ranges::all_of(shared.runners, &runner::started));
}

connect_outcome result_of(race& shared) {
    connect_outcome outcome;
    outcome.fault = attempt_fault::connect_timeout;
    for (auto& one : shared.runners) {
        if (one.connected) {
            outcome.fault = attempt_fault::none;
            outcome.peer = one.peer;
            outcome.socket.emplace(std::move(one.socket));
            return outcome;
        }
        if (!one.started) continue;
        outcome.fault = one.fault;
        outcome.detail +=
            (outcome.detail.empty() ? "" : "; ") + text_of(one.peer) + " " + std::string(cohook::to_string(one.fault));
    }
    return outcome;
}

}  // namespace

asio::awaitable<connect_outcome> connect_guarded(std::vector<asio::ip::address> addresses, std::uint16_t port,
                                                 connect_rules rules) {
    connect_outcome outcome;
    if (auto const verdict = rules.policy->judge_answer(addresses, port); !verdict.allowed()) {
        outcome.fault = attempt_fault::egress_blocked;
        outcome.detail = verdict.reason();
        co_return outcome;
    }
    auto const executor = co_await asio::this_coro::executor;
    auto const shared = std::make_shared<race>();
    shared->wake = rules.clock->make_timer(executor);
    for (auto const& address : interleave(std::move(addresses)))
        shared->runners.emplace_back(tcp::endpoint(address, port), executor);
    race_end const closing(shared);
    auto next_start = rules.clock->now();
    bool cancelled = false;
    while (!cancelled) {
        auto const look_again = advance(shared, rules, next_start);
        if (is_over(*shared, rules.clock->now() >= rules.deadline)) break;
        shared->wake->expire_at(look_again);
        try {
            co_await shared->wake->wait();
        } catch (boost::system::system_error const&) {
            cancelled = true;
        }
    }
    if (!cancelled) co_return result_of(*shared);
    outcome.fault = attempt_fault::cancelled;
    co_return outcome;
}

std::string text_of(tcp::endpoint const& peer) {
    auto const host = peer.address().to_string();
    auto const port = ':' + std::to_string(peer.port());
    return peer.address().is_v6() ? '[' + host + ']' + port : host + port;
}

}  // namespace cohook::transport
