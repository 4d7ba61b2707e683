// What an engine tells of its endpoints, deliveries, attempts and syncs: one consistent look into the store each.
#include <cohook/engine.hpp>

#include "delivery/engine_core.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace cohook {

namespace asio = boost::asio;

namespace {

constexpr std::size_t largest_page = 1000;

/// Waits for `query`, which fills `found`, and gives it.
template <class T, class Query>
asio::awaitable<result<T>> read(dispatch::core& engine, Query query) {
    result<T> found = error();
    auto look = [&](store::snapshot const& state) -> result<void> {
        found = query(state);
        if (!found) return found.error();
        return {};
    };
    auto const done = co_await engine.storage().read(look);
    if (!done) co_return done.error();
    co_return std::move(found);
}

error missing(std::string_view what, std::string_view prefix, record_id id, std::string field) {
    return error(errc::not_found,
                 "There is no " + std::string(what) + " " + std::string(prefix) + std::to_string(id) + ".",
                 std::move(field));
}

}  // namespace

asio::awaitable<result<std::vector<endpoint>>> engine::endpoints(std::optional<std::string> tenant, std::string after,
                                                                 std::size_t limit) {
    auto query = [tenant, after, limit](store::snapshot const& state) -> result<std::vector<endpoint>> {
        std::optional<std::string_view> whose;
        if (tenant) whose = *tenant;
        return state.endpoints().list(whose, after, std::clamp<std::size_t>(limit, 1, largest_page));
    };
    return read<std::vector<endpoint>>(*core_, std::move(query));
}

asio::awaitable<result<delivery>> engine::find_delivery(record_id id) {
    auto query = [id](store::snapshot const& state) -> result<delivery> {
        auto found = state.deliveries().find(id);
        if (!found) return missing("delivery", "dlv_", id, "delivery");
        return std::move(*found);
    };
    return read<delivery>(*core_, std::move(query));
}

asio::awaitable<result<std::vector<delivery>>> engine::deliveries(delivery_filter filter) {
    filter.limit = std::clamp<std::size_t>(filter.limit, 1, largest_page);
    auto query = [filter = std::move(filter)](store::snapshot const& state) -> result<std::vector<delivery>> {
        return state.deliveries().list(filter);
    };
    return read<std::vector<delivery>>(*core_, std::move(query));
}

asio::awaitable<result<std::vector<attempt>>> engine::attempts(record_id delivery_id) {
    auto query = [delivery_id](store::snapshot const& state) -> result<std::vector<attempt>> {
        if (!state.deliveries().find(delivery_id)) return missing("delivery", "dlv_", delivery_id, "delivery");
        return state.deliveries().attempts(delivery_id);
    };
    return read<std::vector<attempt>>(*core_, std::move(query));
}

asio::awaitable<result<attempt>> engine::find_attempt(record_id id) {
    auto query = [id](store::snapshot const& state) -> result<attempt> {
        auto found = state.deliveries().find_attempt(id);
        if (!found) return missing("attempt", "att_", id, "attempt");
        return std::move(*found);
    };
    return read<attempt>(*core_, std::move(query));
}

asio::awaitable<result<std::shared_ptr<std::string const>>> engine::body(record_id delivery_id) {
    auto query = [delivery_id](store::snapshot const& state) -> result<store::body_ptr> {
        return state.deliveries().body(delivery_id);
    };
    return read<store::body_ptr>(*core_, std::move(query));
}

asio::awaitable<result<std::vector<sync_status>>> engine::syncs(std::string endpoint_id, record_id before,
                                                                std::size_t limit) {
    auto query = [endpoint_id, before, limit](store::snapshot const& state) -> result<std::vector<sync_status>> {
        std::vector<sync_status> found;
        auto const page = std::clamp<std::size_t>(limit, 1, largest_page);
        for (auto& row : state.syncs().list(endpoint_id, before, page)) found.push_back(std::move(row.status));
        return found;
    };
    return read<std::vector<sync_status>>(*core_, std::move(query));
}

asio::awaitable<result<std::vector<failed_record>>> engine::sync_failures(record_id id, std::string after,
                                                                          std::size_t limit) {
    auto query = [id, after, limit](store::snapshot const& state) -> result<std::vector<failed_record>> {
        if (!state.syncs().find(id)) return missing("sync", "syn_", id, "sync");
        std::vector<failed_record> found;
        auto const page = std::clamp<std::size_t>(limit, 1, largest_page);
        for (auto& row : state.syncs().failures(id, after, page)) {
            failed_record one;
            one.key = std::move(row.key);
            one.attempts = row.attempts;
            one.due_at = row.due_at;
            one.first_at = row.first_at;
            one.error = std::move(row.error);
            found.push_back(std::move(one));
        }
        return found;
    };
    return read<std::vector<failed_record>>(*core_, std::move(query));
}

asio::awaitable<result<backlog_report>> engine::backlog() {
    auto query = [](store::snapshot const& state) -> result<backlog_report> {
        backlog_report made;
        made.deliveries = state.deliveries().count(std::nullopt);
        made.oldest_due = state.deliveries().oldest_due();
        made.endpoints = state.endpoints().count();
        return made;
    };
    return read<backlog_report>(*core_, std::move(query));
}

}  // namespace cohook
