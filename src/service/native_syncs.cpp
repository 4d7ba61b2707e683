#include "documents/delivery_json.hpp"
#include "documents/page.hpp"
#include "model/iso_time.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

reply sync_list(call& asked) {
    query_reader query(asked.query);
    auto const wish = read_page(query);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::string name = asked.path["endpoint"];
    auto const settings = co_await endpoint_of(asked, std::move(name));
    if (!settings) co_return settings.error();
    auto const before = parse_integer(wish.after).value_or(0);
    std::vector<store::sync_row> rows;
    auto read = [&](store::snapshot const& now) -> result<void> {
        rows = now.syncs().list(settings->id, before, wish.limit + 1);
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    auto const next = cut_to_page(rows, wish.limit, [](auto const& last) { return std::to_string(last.status.id); });
    json::array data;
    for (auto const& row : rows) data.push_back(show_sync(row.status));
    co_return page_answer(asked, std::move(data), next);
}

reply sync_start(call& asked) {
    std::string name = asked.path["endpoint"];
    return start_sync(asked, std::move(name), "/v1/syncs/");
}

reply sync_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["sync"];
    auto const found = co_await sync_of(asked, std::move(id));
    if (!found) co_return found.error();
    co_return json_answer(200, show_sync(*found));
}

reply sync_patch(call& asked) {
    std::string id = asked.path["sync"];
    auto const found = co_await sync_of(asked, std::move(id));
    if (!found) co_return found.error();
    co_return co_await change_sync(asked, found->id);
}

reply sync_cancel(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["sync"];
    auto const found = co_await sync_of(asked, std::move(id));
    if (!found) co_return found.error();
    auto const ended = co_await asked.room.engine.cancel_sync(found->id);
    if (!ended) co_return ended.error();
    co_return json_answer(200, show_sync(*ended));
}

/// Another sync, of those alone whom this one left unacknowledged; its receipt stays as it is.
reply sync_retry(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["sync"];
    auto const ended = co_await sync_of(asked, std::move(id));
    if (!ended) co_return ended.error();
    sync_options options;
    options.batch = ended->batch;
    options.retry_of = ended->id;
    std::string endpoint_id = ended->endpoint_id;
    co_return co_await begin_sync(asked, std::move(endpoint_id), options, "/v1/syncs/");
}

reply sync_failures(call& asked) {
    query_reader query(asked.query);
    auto const wish = read_page(query);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::string id = asked.path["sync"];
    auto const found = co_await sync_of(asked, std::move(id));
    if (!found) co_return found.error();
    auto rows = co_await asked.room.engine.sync_failures(found->id, wish.after, wish.limit + 1);
    if (!rows) co_return rows.error();
    auto const next = cut_to_page(*rows, wish.limit, [](auto const& last) { return last.key; });
    json::array data;
    for (auto const& row : *rows) data.push_back(show_failed_record(row));
    co_return page_answer(asked, std::move(data), next);
}

}  // namespace cohook::service::operations
