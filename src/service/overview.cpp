// How it goes, for people: of everything that the caller may see, and of one application.
#include "documents/delivery_json.hpp"
#include "documents/stats_json.hpp"
#include "members/person_document.hpp"
#include "service/activity.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using tenant_list = std::optional<std::vector<std::string>>;

constexpr std::size_t most_shown = 20;
constexpr std::size_t walk_page = 200;

void add(store::state_counts& sum, store::state_counts const& one) {
    sum.created += one.created;
    sum.pending += one.pending;
    sum.owned += one.owned;
    sum.delivered += one.delivered;
    sum.exhausted += one.exhausted;
    sum.expired += one.expired;
    sum.cancelled += one.cancelled;
    sum.endpoint_gone += one.endpoint_gone;
    sum.purged += one.purged;
}

/// Those whose numbers the caller may see; none: all.
tenant_list tenants_of(call const& asked) {
    if (asked.who.administrator()) return std::nullopt;
    return asked.who.applications();
}

/// The last 24 hours. What was before this process is read once; who asks while that goes on sees the later part.
asio::awaitable<result<activity_summary>> recent_of(call& asked, tenant_list tenants) {
    auto& recent = asked.room.recent;
    auto const now = asked.room.clock.wall();
    if (recent.wants_history()) {
        auto read = [&](store::snapshot const& truth) -> result<void> {
            truth.deliveries().each_attempt(now - std::chrono::hours(hours_shown), asked.room.started,
                                            [&](store::attempt_brief const& made) { recent.add(made); });
            return {};
        };
        auto const done = co_await read_store(asked.room, read);
        if (!done) co_return done.error();
    }
    co_return recent.summary(tenants, now);
}

json::array show_hours(std::vector<hour_of_activity> const& hours) {
    json::array made;
    for (auto const& one : hours)
        made.push_back(
            json::object{{"hour", show_time(one.begins)}, {"acknowledged", one.acknowledged}, {"failed", one.failed}});
    return made;
}

json::object show_latency(latency_histogram const& latency) {
    json::object made;
    for (auto const& [name, share] : {std::pair("p50", 0.5), std::pair("p95", 0.95), std::pair("p99", 0.99)}) {
        auto const value = latency.percentile(share);
        made.emplace(name, value ? json::value(std::round(*value * 10) / 10) : json::value());
    }
    return made;
}

/// What the store knows of the caller's endpoints, deliveries and syncs.
struct state_of_things {
    std::uint64_t pending = 0;
    std::optional<wall_time> oldest_pending;
    std::vector<endpoint> failing;
    std::vector<sync_status> syncs;
    std::vector<delivery> failures;
};

class survey {
public:
    survey(store::snapshot const& truth, tenant_list const& tenants) : truth_(truth), tenants_(tenants) {}

    state_of_things make() {
        if (!tenants_) {
            see_tenant(std::nullopt);
            made_.pending = truth_.deliveries().count(std::nullopt).pending;
            made_.oldest_pending = truth_.deliveries().oldest_pending(std::nullopt);
        } else {
            for (auto const& tenant : *tenants_) see_tenant(tenant);
        }
        for (auto const& row : truth_.syncs().all_active())
            if (!tenants_ || std::ranges::count(*tenants_, row.status.tenant) > 0) made_.syncs.push_back(row.status);
        std::ranges::sort(made_.failures, std::ranges::greater(), &delivery::id);
        if (made_.failures.size() > most_shown) made_.failures.resize(most_shown);
        return std::move(made_);
    }

private:
    void see_tenant(std::optional<std::string> const& tenant) {
        std::optional<std::string_view> of;
        if (tenant) of = *tenant;
        std::string after;
        for (std::size_t found = walk_page; found == walk_page;) {
            auto const page = truth_.endpoints().list(of, after, walk_page);
            found = page.size();
            for (auto const& one : page) see_endpoint(one);
            if (!page.empty()) after = page.back().id;
        }
        delivery_filter failed;
        failed.tenant = tenant;
        failed.failed_only = true;
        failed.limit = most_shown;
        auto some = truth_.deliveries().list(failed);
        made_.failures.insert(made_.failures.end(), some.begin(), some.end());
    }

    void see_endpoint(endpoint const& one) {
        auto const health = truth_.endpoints().health(one.id);
        bool const failing = (health && health->failing_since) || (!one.enabled && !one.disabled_reason.empty());
        if (failing && made_.failing.size() < most_shown) made_.failing.push_back(one);
        if (!tenants_) return;
        made_.pending += truth_.deliveries().count(one.id).pending;
        auto const oldest = truth_.deliveries().oldest_pending(one.id);
        if (oldest && (!made_.oldest_pending || *oldest < *made_.oldest_pending)) made_.oldest_pending = oldest;
    }

    store::snapshot const& truth_;
    tenant_list const& tenants_;
    state_of_things made_;
};

asio::awaitable<result<json::array>> show_troubled(call& asked, std::vector<endpoint> const& failing) {
    json::array made;
    for (auto const& one : failing) {
        auto const status = co_await asked.room.engine.status(one.id);
        if (!status) continue;  // removed in between
        auto const state = !one.enabled ? "disabled" : status->breaker_open ? "open" : "failing";
        json::object shown{{"application", one.tenant},
                           {"endpoint", one.id},
                           {"url", one.url},
                           {"state", state},
                           {"reason", one.enabled ? status->last_error : one.disabled_reason},
                           {"nextProbeAt", show_time(status->next_probe)}};
        made.push_back(std::move(shown));
    }
    co_return made;
}

}  // namespace

reply overview(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const tenants = tenants_of(asked);
    auto const recent = co_await recent_of(asked, tenants);
    if (!recent) co_return recent.error();
    state_of_things now;
    auto read = [&](store::snapshot const& truth) -> result<void> {
        now = survey(truth, tenants).make();
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    auto troubled = co_await show_troubled(asked, now.failing);
    if (!troubled) co_return troubled.error();
    json::array syncs, failures;
    for (auto const& one : now.syncs) syncs.push_back(show_sync(one));
    for (auto const& one : now.failures) failures.push_back(show_delivery(one));
    json::object const body{{"window", "24h"},
                            {"acknowledged", recent->acknowledged},
                            {"failed", recent->failed},
                            {"pending", now.pending},
                            {"oldestPendingAt", show_time(now.oldest_pending)},
                            {"latencyMs", show_latency(recent->latency)},
                            {"activeSyncs", std::move(syncs)},
                            {"troubled", std::move(*troubled)},
                            {"recentFailures", std::move(failures)},
                            {"hourly", show_hours(recent->hourly)}};
    co_return json_answer(200, body);
}

reply application_stats(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string const application = asked.path["application"];
    auto const own = co_await asked.room.members.find_application(asked.who, application);
    if (!own) co_return own.error();
    store::state_counts sum;
    json::array each;
    std::uint64_t persons = 0;
    std::optional<wall_time> last_delivery;
    delivery_filter newest;
    newest.tenant = application;
    newest.state = delivery_state::delivered;
    newest.limit = 1;
    auto read = [&](store::snapshot const& now) -> result<void> {
        constexpr std::size_t most_endpoints = 1000;
        sum = store::state_counts();
        each.clear();
        for (auto const& one : now.endpoints().list(application, {}, most_endpoints)) {
            auto const counts = now.deliveries().count(one.id);
            add(sum, counts);
            auto shown = show_counts(counts);
            shown.emplace("endpointId", one.id);
            each.push_back(std::move(shown));
        }
        persons = now.members().count_persons(application);
        auto const last = now.deliveries().list(newest);
        last_delivery = last.empty() ? std::nullopt : last.front().settled_at;
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    tenant_list only(std::in_place, 1, application);
    auto const recent = co_await recent_of(asked, std::move(only));
    if (!recent) co_return recent.error();
    auto const attempts = recent->acknowledged + recent->failed;
    json::object const body{
        {"applicationId", application},
        {"persons", persons},
        {"deliveries", show_counts(sum)},
        {"endpoints", std::move(each)},
        {"hourly", show_hours(recent->hourly)},
        {"failureShare", attempts == 0 ? 0.0 : static_cast<double>(recent->failed) / static_cast<double>(attempts)},
        {"lastDeliveryAt", show_time(last_delivery)}};
    co_return json_answer(200, body);
}

/// What the application sees of one person, and why it does not see the rest.
reply application_preview(call& asked) {
    auto const own = co_await asked.room.members.find_application(asked.who, asked.path["application"]);
    if (!own) co_return own.error();
    query_reader query(asked.query);
    auto const person = query.integer("personID", 1, members::largest_person_id);
    if (!person) query.complain("personID", "name the person to look at");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::string application = asked.path["application"];
    auto const seen = co_await asked.room.members.explain_view(asked.who, std::move(application), *person);
    if (!seen) co_return seen.error();
    json::array withheld;
    for (auto const& one : seen->withheld)
        withheld.push_back(
            json::object{{"field", show(one.field)}, {"reason", one.approved ? "no consent" : "scope not approved"}});
    json::object body{{"personID", *person}, {"visible", nullptr}, {"withheld", std::move(withheld)}};
    if (seen->visible) {
        auto visible = read_json(seen->visible->json);
        if (!visible) co_return visible.error();
        body["visible"] = std::move(*visible);
    }
    co_return json_answer(200, body);
}

/// How long a sync would take that is started now: to be asked before.
reply sync_estimate(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const settings = co_await endpoint_of(asked, std::string(members::default_endpoint));
    if (!settings) co_return settings.error();
    std::uint64_t persons = 0;
    auto read = [&](store::snapshot const& now) -> result<void> {
        persons = now.members().count_persons(asked.path["application"]);
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    auto const interval = settings->request_interval.count();
    // From the start of the first to the start of the last; without an interval it is as fast as the receiver is.
    auto const seconds = persons < 2 ? 0.0 : static_cast<double>(persons - 1) * static_cast<double>(interval) / 1000;
    json::object body{{"persons", persons}, {"intervalMs", interval}, {"seconds", nullptr}};
    if (interval > 0) body["seconds"] = seconds;
    co_return json_answer(200, body);
}

}  // namespace cohook::service::operations
