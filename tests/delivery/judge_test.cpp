#include "delivery/judge.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace cohook;
using namespace cohook::dispatch;
using namespace std::chrono_literals;

namespace {

wall_time const now{std::chrono::milliseconds(1'800'000'000'000)};

transport::post_outcome answered(int status) {
    transport::post_outcome outcome;
    outcome.status = status;
    outcome.wire = wire_state::answered;
    return outcome;
}

transport::post_outcome broken(attempt_fault fault) {
    transport::post_outcome outcome;
    outcome.fault = fault;
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judging)

BOOST_AUTO_TEST_CASE(members_policy_acknowledges_exactly_five_statuses) {
    std::array const good{102, 200, 201, 202, 204};
    for (int status = 100; status < 600; ++status) {
        bool const expected = std::find(good.begin(), good.end(), status) != good.end();
        BOOST_TEST(acknowledges(acknowledge_rule::members_statuses, status) == expected, "status " << status);
    }
}

BOOST_AUTO_TEST_CASE(standard_policy_acknowledges_every_2xx_and_nothing_else) {
    for (int status = 100; status < 600; ++status)
        BOOST_TEST(acknowledges(acknowledge_rule::any_2xx, status) == (status / 100 == 2), "status " << status);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_a_refusal_with_its_own_name) {
    auto const what = judge(answered(302), members_policy(), now);
    BOOST_TEST((what.verdict == attempt_verdict::refused));
    BOOST_TEST((what.fault == attempt_fault::redirect));
}

BOOST_AUTO_TEST_CASE(gone_ends_the_delivery_only_if_the_policy_listens) {
    auto policy = members_policy();
    BOOST_TEST(judge(answered(410), policy, now).gone);
    policy.disable_on_gone = false;
    auto const what = judge(answered(410), policy, now);
    BOOST_TEST(!what.gone);
    BOOST_TEST((follow(what, policy, 0, {}, now, 0.5).state == delivery_state::pending));
}

BOOST_AUTO_TEST_CASE(a_fault_of_this_machine_is_not_charged) {
    auto const what = judge(broken(attempt_fault::local_resources), members_policy(), now);
    BOOST_TEST(what.ours);
    auto const next = follow(what, members_policy(), 7, {}, now, 0.5);
    BOOST_TEST((next.state == delivery_state::pending));
    BOOST_TEST(next.failures == 7u);
    BOOST_TEST((*next.due_at - now <= 5s));
}

BOOST_AUTO_TEST_CASE(waits_double_from_ten_seconds_to_ten_minutes) {
    auto const what = judge(answered(500), members_policy(), now);
    std::array const expected{10s, 20s, 40s, 80s, 160s, 320s, 600s, 600s};
    for (std::uint32_t failures = 0; failures < expected.size(); ++failures) {
        auto const next = follow(what, members_policy(), failures, {}, now, 0.5);
        BOOST_TEST((*next.due_at - now == expected[failures]), "after failure " << failures + 1);
        BOOST_TEST(next.failures == failures + 1);
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_attempted_after_the_life_of_a_delivery) {
    auto const what = judge(answered(500), members_policy(), now);
    auto const next = follow(what, members_policy(), 20, now + 5min, now, 0.5);
    BOOST_TEST((next.state == delivery_state::expired));
    BOOST_TEST(!next.due_at.has_value());
}

BOOST_AUTO_TEST_CASE(standard_policy_gives_up_after_its_list) {
    auto const policy = standard_policy();
    auto const what = judge(answered(500), policy, now);
    auto const attempts = static_cast<std::uint32_t>(policy.resend.list.size());
    BOOST_TEST((follow(what, policy, attempts - 1, {}, now, 0.5).state == delivery_state::pending));
    BOOST_TEST((follow(what, policy, attempts, {}, now, 0.5).state == delivery_state::exhausted));
}

BOOST_AUTO_TEST_CASE(retry_after_lengthens_and_never_shortens) {
    auto outcome = answered(503);
    outcome.retry_after = {"3600"};
    auto next = follow(judge(outcome, members_policy(), now), members_policy(), 0, {}, now, 0.5);
    BOOST_TEST((*next.due_at - now == 3600s));
    outcome.retry_after = {"1"};
    next = follow(judge(outcome, members_policy(), now), members_policy(), 0, {}, now, 0.5);
    BOOST_TEST((*next.due_at - now == 10s));
    outcome.retry_after = {"999999999"};
    next = follow(judge(outcome, members_policy(), now), members_policy(), 0, {}, now, 0.5);
    BOOST_TEST((*next.due_at - now == 24h));
}

BOOST_AUTO_TEST_CASE(the_verdict_in_words_names_status_rule_and_consequence) {
    auto const outcome = answered(500);
    BOOST_TEST(in_words(judge(outcome, members_policy(), now), outcome, members_policy()) ==
               "500 is not one of 102, 200, 201, 202, 204, so this would be sent again.");
    auto const good = answered(204);
    BOOST_TEST(in_words(judge(good, members_policy(), now), good, members_policy()) ==
               "Acknowledged: 204 is one of 102, 200, 201, 202, 204.");
}

BOOST_AUTO_TEST_SUITE_END()
