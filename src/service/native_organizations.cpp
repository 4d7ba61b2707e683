#include "documents/delivery_json.hpp"
#include "documents/page.hpp"
#include "documents/register_json.hpp"
#include "members/application.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

outcome<response> answer_with(members::organization const& one, int status) {
    auto const shown = show_organization(one);
    if (!shown) return shown.error();
    return json_answer(status, *shown, std::to_string(one.revision));
}

outcome<members::organization> read_organization(call const& asked) {
    auto body = json_body(asked);
    if (!body) return body.error();
    auto wanted = documents::read_organization(std::move(*body));
    if (!wanted) return wanted.error();
    return std::move(*wanted);
}

}  // namespace

reply organization_list(call& asked) {
    query_reader query(asked.query);
    auto wish = read_page(query);
    auto const type = query.text("type");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto page = co_await asked.room.members.list_organizations(asked.who, wish.after, wish.limit + 1, type);
    if (!page) co_return page.error();
    auto const next = cut_to_page(*page, wish.limit, [](auto const& last) { return last.id; });
    json::array data;
    for (auto const& one : *page) {
        auto shown = show_organization(one);
        if (!shown) co_return shown.error();
        data.push_back(std::move(*shown));
    }
    co_return page_answer(asked, std::move(data), next);
}

reply organization_create(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto wanted = read_organization(asked);
    if (!wanted) co_return wanted.error();
    auto const made = co_await asked.room.members.create_organization(asked.who, std::move(*wanted));
    if (!made) co_return made.error();
    auto answer = answer_with(*made, 201);
    if (answer) answer->set("Location", "/v1/organizations/" + made->id);
    co_return answer;
}

reply organization_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["organization"];
    auto const found = co_await asked.room.members.find_organization(asked.who, std::move(id));
    if (!found) co_return found.error();
    co_return answer_with(*found, 200);
}

reply organization_put(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto wanted = read_organization(asked);
    if (!wanted) co_return wanted.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    if (!wanted->id.empty() && wanted->id != asked.path["organization"])
        co_return error(errc::invalid_argument, "the id in the body is not the one of the address", "id");
    wanted->id = asked.path["organization"];
    auto const put = co_await asked.room.members.put_organization(asked.who, std::move(*wanted), *expected);
    if (!put) co_return conditional(asked, put.error());
    co_return answer_with(*put, put->revision == 1 ? 201 : 200);
}

reply organization_delete(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    std::string id = asked.path["organization"];
    auto const gone = co_await asked.room.members.remove_organization(asked.who, std::move(id), *expected);
    if (!gone) co_return conditional(asked, gone.error());
    co_return response(204);
}

}  // namespace cohook::service::operations
