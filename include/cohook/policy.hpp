// How an endpoint's deliveries are judged, timed, repeated and given up.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cohook {

/// The two named sets of defaults; every number of them can be changed per endpoint.
enum class policy_name : std::uint8_t {
    members,   ///< 102, 200, 201, 202, 204 acknowledge; 600 s; 10 s doubling to 600 s; 7 days
    standard,  ///< any 2xx acknowledges; 30 s; the list of Standard Webhooks
};

/// Which final statuses acknowledge.
enum class acknowledge_rule : std::uint8_t { members_statuses, any_2xx };

/// How long each part of one attempt may take; all of them run inside `whole`.
struct attempt_deadlines {
    std::chrono::milliseconds whole{std::chrono::seconds(600)};
    std::chrono::milliseconds dns{std::chrono::seconds(5)};
    std::chrono::milliseconds connect{std::chrono::seconds(10)};      ///< all addresses together
    std::chrono::milliseconds connect_each{std::chrono::seconds(5)};  ///< one address
    std::chrono::milliseconds tls{std::chrono::seconds(10)};
    std::chrono::milliseconds first_byte{std::chrono::seconds(600)};  ///< from the request's end
    bool operator==(attempt_deadlines const&) const = default;
};

/// The waits between attempts, before jitter: the list where there is one, else `first` doubling up to `cap`.
struct resend_schedule {
    std::chrono::milliseconds first{std::chrono::seconds(10)};
    std::chrono::milliseconds cap{std::chrono::seconds(600)};
    std::vector<std::chrono::milliseconds> list;
    double jitter = 0.2;  ///< share of the wait, both ways; 0 to 0.5
    bool operator==(resend_schedule const&) const = default;
};

/// One endpoint's rules. A plain value; `members_policy()`, `standard_policy()` and `policy_of(name)` give the defaults.
struct delivery_policy {
    policy_name name = policy_name::members;
    acknowledge_rule acknowledge = acknowledge_rule::members_statuses;
    attempt_deadlines deadlines;
    resend_schedule resend;
    /// Life of a delivery from acceptance; nothing is attempted after it. None: only the list ends it.
    std::optional<std::chrono::milliseconds> life = std::chrono::days(7);
    /// Consecutive failures after which the breaker opens; 0 switches it off.
    std::uint32_t breaker_threshold = 5;
    /// Without one success for this long (and failing), the endpoint is disabled; none: never.
    std::optional<std::chrono::milliseconds> disable_after = std::chrono::days(5);
    /// 410 Gone ends the delivery and disables the endpoint.
    bool disable_on_gone = true;
    bool operator==(delivery_policy const&) const = default;
};

delivery_policy members_policy();
delivery_policy standard_policy();
/// The defaults of that name.
delivery_policy policy_of(policy_name name);

std::string_view to_string(policy_name name) noexcept;
std::optional<policy_name> parse_policy_name(std::string_view text) noexcept;

}  // namespace cohook
