#include "documents/delivery_filter_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/page.hpp"
#include "service/delivery_reading.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <functional>
#include <iterator>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

template <class Enum>
void read_enum(query_reader& query, std::string_view name, std::optional<Enum> (*parse)(std::string_view) noexcept,
               std::optional<Enum>& into, std::string_view known) {
    auto const text = query.text(name);
    if (!text) return;
    into = parse(*text);
    if (!into) query.complain(name, "one of " + std::string(known) + " is wanted here");
}

}  // namespace

reply delivery_list(call& asked) {
    query_reader query(asked.query);
    auto const wish = read_page(query);
    delivery_filter filter;
    filter.tenant = query.text("application");
    filter.endpoint_id = query.text("endpoint");
    read_enum(query, "state", parse_delivery_state, filter.state, delivery_states);
    read_enum(query, "kind", parse_delivery_kind, filter.kind, "change, sync, test, replay");
    filter.key = query.text("key");
    filter.from = query.time("from");
    filter.to = query.time("to");
    filter.failed_only = query.boolean("failed").value_or(false);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    filter.before = parse_integer(wish.after).value_or(0);
    filter.limit = wish.limit + 1;
    auto const filters = each_tenant(asked, filter);
    if (!filters) co_return filters.error();
    std::vector<delivery> rows;
    auto read = [&](store::snapshot const& now) -> result<void> {
        rows = list_all(now.deliveries(), *filters);
        return rows.empty() ? check_known(now, filter) : result<void>();
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    auto const next = cut_to_page(rows, wish.limit, [](auto const& last) { return std::to_string(last.id); });
    json::array data;
    for (auto const& row : rows) data.push_back(show_delivery(row));
    co_return page_answer(asked, std::move(data), next);
}

reply delivery_get(call& asked) {
    query_reader query(asked.query);
    auto const parts = read_parts(query, asked);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::string id = asked.path["delivery"];
    auto const found = co_await delivery_of(asked, std::move(id));
    if (!found) co_return found.error();
    auto shown = show_delivery(*found);
    if (parts.request) {
        auto const put = co_await put_request_body(asked, found->id, shown);
        if (!put) co_return put.error();
    }
    co_return json_answer(200, shown);
}

reply delivery_attempts(call& asked) {
    query_reader query(asked.query);
    auto const parts = read_parts(query, asked);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::string id = asked.path["delivery"];
    auto const found = co_await delivery_of(asked, std::move(id));
    if (!found) co_return found.error();
    auto data = co_await show_attempts(asked, found->id, parts);
    if (!data) co_return data.error();
    co_return page_answer(asked, std::move(*data), std::nullopt);
}

reply attempt_get(call& asked) {
    query_reader query(asked.query);
    auto const parts = read_parts(query, asked);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    error const missing(errc::not_found, "there is no attempt with this id");
    auto const id = read_id("att_", asked.path["attempt"]);
    if (!id) co_return missing;
    std::optional<attempt> row;
    auto read = [&](store::snapshot const& now) -> result<void> {
        row = now.deliveries().find_attempt(*id);
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    if (!row || !asked.room.members.check_tenant(asked.who, row->tenant)) co_return missing;
    auto shown = show_attempt(*row, parts);
    if (parts.request) {
        auto const put = co_await put_request_body(asked, row->delivery_id, shown);
        if (!put) co_return put.error();
    }
    co_return json_answer(200, shown);
}

reply delivery_redeliver(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["delivery"];
    auto const found = co_await delivery_of(asked, std::move(id));
    if (!found) co_return found.error();
    auto const made = co_await asked.room.engine.redeliver(found->id);
    if (!made) co_return made.error();
    auto const shown = show_id("dlv_", *made);
    json::object const body{{"id", shown}, {"replayOf", show_id("dlv_", found->id)}};
    auto answer = json_answer(202, body);
    answer.set("Location", "/v1/deliveries/" + shown);
    co_return answer;
}

reply delivery_cancel(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["delivery"];
    auto const found = co_await delivery_of(asked, id);
    if (!found) co_return found.error();
    auto const ended = co_await asked.room.engine.cancel(found->id);
    if (!ended) co_return ended.error();
    auto const after = co_await delivery_of(asked, std::move(id));
    if (!after) co_return after.error();
    co_return json_answer(200, show_delivery(*after));
}

namespace {

/// Reads the filters of a replay from its body.
outcome<std::vector<delivery_filter>> read_replay(call const& asked, object_reader& from, bool& dry_run) {
    auto filter = read_replay_filter(from);
    dry_run = from.boolean("dryRun").value_or(false);
    if (auto const sound = from.finish(); !sound) return sound.error();
    return each_tenant(asked, filter);
}

}  // namespace

/// New deliveries of the messages of old ones that match, oldest first; with `dryRun`, only how many there would be.
reply replay_create(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    bool dry_run = false;
    auto const filters = read_replay(asked, from, dry_run);
    if (!filters) co_return filters.error();
    auto const mode = dry_run ? replay_mode::count_only : replay_mode::redeliver;
    replay_report sum;
    for (auto const& filter : *filters) {
        auto const done = co_await asked.room.engine.replay(filter, mode);
        if (!done && done.error().kind() == errc::too_large) co_return fault(422, done.error());
        if (!done) co_return done.error();
        sum.matched += done->matched;
        sum.redelivered += done->redelivered;
        sum.skipped += done->skipped;
    }
    json::object const report{
        {"dryRun", dry_run}, {"matched", sum.matched}, {"redelivered", sum.redelivered}, {"skipped", sum.skipped}};
    co_return json_answer(dry_run ? 200 : 202, report);
}

}  // namespace cohook::service::operations
