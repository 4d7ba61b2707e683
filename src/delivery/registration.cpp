#include "delivery/registration.hpp"

#include "delivery/engine_core.hpp"
#include "egress/judge.hpp"

namespace cohook::dispatch {

namespace {

/// Loads the keys as an attempt will, so that an attempt never finds one that cannot be loaded.
result<void> check_keys(core& engine, endpoint const& candidate) {
    auto const made = prepared_endpoint::make(candidate, engine.options().policy.urls(), engine.options().user_agent);
    if (!made) return made.error();
    return {};
}

}  // namespace

result<void> check_url(core& engine, std::string_view url) {
    auto const& policy = engine.options().policy;
    auto const parsed = egress::parse_url(url, policy.urls());
    if (!parsed) return error(parsed.error().kind(), parsed.error().message(), "url");
    auto const decision = egress::judge_url(url, policy);
    if (!decision.allowed()) return error(errc::blocked, decision.why(), "url");
    return {};
}

result<endpoint> put_endpoint(core& engine, store::unit_of_work& unit, endpoint candidate,
                              std::optional<std::int64_t> expected_revision) {
    if (auto valid = check_url(engine, candidate.url); !valid) return valid.error();
    if (auto valid = validate(candidate); !valid) return valid.error();
    if (auto valid = check_keys(engine, candidate); !valid) return valid.error();
    auto const before = unit.endpoints().find(candidate.id);
    auto const revision = before ? before->revision : 0;
    if (expected_revision && *expected_revision != revision)
        return error(errc::conflict, "The endpoint was changed meanwhile: it is at revision " +
                                         std::to_string(revision) + ", not " + std::to_string(*expected_revision) +
                                         ". Read it again.");
    if (before && before->tenant != candidate.tenant)
        return error(errc::conflict, "There is another endpoint \"" + candidate.id + "\".", "id");
    auto const now = engine.time().wall();
    candidate.created = before ? before->created : now;
    candidate.changed = now;
    if (candidate.enabled) candidate.disabled_reason.clear();
    if (before && !before->enabled && candidate.enabled) {
        // A new start: the failures before it was enabled again are forgotten.
        store::endpoint_health fresh;
        fresh.endpoint_id = candidate.id;
        unit.endpoints().put_health(fresh);
    }
    candidate.revision = unit.endpoints().put(candidate);
    return candidate;
}

result<void> remove_endpoint(core& engine, store::unit_of_work& unit, std::string_view endpoint_id) {
    if (!unit.endpoints().erase(endpoint_id))
        return error(errc::not_found, "There is no endpoint \"" + std::string(endpoint_id) + "\".", "endpoint");
    auto const now = engine.time().wall();
    unit.deliveries().end_all(endpoint_id, delivery_state::endpoint_gone, now);
    if (auto active = unit.syncs().active(endpoint_id)) {
        auto const owner = active->owner;
        active->status.state = sync_state::cancelled;
        active->status.ended_at = now;
        active->status.reason = "The endpoint was removed.";
        unit.syncs().update(*active, owner);
    }
    return {};
}

}  // namespace cohook::dispatch
