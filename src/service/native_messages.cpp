// Messages: what was accepted to be sent to an endpoint, and the test runs. Each has one delivery of its own, whose id
// follows the message's; what was sent anew later is found among the deliveries.
#include "documents/page.hpp"
#include "service/delivery_reading.hpp"

#include <boost/json/array.hpp>

#include <utility>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

asio::awaitable<result<delivery>> delivery_of_message(call& asked) {
    auto const id = read_id("", asked.path["message"]);
    if (!id) co_return error(errc::not_found, "there is no message with this id; it is a decimal number", "message");
    std::string own = std::to_string(*id + 1);
    auto found = co_await delivery_of(asked, std::move(own));
    if (!found && found.error().kind() != errc::not_found) co_return found.error();
    if (!found || found->message_id != *id)
        co_return error(errc::not_found, "there is no message with this id, or it is no longer kept", "message");
    co_return std::move(*found);
}

/// The messages among the newest rows that match: those that were sent anew are left out.
std::vector<delivery> list_messages(store::delivery_tables const& rows, std::vector<delivery_filter> filters) {
    auto const limit = filters.empty() ? 0 : filters.front().limit;
    std::vector<delivery> messages;
    while (messages.size() < limit) {
        auto some = list_all(rows, filters);
        bool const last = some.size() < limit;
        if (!some.empty())
            for (auto& filter : filters) filter.before = some.back().id;
        for (auto& row : some)
            if (!row.replay_of && messages.size() < limit) messages.push_back(std::move(row));
        if (last) break;
    }
    return messages;
}

}  // namespace

reply message_list(call& asked) {
    query_reader query(asked.query);
    auto const wish = read_page(query);
    delivery_filter filter;
    filter.tenant = query.text("application");
    filter.endpoint_id = query.text("endpoint");
    filter.key = query.text("key");
    filter.from = query.time("from");
    filter.to = query.time("to");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    filter.before = parse_integer(wish.after).value_or(0);
    filter.limit = wish.limit + 1;
    auto const filters = each_tenant(asked, filter);
    if (!filters) co_return filters.error();
    std::vector<delivery> rows;
    auto read = [&](store::snapshot const& now) -> result<void> {
        rows = list_messages(now.deliveries(), *filters);
        return rows.empty() ? check_known(now, filter) : result<void>();
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    auto const next = cut_to_page(rows, wish.limit, [](auto const& last) { return std::to_string(last.id); });
    json::array data;
    for (auto const& row : rows) data.push_back(show_message(row));
    co_return page_answer(asked, std::move(data), next);
}

reply message_get(call& asked) {
    query_reader query(asked.query);
    auto const parts = read_parts(query, asked);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto const found = co_await delivery_of_message(asked);
    if (!found) co_return found.error();
    auto shown = show_message(*found);
    if (parts.request) {
        auto const put = co_await put_request_body(asked, found->id, shown);
        if (!put) co_return put.error();
    }
    co_return json_answer(200, shown);
}

/// A run of Run Test as it is on record, with all that was sent and answered.
reply test_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["test"];
    auto const found = co_await delivery_of(asked, std::move(id));
    if (!found) co_return found.error();
    if (found->kind != delivery_kind::test)
        co_return error(errc::not_found, "there is no test with this id; it is a delivery of another kind", "test");
    attempt_parts parts;
    parts.request = true;
    parts.response = true;
    parts.operators = asked.who.administrator();
    auto attempts = co_await show_attempts(asked, found->id, parts);
    if (!attempts) co_return attempts.error();
    json::object shown;
    shown.emplace("delivery", show_delivery(*found));
    shown.emplace("attempts", std::move(*attempts));
    auto const put = co_await put_request_body(asked, found->id, shown);
    if (!put) co_return put.error();
    co_return json_answer(200, shown);
}

}  // namespace cohook::service::operations
