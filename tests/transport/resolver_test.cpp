// The resolver of production with a lookup that the test holds in its hand.
#include "runtime/clock.hpp"
#include "support/printing.hpp"
#include "support/scripted_receiver.hpp"
#include "support/stepped_clock.hpp"
#include "transport/system_resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <latch>
#include <map>
#include <pthread.h>

using namespace std::chrono_literals;
using cohook::attempt_fault;
using cohook::testing::event;
using cohook::testing::stepped_clock;
using cohook::transport::resolve_outcome;
using cohook::transport::system_resolver;
using cohook::transport::system_resolver_options;

namespace {

resolve_outcome found(std::string const& address = "192.0.2.1") {
    resolve_outcome outcome;
    outcome.addresses = {boost::asio::ip::make_address(address)};
    return outcome;
}

resolve_outcome failed(attempt_fault fault) {
    resolve_outcome outcome;
    outcome.fault = fault;
    return outcome;
}

/// Questions and answers on one context with a clock that stands still.
struct asking {
    boost::asio::io_context io{1};
    stepped_clock clock{io};
    system_resolver_options options;
    std::unique_ptr<system_resolver> dns;
    std::map<std::string, resolve_outcome> answers;

    void begin(std::string const& host, std::string const& as = {}) {
        if (!dns) dns = std::make_unique<system_resolver>(clock, options);
        auto const label = as.empty() ? host : as;
        boost::asio::co_spawn(io, dns->resolve(host, clock.now() + 5s),
                              [this, label](std::exception_ptr failed, resolve_outcome outcome) {
                                  if (failed) std::rethrow_exception(failed);
                                  answers[label] = std::move(outcome);
                              });
    }
    void run_until(std::function<bool()> const& holds) {
        auto const patience = std::chrono::steady_clock::now() + 30s;
        while (!holds()) {
            io.restart();
            io.run_one_for(20ms);
            BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < patience, "the resolver hangs");
        }
    }
    resolve_outcome ask(std::string const& host) {
        answers.erase(host);
        begin(host);
        run_until([&] { return answers.contains(host); });
        return answers[host];
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(resolver, asking)

BOOST_AUTO_TEST_CASE(names_are_asked_as_absolute_ones) {
    std::string asked;
    options.look_up = [&](std::string const& name) {
        asked = name;
        return found();
    };
    auto const outcome = ask("hooks.example.com");
    BOOST_TEST(asked == "hooks.example.com.");
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.addresses.size() == 1u);
    BOOST_TEST((outcome.answered_at == clock.now()));
}

BOOST_AUTO_TEST_CASE(an_answer_serves_a_minute_an_absence_three_seconds_a_failure_never) {
    std::atomic<int> asked{0};
    options.look_up = [&](std::string const& name) {
        ++asked;
        if (name.starts_with("absent")) return failed(attempt_fault::dns_nxdomain);
        if (name.starts_with("broken")) return failed(attempt_fault::dns_error);
        return found();
    };
    ask("there.example.com");
    auto const first = clock.now();
    clock.advance(59s);
    BOOST_TEST((ask("there.example.com").answered_at == first));
    BOOST_TEST(asked == 1);
    clock.advance(1s);
    ask("there.example.com");
    BOOST_TEST(asked == 2);
    BOOST_TEST(ask("absent.example.com").fault == attempt_fault::dns_nxdomain);
    ask("absent.example.com");
    BOOST_TEST(asked == 3);
    clock.advance(3s);
    ask("absent.example.com");
    BOOST_TEST(asked == 4);
    BOOST_TEST(ask("broken.example.com").fault == attempt_fault::dns_error);
    ask("broken.example.com");
    BOOST_TEST(asked == 6);
}

BOOST_AUTO_TEST_CASE(concurrent_questions_for_one_name_are_one_lookup) {
    std::atomic<int> asked{0};
    event go;
    options.look_up = [&](std::string const&) {
        ++asked;
        go.wait();
        return found();
    };
    for (int one = 0; one < 20; ++one) begin("same.example.com", std::to_string(one));
    io.poll();
    go.set();
    run_until([this] { return answers.size() == 20; });
    BOOST_TEST(asked == 1);
    for (auto const& [label, outcome] : answers) BOOST_TEST(outcome.addresses.size() == 1u);
}

BOOST_AUTO_TEST_CASE(row_2_a_dead_name_server_is_left_at_the_deadline_and_its_late_answer_is_dropped) {
    event go;
    options.look_up = [&](std::string const&) {
        go.wait();
        return found();
    };
    begin("slow.example.com");
    run_until([this] { return clock.waiting() == 1; });
    clock.advance(5s);
    run_until([this] { return !answers.empty(); });
    BOOST_TEST(answers["slow.example.com"].fault == attempt_fault::dns_timeout);
    go.set();
    // The answer that came too late for the first serves the second.
    BOOST_TEST(ask("slow.example.com").fault == attempt_fault::none);
}

BOOST_AUTO_TEST_CASE(row_2_names_that_were_slow_leave_threads_to_the_others) {
    options.threads = 4;
    event first, second;
    std::atomic<event*> held{&first};
    options.look_up = [&](std::string const& name) {
        if (!name.starts_with("dead")) return found();
        if (auto* const until = held.load()) until->wait();
        return failed(attempt_fault::dns_error);
    };
    std::vector<std::string> dead;
    for (int one = 0; one < 6; ++one) dead.push_back("dead" + std::to_string(one) + ".example.com");
    for (auto const& name : dead) begin(name);
    run_until([this] { return clock.waiting() == 6; });
    clock.advance(5s);
    run_until([this] { return answers.size() == 6; });
    held = nullptr;
    first.set();
    for (auto const& name : dead) BOOST_TEST(ask(name).fault == attempt_fault::dns_error);

    held = &second;
    answers.clear();
    for (auto const& name : dead) begin(name);
    run_until([this] { return clock.waiting() == 6; });
    BOOST_TEST(ask("alive.example.com").fault == attempt_fault::none);
    BOOST_TEST(answers.size() == 1u);
    second.set();
    run_until([this] { return answers.size() == 7; });
}

BOOST_AUTO_TEST_CASE(row_3_more_than_sixteen_addresses_are_too_many) {
    options.look_up = [](std::string const&) {
        resolve_outcome outcome;
        for (unsigned last = 0; last < 17; ++last) outcome.addresses.push_back(boost::asio::ip::address_v4(last));
        return outcome;
    };
    auto const outcome = ask("many.example.com");
    BOOST_TEST(outcome.fault == attempt_fault::dns_too_many);
    BOOST_TEST(outcome.addresses.empty());
}

BOOST_AUTO_TEST_CASE(a_lookup_that_throws_is_a_local_fault) {
    options.look_up = [](std::string const&) -> resolve_outcome { throw std::bad_alloc(); };
    BOOST_TEST(ask("any.example.com").fault == attempt_fault::local_resources);
}

BOOST_AUTO_TEST_CASE(its_threads_take_no_signals) {
    sigset_t mask;
    sigemptyset(&mask);
    options.look_up = [&](std::string const&) {
        pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        return found();
    };
    ask("any.example.com");
    for (int const signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) BOOST_TEST(sigismember(&mask, signal) == 1);
    sigset_t own;
    pthread_sigmask(SIG_SETMASK, nullptr, &own);
    BOOST_TEST(sigismember(&own, SIGTERM) == 0);
}

BOOST_AUTO_TEST_CASE(its_end_does_not_wait_for_a_lookup_that_hangs) {
    auto const go = std::make_shared<event>();
    auto const entered = std::make_shared<event>();
    auto const left = std::make_shared<event>();
    options.look_up = [go, entered, left](std::string const&) {
        entered->set();
        go->wait();
        left->set();
        return found();
    };
    begin("hanging.example.com");
    run_until([&] { return entered->is_set() && clock.waiting() == 1; });
    clock.advance(5s);
    run_until([this] { return !answers.empty(); });
    dns.reset();
    go->set();
    left->wait();
}

BOOST_AUTO_TEST_CASE(an_abandoned_question_is_never_answered_into_a_dead_context) {
    auto const go = std::make_shared<event>();
    auto const entered = std::make_shared<event>();
    options.look_up = [go, entered](std::string const&) {
        entered->set();
        go->wait();
        return found();
    };
    dns = std::make_unique<system_resolver>(cohook::system_clock(), options);
    {
        boost::asio::io_context brief{1};
        boost::asio::co_spawn(brief, dns->resolve("hanging.example.com", cohook::system_clock().now() + 1h),
                              [](std::exception_ptr, resolve_outcome) {});
        brief.poll();
        entered->wait();
    }
    go->set();
    // The lookup settles without anybody to tell; a later question finds its answer.
    BOOST_TEST(ask("other.example.com").fault == attempt_fault::none);
}

BOOST_AUTO_TEST_CASE(the_machines_resolver_says_that_a_reserved_name_does_not_exist) {
    // RFC 6761: no name server knows .invalid. Without any name server the answer is an error: never an address.
    auto const outcome = cohook::transport::look_up_name("cohook-test.invalid.");
    BOOST_TEST((outcome.fault == attempt_fault::dns_nxdomain || outcome.fault == attempt_fault::dns_error));
    BOOST_TEST(outcome.addresses.empty());
}

BOOST_AUTO_TEST_SUITE_END()
