// All deadlines behind one timer.
#include "support/stepped_clock.hpp"
#include "transport/deadline_queue.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <list>
#include <optional>
#include <random>

using namespace std::chrono_literals;
using cohook::steady_time;
using cohook::testing::stepped_clock;
using cohook::transport::deadline_queue;

namespace {

struct noted final : cohook::transport::deadline {
    void expired() override {
        ++times;
        if (then) then();
    }
    int times = 0;
    std::function<void()> then;
};

struct queueing {
    boost::asio::io_context io{1};
    stepped_clock clock{io};
    std::optional<deadline_queue> owned{std::in_place, clock, io.get_executor()};
    deadline_queue& queue = *owned;

    ~queueing() {
        owned.reset();
        run();
    }

    void run() {
        io.restart();
        while (io.poll() > 0) {
        }
    }
    void advance(cohook::steady_span by) {
        clock.advance(by);
        run();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deadlines, queueing)

BOOST_AUTO_TEST_CASE(it_comes_at_its_moment_once_and_not_before) {
    noted one;
    queue.set(one, clock.now() + 10s);
    run();
    advance(9999ms);
    BOOST_TEST(one.times == 0);
    advance(1ms);
    BOOST_TEST(one.times == 1);
    BOOST_TEST(!one.is_set());
    advance(1h);
    BOOST_TEST(one.times == 1);
}

BOOST_AUTO_TEST_CASE(an_earlier_one_moves_the_timer) {
    noted late, early;
    queue.set(late, clock.now() + 10s);
    run();
    queue.set(early, clock.now() + 1s);
    run();
    advance(1s);
    BOOST_TEST(early.times == 1);
    BOOST_TEST(late.times == 0);
    advance(9s);
    BOOST_TEST(late.times == 1);
}

BOOST_AUTO_TEST_CASE(it_can_be_moved_cleared_and_set_again_from_within) {
    noted one;
    queue.set(one, clock.now() + 1s);
    queue.set(one, clock.now() + 5s);
    run();
    advance(2s);
    BOOST_TEST(one.times == 0);
    one.clear();
    advance(5s);
    BOOST_TEST(one.times == 0);
    one.then = [&] {
        if (one.times < 3) queue.set(one, clock.now() + 1s);
    };
    queue.set(one, clock.now() + 1s);
    run();
    for (int second = 0; second < 5; ++second) advance(1s);
    BOOST_TEST(one.times == 3);
}

BOOST_AUTO_TEST_CASE(an_idle_queue_lets_its_context_run_dry) {
    {
        noted one;
        queue.set(one, clock.now() + 1s);
        run();
    }
    clock.advance(1s);
    io.restart();
    io.run();
    BOOST_TEST(queue.size() == 0u);
}

BOOST_AUTO_TEST_CASE(any_order_of_sets_moves_and_clears_fires_exactly_what_is_due) {
    std::mt19937 random(7);
    std::list<noted> all(50);
    std::vector<std::pair<noted*, steady_time>> expected;
    for (int round = 0; round < 3000; ++round) {
        auto& one = *std::next(all.begin(), static_cast<std::ptrdiff_t>(random() % all.size()));
        std::erase_if(expected, [&](auto const& entry) { return entry.first == &one; });
        if (random() % 4 == 0) {
            one.clear();
        } else {
            auto const when = clock.now() + std::chrono::milliseconds(random() % 1000);
            queue.set(one, when);
            expected.emplace_back(&one, when);
        }
        if (random() % 3 != 0) continue;
        for (auto& each : all) each.times = 0;
        run();
        advance(std::chrono::milliseconds(random() % 100));
        for (auto const& [which, when] : expected) BOOST_TEST_REQUIRE(which->times == (when <= clock.now() ? 1 : 0));
        std::erase_if(expected, [&](auto const& entry) { return entry.second <= clock.now(); });
        BOOST_TEST_REQUIRE(queue.size() == expected.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
