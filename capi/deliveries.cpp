// Deliveries and attempts: looked up, repeated, ended.
#include "documents.hpp"
#include "documents/delivery_filter_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/page.hpp"
#include "documents/stats_json.hpp"

#include <string>
#include <utility>

namespace cohook::capi {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using shown = asio::awaitable<result<json::value>>;

documents::attempt_parts parts_of(std::uint32_t show) noexcept {
    documents::attempt_parts parts;
    parts.request = (show & COHOOK_SHOW_REQUEST) != 0;
    parts.response = (show & COHOOK_SHOW_RESPONSE) != 0;
    parts.operators = true;
    return parts;
}

shown list_shown(engine& deliveries, delivery_filter filter) {
    auto const limit = filter.limit++;
    auto rows = co_await deliveries.deliveries(std::move(filter));
    if (!rows) co_return rows.error();
    auto const next = documents::cut_to_page(
        *rows, limit, [](auto const& last) { return json::string(documents::show_id("dlv_", last.id)); });
    json::array data;
    for (auto const& row : *rows) data.push_back(documents::show_delivery(row));
    co_return json::value(documents::page(std::move(data), next));
}

/// Adds the body that every attempt of the delivery sends.
asio::awaitable<result<void>> add_body(engine& deliveries, record_id id, json::object& into) {
    auto const body = co_await deliveries.body(id);
    if (!body) co_return body.error();
    into.emplace("requestBody", *body ? json::value(**body) : json::value());
    co_return result<void>();
}

shown find_shown(engine& deliveries, record_id id, documents::attempt_parts parts) {
    auto const row = co_await deliveries.find_delivery(id);
    if (!row) co_return row.error();
    auto made = documents::show_delivery(*row);
    if (parts.request) {
        auto const added = co_await add_body(deliveries, id, made);
        if (!added) co_return added.error();
    }
    co_return json::value(std::move(made));
}

shown attempts_shown(engine& deliveries, record_id id, documents::attempt_parts parts) {
    auto const rows = co_await deliveries.attempts(id);
    if (!rows) co_return rows.error();
    json::array data;
    for (auto const& row : *rows) data.push_back(documents::show_attempt(row, parts));
    json::object made{{"data", std::move(data)}};
    co_return json::value(std::move(made));
}

shown attempt_shown(engine& deliveries, record_id id, documents::attempt_parts parts) {
    auto const row = co_await deliveries.find_attempt(id);
    if (!row) co_return row.error();
    auto made = documents::show_attempt(*row, parts);
    if (parts.request) {
        auto const added = co_await add_body(deliveries, row->delivery_id, made);
        if (!added) co_return added.error();
    }
    co_return json::value(std::move(made));
}

shown replay_shown(engine& deliveries, delivery_filter filter, bool dry_run) {
    auto const mode = dry_run ? replay_mode::count_only : replay_mode::redeliver;
    auto const done = co_await deliveries.replay(std::move(filter), mode);
    if (!done) co_return done.error();
    json::object made{{"dryRun", dry_run},
                      {"matched", done->matched},
                      {"redelivered", done->redelivered},
                      {"skipped", done->skipped}};
    co_return json::value(std::move(made));
}

shown stats_shown(engine& deliveries) {
    auto const kept = co_await deliveries.backlog();
    if (!kept) co_return kept.error();
    co_return json::value(documents::show_stats(*kept, deliveries.stats()));
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_engine_stats(cohook_engine* engine, int64_t timeout_ms, cohook_document** stats,
                                  cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!stats) return complaint(missing("stats"));
        return show(engine, timeout_ms, stats, [](sender& from) { return stats_shown(from.deliveries()); });
    });
}

cohook_status cohook_delivery_list(cohook_engine* engine, char const* filter, int64_t timeout_ms,
                                   cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        auto wanted = read_object(filter, documents::read_list_filter);
        if (!wanted) return complaint(wanted.error());
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return list_shown(from.deliveries(), std::move(*wanted)); });
    });
}

cohook_status cohook_delivery_find(cohook_engine* engine, int64_t id, uint32_t parts, int64_t timeout_ms,
                                   cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("shown"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return find_shown(from.deliveries(), id, parts_of(parts)); });
    });
}

cohook_status cohook_delivery_attempts(cohook_engine* engine, int64_t id, uint32_t parts, int64_t timeout_ms,
                                       cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("attempts"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return attempts_shown(from.deliveries(), id, parts_of(parts)); });
    });
}

cohook_status cohook_delivery_redeliver(cohook_engine* engine, int64_t id, int64_t timeout_ms, int64_t* again,
                                        cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto const made = perform(engine, timeout_ms, [&](sender& from) { return from.deliveries().redeliver(id); });
        if (!made) return made.error();
        if (again) *again = *made;
        return {};
    });
}

cohook_status cohook_delivery_cancel(cohook_engine* engine, int64_t id, int64_t timeout_ms, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        return perform(engine, timeout_ms, [&](sender& from) { return from.deliveries().cancel(id); });
    });
}

cohook_status cohook_attempt_find(cohook_engine* engine, int64_t id, uint32_t parts, int64_t timeout_ms,
                                  cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("shown"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return attempt_shown(from.deliveries(), id, parts_of(parts)); });
    });
}

cohook_status cohook_engine_replay(cohook_engine* engine, char const* wish, int64_t timeout_ms,
                                   cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        bool dry_run = false;
        auto filter = read_object(wish, [&](documents::object_reader& from) {
            dry_run = from.boolean("dryRun").value_or(false);
            return documents::read_replay_filter(from);
        });
        if (!filter) return complaint(filter.error());
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return replay_shown(from.deliveries(), std::move(*filter), dry_run); });
    });
}
}
