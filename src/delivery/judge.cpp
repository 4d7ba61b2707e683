#include "delivery/judge.hpp"

#include "pacing/resend.hpp"
#include "pacing/retry_after.hpp"

#include <algorithm>

namespace cohook::dispatch {

using std::chrono::milliseconds;

bool acknowledges(acknowledge_rule rule, int status) noexcept {
    if (rule == acknowledge_rule::any_2xx) return status >= 200 && status <= 299;
    return status == 102 || status == 200 || status == 201 || status == 202 || status == 204;
}

judgement judge(transport::post_outcome const& outcome, delivery_policy const& policy, wall_time now) {
    judgement made;
    made.fault = outcome.fault;
    if (outcome.fault != attempt_fault::none) {
        made.verdict = attempt_verdict::failed;
        made.ours = outcome.fault == attempt_fault::local_resources || outcome.fault == attempt_fault::cancelled;
        return made;
    }
    if (acknowledges(policy.acknowledge, outcome.status)) {
        made.verdict = attempt_verdict::acknowledged;
        return made;
    }
    made.verdict = attempt_verdict::refused;
    if (outcome.status >= 300 && outcome.status <= 399) made.fault = attempt_fault::redirect;
    made.gone = outcome.status == 410 && policy.disable_on_gone;
    made.overloaded = outcome.status == 429 || outcome.status == 503;
    made.retry_after = pacing::parse_retry_after(outcome.retry_after, now);
    return made;
}

double luck_for(judgement const& what, chance& luck) {
    return what.verdict == attempt_verdict::acknowledged ? 0.0 : luck.uniform();
}

sequel follow(judgement const& what, delivery_policy const& policy, std::uint32_t failures_before,
              std::optional<wall_time> expires_at, wall_time now, double luck, std::optional<milliseconds> at_least) {
    if (what.verdict == attempt_verdict::acknowledged) return {delivery_state::delivered, {}, failures_before};
    if (what.ours) {
        // Not the receiver's doing: soon again, spread over four seconds, nothing charged.
        auto const soon = milliseconds(1000 + static_cast<std::int64_t>(luck * 4000));
        return {delivery_state::pending, now + soon, failures_before};
    }
    auto const failures = failures_before + 1;
    if (what.gone) return {delivery_state::exhausted, {}, failures};
    auto wait = pacing::resend_delay(policy.resend, failures, luck);
    if (!wait) return {delivery_state::exhausted, {}, failures};
    wait = pacing::lengthened(*wait, what.retry_after);
    if (at_least) wait = std::max(*wait, *at_least);
    auto const due = now + *wait;
    if (expires_at && due >= *expires_at) return {delivery_state::expired, {}, failures};
    return {delivery_state::pending, due, failures};
}

namespace {

std::string rule_in_words(acknowledge_rule rule) {
    return rule == acknowledge_rule::any_2xx ? "a 2xx status" : "one of 102, 200, 201, 202, 204";
}

}  // namespace

std::string in_words(judgement const& what, transport::post_outcome const& outcome, delivery_policy const& policy) {
    auto const status = std::to_string(outcome.status);
    if (what.verdict == attempt_verdict::acknowledged)
        return "Acknowledged: " + status + " is " + rule_in_words(policy.acknowledge) + ".";
    if (what.gone) return "410 Gone: a real delivery would end here and the endpoint would be disabled.";
    if (what.fault == attempt_fault::redirect)
        return status +
               " is a redirect; redirects are never followed, so this would be sent again. Register the URL that "
               "the redirect names.";
    if (outcome.fault == attempt_fault::none)
        return status + " is not " + rule_in_words(policy.acknowledge) + ", so this would be sent again.";
    return std::string(explain(outcome.fault));
}

}  // namespace cohook::dispatch
