#include <cohook/policy.hpp>

#include "model/name_table.hpp"

namespace cohook {
namespace {

constexpr name_table<policy_name, 2> policy_names("members", "standard");

}  // namespace

delivery_policy members_policy() {
    return {};
}

delivery_policy standard_policy() {
    using namespace std::chrono_literals;
    delivery_policy policy;
    policy.name = policy_name::standard;
    policy.acknowledge = acknowledge_rule::any_2xx;
    policy.deadlines.whole = 30s;
    policy.deadlines.tls = 5s;
    policy.deadlines.first_byte = 15s;
    policy.resend.first = 5s;
    policy.resend.cap = 24h;
    policy.resend.list = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    policy.life.reset();
    return policy;
}

delivery_policy policy_of(policy_name name) {
    return name == policy_name::standard ? standard_policy() : members_policy();
}

std::string_view to_string(policy_name name) noexcept {
    return policy_names.name(name);
}
std::optional<policy_name> parse_policy_name(std::string_view text) noexcept {
    return policy_names.parse(text);
}

}  // namespace cohook
