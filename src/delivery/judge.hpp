// Judging: what an exchange came to under an endpoint's policy, and what follows. Pure.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/policy.hpp>
#include <cohook/time.hpp>

#include "runtime/chance.hpp"
#include "transport/transport.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cohook::dispatch {

/// Whether a final status acknowledges. 102 is passed here only as the last word of a receiver.
bool acknowledges(acknowledge_rule rule, int status) noexcept;

struct judgement {
    attempt_verdict verdict = attempt_verdict::failed;
    attempt_fault fault = attempt_fault::none;
    /// The endpoint said that it is gone for good (410), and the policy listens.
    bool gone = false;
    /// A fault of this machine, not of the receiver: the delivery is not charged for it.
    bool ours = false;
    /// The receiver asked for less (429, 503).
    bool overloaded = false;
    /// What Retry-After asks for, already clamped.
    std::optional<std::chrono::milliseconds> retry_after;
};

judgement judge(transport::post_outcome const& outcome, delivery_policy const& policy, wall_time now);

/// What becomes of the delivery.
struct sequel {
    delivery_state state = delivery_state::pending;
    std::optional<wall_time> due_at;  ///< of the next attempt, where it stays pending
    std::uint32_t failures = 0;       ///< charged to the delivery, this attempt included
};

/// `failures_before`: charged so far; `luck`: a uniform number in [0, 1) for the jitter; `at_least`: a wait that the
/// breaker demands besides.
sequel follow(judgement const& what, delivery_policy const& policy, std::uint32_t failures_before,
              std::optional<wall_time> expires_at, wall_time now, double luck,
              std::optional<std::chrono::milliseconds> at_least = {});

/// The luck for `follow`. None is drawn where nothing can follow: a draw costs a system call.
double luck_for(judgement const& what, chance& luck);

/// The verdict as a sentence for a person: "500 is not one of 102, 200, 201, 202, 204, so this would be sent again."
std::string in_words(judgement const& what, transport::post_outcome const& outcome, delivery_policy const& policy);

}  // namespace cohook::dispatch
