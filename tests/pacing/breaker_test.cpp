#include "pacing/breaker.hpp"

#include "origin.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::pacing;
using namespace std::chrono_literals;
using cohook::testing::origin;

std::string name(breaker_state state) {
    switch (state) {
        case breaker_state::closed: return "closed";
        case breaker_state::open: return "open";
        case breaker_state::half_open: return "half open";
    }
    return "?";
}

// One attempt after the other, each due again a second later.
void fail(breaker& subject, int times, steady_time retry_at = origin + 1s) {
    for (int i = 0; i < times; ++i) subject.failed(subject.start(), retry_at);
}

// The same rules in another form: a history, searched from the end, instead of counters.
struct model {
    struct attempt {
        breaker_pass pass;
        bool probe;
        bool stale;  // from before the breaker last opened or closed
    };
    std::uint32_t threshold;
    std::vector<char> history;  // 'f' and 's', as they were settled
    bool open = false;
    std::size_t opened_after = 0;
    std::vector<attempt> in_flight;
    steady_time probe_at{};

    bool probing() const {
        for (auto const& one : in_flight)
            if (one.probe && !one.stale) return true;
        return false;
    }
    bool run_of_failures() const {
        if (threshold == 0 || history.size() < threshold) return false;
        for (std::size_t i = history.size() - threshold; i < history.size(); ++i)
            if (history[i] != 'f') return false;
        return true;
    }
    std::string state() const { return !open ? "closed" : probing() ? "half open" : "open"; }
    bool may_start(steady_time now) const { return !open || (in_flight.empty() && now >= probe_at); }
};

// Walks every sequence of moves up to a length, and compares breaker and model after each.
class walker {
public:
    explicit walker(int most) : most_(most) {}
    int visited() const { return visited_; }

    void walk(breaker const& subject, model const& expected, steady_time now, int depth) {
        ++visited_;
        compare(subject, expected, now);
        if (depth == most_) return;
        walk(subject, expected, now + 2s, depth, "time passes");
        if (expected.may_start(now) && expected.in_flight.size() < 3) start(subject, expected, now, depth);
        for (std::size_t i = 0; i < expected.in_flight.size(); ++i)
            for (char outcome : {'s', 'f', 'a'}) settle(subject, expected, now, depth, i, outcome);
    }

private:
    void walk(breaker const& subject, model const& expected, steady_time now, int depth, char const* move) {
        trail_.push_back(move);
        walk(subject, expected, now, depth + 1);
        trail_.pop_back();
    }

    void start(breaker subject, model expected, steady_time now, int depth) {
        auto pass = subject.start();
        if (pass.is_probe() != expected.open) BOOST_ERROR("a probe or not, after " << trail());
        expected.in_flight.push_back({pass, expected.open, false});
        walk(subject, expected, now, depth, "start");
    }

    void settle(breaker subject, model expected, steady_time now, int depth, std::size_t which, char outcome) {
        auto one = expected.in_flight[which];
        expected.in_flight.erase(expected.in_flight.begin() + static_cast<std::ptrdiff_t>(which));
        bool was_open = expected.open;
        auto retry_at = now + 3s;
        auto change = breaker_change::none;
        if (outcome != 'a') expected.history.push_back(outcome);
        if (outcome == 's') {
            expected.open = false;
            change = subject.succeeded(one.pass);
        } else if (outcome == 'f') {
            if (!was_open && expected.run_of_failures()) expected.open = true;
            bool counts = (expected.open && !was_open) || (one.probe && !one.stale);
            if (counts) expected.probe_at = retry_at;
            change = subject.failed(one.pass, retry_at);
        } else {
            subject.abandoned(one.pass);
        }
        if (expected.open != was_open)
            for (auto& other : expected.in_flight) other.stale = true;
        auto must = breaker_change::none;
        if (expected.open != was_open) must = was_open ? breaker_change::closed : breaker_change::opened;
        if (change != must) BOOST_ERROR("the change that is told, after " << trail());
        walk(subject, expected, now, depth, outcome == 's' ? "success" : outcome == 'f' ? "failure" : "abandoned");
    }

    void compare(breaker const& subject, model const& expected, steady_time now) {
        auto in_flight = static_cast<std::uint32_t>(expected.in_flight.size());
        if (name(subject.state()) != expected.state()) BOOST_ERROR(name(subject.state()) << " after " << trail());
        if (subject.may_start(now, in_flight) != expected.may_start(now)) BOOST_ERROR("may start, after " << trail());
        if (expected.open && subject.probe_at() != expected.probe_at) BOOST_ERROR("probe at, after " << trail());
        // Never two probes, and nothing beside one.
        if (subject.state() == breaker_state::half_open && subject.may_start(steady_time::max(), 0))
            BOOST_ERROR("a second probe, after " << trail());
    }

    std::string trail() const {
        std::string all;
        for (auto const* move : trail_) all += std::string(move) + ", ";
        return all;
    }

    int most_;
    int visited_ = 0;
    std::vector<char const*> trail_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(breaker_)

BOOST_AUTO_TEST_CASE(opens_after_a_run_of_failures_and_not_before) {
    breaker subject(5);
    fail(subject, 4);
    BOOST_TEST(name(subject.state()) == "closed");
    BOOST_TEST((subject.failed(subject.start(), origin + 10s) == breaker_change::opened));
    BOOST_TEST(name(subject.state()) == "open");
    BOOST_TEST((subject.probe_at() == origin + 10s));
    BOOST_TEST(subject.failures_in_a_row() == 5U);
}

BOOST_AUTO_TEST_CASE(one_probe_at_a_time_at_the_moment_given_and_alone) {
    breaker subject(1);
    fail(subject, 1, origin + 10s);
    BOOST_TEST(!subject.may_start(origin + 9s, 0));
    BOOST_TEST(!subject.may_start(origin + 10s, 1));
    BOOST_TEST(subject.may_start(origin + 10s, 0));
    auto probe = subject.start();
    BOOST_TEST(probe.is_probe());
    BOOST_TEST(!subject.may_start(origin + 1h, 0));
    BOOST_TEST((subject.failed(probe, origin + 30s) == breaker_change::none));
    BOOST_TEST(!subject.may_start(origin + 29s, 0));
    probe = subject.start();
    BOOST_TEST((subject.succeeded(probe) == breaker_change::closed));
    BOOST_TEST(subject.may_start(origin, 7));
}

BOOST_AUTO_TEST_CASE(a_flapping_endpoint_never_opens_it) {
    breaker subject(2);
    for (int i = 0; i < 10000; ++i) {
        BOOST_TEST_REQUIRE(subject.may_start(origin, 0));
        auto pass = subject.start();
        auto change = i % 2 == 0 ? subject.succeeded(pass) : subject.failed(pass, origin + 1h);
        BOOST_TEST_REQUIRE((change == breaker_change::none));
    }
}

BOOST_AUTO_TEST_CASE(a_fault_of_our_own_gives_the_probe_back) {
    breaker subject(1);
    fail(subject, 1, origin);
    subject.abandoned(subject.start());
    BOOST_TEST(name(subject.state()) == "open");
    BOOST_TEST(subject.may_start(origin, 0));
    BOOST_TEST(subject.failures_in_a_row() == 1U);
}

BOOST_AUTO_TEST_CASE(a_late_failure_does_not_put_the_probe_off_and_a_late_success_closes) {
    breaker subject(2);
    std::array<breaker_pass, 4> passes;
    for (auto& pass : passes) pass = subject.start();
    subject.failed(passes[0], origin + 1s);
    subject.failed(passes[1], origin + 2s);
    subject.failed(passes[2], origin + 3s);
    BOOST_TEST((subject.probe_at() == origin + 2s));
    BOOST_TEST((subject.succeeded(passes[3]) == breaker_change::closed));
}

BOOST_AUTO_TEST_CASE(the_outcome_of_an_earlier_probe_is_not_taken_for_that_of_this_one) {
    breaker subject(1);
    fail(subject, 1);
    auto earlier = subject.start();
    subject.set_threshold(0);
    subject.set_threshold(1);
    fail(subject, 1, origin + 5s);
    auto current = subject.start();
    subject.failed(earlier, origin + 1h);
    subject.failed(breaker_pass(), origin + 1h);
    subject.abandoned(earlier);
    BOOST_TEST(name(subject.state()) == "half open");
    subject.failed(current, origin + 9s);
    BOOST_TEST((subject.probe_at() == origin + 9s));
}

BOOST_AUTO_TEST_CASE(zero_switches_it_off) {
    breaker subject(0);
    fail(subject, 1000);
    BOOST_TEST(name(subject.state()) == "closed");
    breaker open(1);
    fail(open, 1);
    open.set_threshold(0);
    BOOST_TEST(open.may_start(origin, 0));
    BOOST_TEST(name(breaker::reopened(0, origin).state()) == "closed");
}

BOOST_AUTO_TEST_CASE(is_open_again_after_a_restart) {
    auto subject = breaker::reopened(5, origin + 10s);
    BOOST_TEST(!subject.may_start(origin + 9s, 0));
    BOOST_TEST(subject.may_start(origin + 10s, 0));
    BOOST_TEST((subject.succeeded(subject.start()) == breaker_change::closed));
}

BOOST_AUTO_TEST_CASE(behaves_as_its_model_over_every_sequence_of_moves) {
    for (std::uint32_t threshold : {0U, 1U, 2U, 3U}) {
        walker all(9);
        model expected;
        expected.threshold = threshold;
        all.walk(breaker(threshold), expected, origin, 0);
        BOOST_TEST(all.visited() > 10000);
    }
}

BOOST_AUTO_TEST_SUITE_END()
