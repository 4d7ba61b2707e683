#include "pacing/interval_gate.hpp"

#include "origin.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::pacing;
using namespace std::chrono_literals;
using cohook::testing::origin;

}  // namespace

BOOST_AUTO_TEST_SUITE(interval_gate_)

BOOST_AUTO_TEST_CASE(the_first_start_is_at_once_and_the_next_an_interval_after_it_really_started) {
    interval_gate gate(10ms);
    BOOST_TEST((gate.earliest(origin) == origin));
    gate.started(origin + 3ms);
    BOOST_TEST((gate.earliest(origin + 4ms) == origin + 13ms));
    BOOST_TEST((gate.earliest(origin + 13ms) == origin + 13ms));
    BOOST_TEST((gate.earliest(origin + 90ms) == origin + 90ms));
}

BOOST_AUTO_TEST_CASE(a_full_interval_passes_after_a_restart) {
    auto gate = interval_gate::cold(10s, origin);
    BOOST_TEST((gate.earliest(origin) == origin + 10s));
    BOOST_TEST((interval_gate::cold(0s, origin).earliest(origin) == origin));
}

BOOST_AUTO_TEST_CASE(zero_is_no_pause_at_all) {
    interval_gate gate(0ms);
    for (int i = 0; i < 10; ++i) {
        BOOST_TEST((gate.earliest(origin) == origin));
        gate.started(origin);
    }
    interval_gate negative(-5ms);
    negative.started(origin);
    BOOST_TEST((negative.earliest(origin) == origin));
}

BOOST_AUTO_TEST_CASE(a_start_may_be_said_again_later_but_not_earlier) {
    interval_gate gate(10ms);
    gate.started(origin + 5ms);
    gate.started(origin + 7ms);
    gate.started(origin + 6ms);
    BOOST_TEST((gate.earliest(origin) == origin + 17ms));
}

BOOST_AUTO_TEST_CASE(a_changed_interval_counts_from_the_last_start) {
    interval_gate gate(10ms);
    gate.started(origin);
    gate.set_interval(1h);
    BOOST_TEST((gate.earliest(origin) == origin + 1h));
    gate.set_interval(2ms);
    BOOST_TEST((gate.earliest(origin) == origin + 2ms));
    gate.set_interval(24h);
    BOOST_TEST((gate.earliest(origin) == origin + 24h));
}

BOOST_AUTO_TEST_CASE(no_two_starts_are_ever_closer_than_the_interval_however_late_the_caller_is) {
    std::mt19937 random(2026);
    for (int round = 0; round < 200; ++round) {
        steady_span interval = std::chrono::microseconds(1 + random() % 5000);
        interval_gate gate(interval);
        auto now = origin;
        std::vector<steady_time> starts;
        for (int i = 0; i < 200; ++i) {
            // Asked at any time, woken no earlier than told, mostly late.
            now += std::chrono::nanoseconds(random() % 4000000);
            now = gate.earliest(now);
            now += std::chrono::nanoseconds(random() % 3 == 0 ? random() % 9000000 : 0);
            BOOST_TEST((gate.earliest(now) == now));
            gate.started(now);
            starts.push_back(now);
        }
        for (std::size_t i = 1; i < starts.size(); ++i)
            if (starts[i] - starts[i - 1] < interval) BOOST_ERROR("start " << i << " is too close to the one before");
    }
}

BOOST_AUTO_TEST_CASE(a_punctual_caller_gets_the_whole_allowed_rate) {
    interval_gate gate(10ms);
    auto now = origin;
    for (int i = 0; i < 1000; ++i) {
        now = gate.earliest(now);
        gate.started(now);
    }
    BOOST_TEST((now == origin + 999 * 10ms));
}

BOOST_AUTO_TEST_SUITE_END()
