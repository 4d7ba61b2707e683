#include "service/delivery_reading.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <functional>
#include <iterator>

namespace cohook::service {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace documents;

attempt_parts read_parts(query_reader& query, call const& asked) {
    attempt_parts parts;
    parts.operators = asked.who.administrator();
    std::string const include = query.text("include").value_or("");
    for (std::string_view rest = include; !rest.empty();) {
        auto const end = std::min(rest.find(','), rest.size());
        auto const word = rest.substr(0, end);
        if (word == "request")
            parts.request = true;
        else if (word == "response")
            parts.response = true;
        else
            query.complain("include", "request, response or both with a comma between are wanted here");
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return parts;
}

outcome<std::vector<delivery_filter>> each_tenant(call const& asked, delivery_filter const& filter) {
    if (filter.tenant && !asked.who.acts_for(*filter.tenant))
        return fault(error(errc::not_found, "there is no application of this id"));
    if (filter.tenant || asked.who.administrator()) return std::vector{filter};
    std::vector<delivery_filter> made;
    for (auto const& application : asked.who.applications()) made.emplace_back(filter).tenant = application;
    return made;
}

result<void> check_known(store::snapshot const& now, delivery_filter const& filter) {
    if (!filter.tenant || now.members().find_application(*filter.tenant)) return {};
    return error(errc::not_found, "there is no application of this id; GET /v1/applications lists those that are");
}

std::vector<delivery> list_all(store::delivery_tables const& rows, std::vector<delivery_filter> const& filters) {
    std::vector<delivery> found;
    for (auto const& filter : filters) {
        auto some = rows.list(filter);
        found.insert(found.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    if (filters.size() < 2) return found;
    std::ranges::sort(found, std::ranges::greater(), &delivery::id);
    if (found.size() > filters.front().limit) found.resize(filters.front().limit);
    return found;
}

asio::awaitable<result<void>> put_request_body(call& asked, record_id delivery_id, json::object& shown) {
    store::body_ptr body;
    auto read = [&](store::snapshot const& now) -> result<void> {
        body = now.deliveries().body(delivery_id);
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    shown.emplace("requestBody", body ? json::value(*body) : json::value());
    co_return result<void>();
}

asio::awaitable<result<json::array>> show_attempts(call& asked, record_id delivery_id, attempt_parts parts) {
    std::vector<attempt> rows;
    auto read = [&](store::snapshot const& now) -> result<void> {
        rows = now.deliveries().attempts(delivery_id);
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    json::array data;
    for (auto const& row : rows) data.push_back(show_attempt(row, parts));
    co_return data;
}

}  // namespace cohook::service
