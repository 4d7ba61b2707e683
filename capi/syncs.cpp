#include "documents.hpp"
#include "documents/delivery_json.hpp"
#include "documents/page.hpp"

#include <string>
#include <utility>

namespace cohook::capi {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using shown = asio::awaitable<result<json::value>>;

constexpr std::int64_t longest_interval = 86'400'000;

result<sync_options> read_sync_options(char const* text) {
    return read_object(text, [](documents::object_reader& from) {
        sync_options options;
        options.interval = from.span("requestIntervalMs", 0, longest_interval);
        if (auto const batch = from.integer("syncBatch", 1, 500, "records"))
            options.batch = static_cast<std::uint32_t>(*batch);
        return options;
    });
}

shown status_shown(asio::awaitable<result<sync_status>> task) {
    auto const status = co_await std::move(task);
    if (!status) co_return status.error();
    co_return json::value(documents::show_sync(*status));
}

shown list_shown(engine& deliveries, std::string endpoint, record_id before, std::size_t limit) {
    auto rows = co_await deliveries.syncs(std::move(endpoint), before, limit + 1);
    if (!rows) co_return rows.error();
    auto const next = documents::cut_to_page(*rows, limit, [](auto const& last) { return last.id; });
    json::array data;
    for (auto const& row : *rows) data.push_back(documents::show_sync(row));
    co_return json::value(documents::page(std::move(data), next));
}

shown failures_shown(engine& deliveries, record_id id, std::string after, std::size_t limit) {
    auto rows = co_await deliveries.sync_failures(id, std::move(after), limit + 1);
    if (!rows) co_return rows.error();
    auto const next = documents::cut_to_page(*rows, limit, [](auto const& last) { return json::string(last.key); });
    json::array data;
    for (auto const& row : *rows) data.push_back(documents::show_failed_record(row));
    co_return json::value(documents::page(std::move(data), next));
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_sync_start(cohook_engine* engine, char const* endpoint, char const* options, int64_t timeout_ms,
                                cohook_document** sync, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!endpoint) return complaint(missing("endpoint"));
        auto const wanted = read_sync_options(options);
        if (!wanted) return complaint(wanted.error());
        return show(engine, timeout_ms, sync,
                    [&](sender& from) { return status_shown(from.deliveries().start_sync(endpoint, *wanted)); });
    });
}

cohook_status cohook_sync_find(cohook_engine* engine, int64_t id, int64_t timeout_ms, cohook_document** sync,
                               cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!sync) return complaint(missing("sync"));
        return show(engine, timeout_ms, sync, [&](sender& from) { return status_shown(from.deliveries().sync(id)); });
    });
}

cohook_status cohook_sync_pause(cohook_engine* engine, int64_t id, int64_t timeout_ms, cohook_document** sync,
                                cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        return show(engine, timeout_ms, sync,
                    [&](sender& from) { return status_shown(from.deliveries().pause_sync(id)); });
    });
}

cohook_status cohook_sync_resume(cohook_engine* engine, int64_t id, int64_t timeout_ms, cohook_document** sync,
                                 cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        return show(engine, timeout_ms, sync,
                    [&](sender& from) { return status_shown(from.deliveries().resume_sync(id)); });
    });
}

cohook_status cohook_sync_cancel(cohook_engine* engine, int64_t id, int64_t timeout_ms, cohook_document** sync,
                                 cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        return show(engine, timeout_ms, sync,
                    [&](sender& from) { return status_shown(from.deliveries().cancel_sync(id)); });
    });
}

cohook_status cohook_sync_list(cohook_engine* engine, char const* endpoint, int64_t before, uint32_t limit,
                               int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!endpoint || !document) return complaint(missing(endpoint ? "page" : "endpoint"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return list_shown(from.deliveries(), endpoint, before, page_of(limit)); });
    });
}

cohook_status cohook_sync_failures(cohook_engine* engine, int64_t id, char const* after, uint32_t limit,
                                   int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document, [&](sender& from) {
            return failures_shown(from.deliveries(), id, std::string(text_of(after)), page_of(limit));
        });
    });
}
}
