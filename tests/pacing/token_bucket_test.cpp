#include "pacing/token_bucket.hpp"

#include "origin.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::pacing;
using namespace std::chrono_literals;
using cohook::testing::origin;

int taken_at(token_bucket& bucket, steady_time now, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; ++i) taken += bucket.take(now) ? 1 : 0;
    return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_bucket_)

BOOST_AUTO_TEST_CASE(is_full_at_first_and_refills_at_most_to_its_burst) {
    token_bucket bucket(10ms, 3);
    BOOST_TEST(taken_at(bucket, origin, 10) == 3);
    BOOST_TEST(taken_at(bucket, origin + 9ms, 10) == 0);
    BOOST_TEST(taken_at(bucket, origin + 10ms, 10) == 1);
    BOOST_TEST(taken_at(bucket, origin + 1h, 10) == 3);
}

BOOST_AUTO_TEST_CASE(tells_exactly_when_the_next_token_is_there) {
    token_bucket bucket(10ms, 2);
    BOOST_TEST((bucket.earliest(origin) == origin));
    taken_at(bucket, origin, 2);
    auto next = bucket.earliest(origin);
    BOOST_TEST((next == origin + 10ms));
    BOOST_TEST(!bucket.take(next - 1ns));
    BOOST_TEST(bucket.take(next));
}

BOOST_AUTO_TEST_CASE(no_span_of_time_gets_more_than_burst_and_rate_allow) {
    std::mt19937 random(371);
    for (int round = 0; round < 60; ++round) {
        steady_span per_token = std::chrono::nanoseconds(1 + random() % 1000000);
        std::uint32_t burst = 1 + random() % 8;
        token_bucket bucket(per_token, burst);
        std::vector<steady_time> taken;
        auto now = origin;
        for (int i = 0; i < 300; ++i) {
            now += std::chrono::nanoseconds(random() % 700000);
            if (bucket.take(now)) taken.push_back(now);
        }
        for (std::size_t i = 0; i < taken.size(); ++i)
            for (std::size_t j = i; j < taken.size(); ++j) {
                auto most = static_cast<std::int64_t>(burst) + (taken[j] - taken[i]) / per_token;
                if (static_cast<std::int64_t>(j - i + 1) > most)
                    BOOST_ERROR(j - i + 1 << " where " << most << " are allowed");
            }
    }
}

BOOST_AUTO_TEST_CASE(a_caller_that_waits_for_each_token_gets_the_whole_rate) {
    token_bucket bucket(3ns, 1);
    auto now = origin;
    for (int i = 0; i < 1000; ++i) {
        now = bucket.earliest(now);
        BOOST_TEST(bucket.take(now));
    }
    BOOST_TEST((now == origin + 999 * 3ns));
}

BOOST_AUTO_TEST_CASE(no_rate_is_no_limit_and_extremes_do_not_overflow) {
    token_bucket unlimited(0ns, 1);
    BOOST_TEST(taken_at(unlimited, origin, 1000) == 1000);
    token_bucket negative(-1s, 0);
    BOOST_TEST(taken_at(negative, origin, 1000) == 1000);
    token_bucket huge(steady_span::max(), std::numeric_limits<std::uint32_t>::max());
    BOOST_TEST(huge.take(origin));
    BOOST_TEST((huge.earliest(origin) >= origin));
    token_bucket none(1s, 0);
    BOOST_TEST(taken_at(none, origin, 5) == 1);
}

BOOST_AUTO_TEST_CASE(a_new_rate_brings_missing_tokens_back_at_that_rate) {
    token_bucket bucket(1h, 2);
    taken_at(bucket, origin, 2);
    bucket.set_rate(10ms, 2, origin);
    BOOST_TEST((bucket.earliest(origin) == origin + 10ms));
    bucket.set_rate(1h, 2, origin);
    BOOST_TEST((bucket.earliest(origin) == origin + 1h));
    bucket.set_rate(1h, 1, origin);
    BOOST_TEST((bucket.earliest(origin) == origin + 1h));
    bucket.set_rate(0s, 1, origin);
    BOOST_TEST((bucket.earliest(origin) == origin));
    bucket.set_rate(1s, 5, origin);
    BOOST_TEST(taken_at(bucket, origin, 10) == 5);
}

BOOST_AUTO_TEST_SUITE_END()
