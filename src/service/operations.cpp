#include "service/operations.hpp"

#include "delivery/core.hpp"
#include "documents/delivery_json.hpp"
#include "service/base64url.hpp"
#include "service/server.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::service {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::string_view cursor_mark = "c1.";

double seconds(steady_span span) {
    return std::chrono::duration<double>(span).count();
}

}  // namespace

std::string own_url(backroom const& room) {
    auto const* const listening = room.serving.load();
    return listening == nullptr ? std::string() : listening->url();
}

asio::awaitable<result<void>> read_store(backroom& room, store::query_ref query) {
    auto const began = room.clock.now();
    auto done = co_await room.store.read(query);
    bool const failed = !done && done.error().kind() == errc::storage_failed;
    room.numbers.store_operation("read", seconds(room.clock.now() - began), failed);
    co_return done;
}

asio::awaitable<result<void>> commit_store(backroom& room, store::unit_ref work) {
    auto const began = room.clock.now();
    auto done = co_await room.store.commit(work);
    bool const failed = !done && done.error().kind() == errc::storage_failed;
    room.numbers.store_operation("commit", seconds(room.clock.now() - began), failed);
    co_return done;
}

outcome<json::value> json_body(call const& asked, body_need need) {
    if (asked.message.body.empty() && need == body_need::may_be_empty) return json::value(json::object());
    return read_json(asked.message.body);
}

std::string etag_of(std::string_view revision) {
    return "\"" + std::string(revision) + "\"";
}

response json_text_answer(int status, std::string body) {
    response made(status, "application/json", std::move(body));
    made.set("Cache-Control", "no-store");
    return made;
}

response json_answer(int status, json::value const& body) {
    return json_text_answer(status, json::serialize(body));
}

response json_answer(int status, json::value const& body, std::string const& revision) {
    auto made = json_answer(status, body);
    made.set("ETag", etag_of(revision));
    made.set("Cache-Control", "no-cache");
    return made;
}

outcome<std::optional<std::string>> if_match(call const& asked) {
    auto const given = asked.message.header("if-match");
    if (!given || *given == "*") return std::optional<std::string>();
    bool const quoted =
        given->size() > 2 && given->front() == '"' && given->back() == '"' && given->find('"', 1) == given->size() - 1;
    if (quoted) return std::optional(std::string(given->substr(1, given->size() - 2)));
    return fault(412, error(errc::conflict, "If-Match does not hold one strong tag as the server gave it in ETag"));
}

outcome<members::registry::revision> expected_revision(call const& asked) {
    auto const tag = if_match(asked);
    if (!tag) return tag.error();
    if (!*tag) return members::registry::revision();
    auto const number = parse_integer(**tag);
    if (number && *number > 0) return members::registry::revision(number);
    return fault(412, error(errc::conflict, "If-Match names a state that this resource never had"));
}

fault conditional(call const& asked, error const& what) {
    fault made(what);
    if (what.kind() == errc::conflict && asked.message.header("if-match")) made.as(412);
    return made;
}

page_wish read_page(query_reader& query) {
    page_wish wish;
    if (auto const limit = query.integer("limit", 1, 250)) wish.limit = static_cast<std::size_t>(*limit);
    if (auto const cursor = query.text("cursor"); cursor && !cursor->empty()) {
        auto plain = from_base64url(*cursor);
        if (plain && plain->starts_with(cursor_mark))
            wish.after = plain->substr(cursor_mark.size());
        else
            query.complain("cursor", "this is no cursor of this server; leave it out to begin at the start");
    }
    return wish;
}

response page_answer(call const& asked, json::array data, std::optional<std::string> const& next) {
    json::object body{{"data", std::move(data)}, {"nextCursor", nullptr}};
    if (!next) return json_answer(200, body);
    auto const cursor = base64url(std::string(cursor_mark) + *next);
    body["nextCursor"] = cursor;
    auto made = json_answer(200, body);
    std::string target = asked.message.path + "?";
    for (std::string_view rest = asked.message.query; !rest.empty();) {
        auto const end = std::min(rest.find('&'), rest.size());
        if (!rest.substr(0, end).starts_with("cursor=")) target.append(rest.substr(0, end)).append("&");
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    made.set("Link", "<" + target + "cursor=" + cursor + ">; rel=\"next\"");
    return made;
}

outcome<void> no_query(call const& asked) {
    return query_reader(asked.query).finish();
}

asio::awaitable<result<endpoint>> endpoint_of(call& asked, std::string name) {
    std::string application = asked.path["application"];
    co_return co_await asked.room.members.find_endpoint(asked.who, std::move(application), std::move(name));
}

asio::awaitable<result<delivery>> delivery_of(call& asked, std::string id) {
    error const missing(errc::not_found, "there is no delivery with this id");
    auto const number = read_id("dlv_", id);
    if (!number) co_return missing;
    std::optional<delivery> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        found = now.deliveries().find(*number);
        return {};
    };
    auto const done = co_await read_store(asked.room, query);
    if (!done) co_return done.error();
    if (!found || !asked.room.members.check_tenant(asked.who, found->tenant)) co_return missing;
    co_return std::move(*found);
}

asio::awaitable<result<sync_status>> sync_of(call& asked, std::string id) {
    error const missing(errc::not_found, "there is no sync with this id");
    auto const number = read_id("syn_", id);
    if (!number) co_return missing;
    auto found = co_await asked.room.engine.sync(*number);
    if (!found && found.error().kind() == errc::not_found) co_return missing;
    if (!found) co_return found.error();
    if (!asked.room.members.check_tenant(asked.who, found->tenant)) co_return missing;
    co_return found;
}

}  // namespace cohook::service
