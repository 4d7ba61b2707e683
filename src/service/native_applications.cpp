#include "documents/application_json.hpp"
#include "documents/page.hpp"
#include "members/application.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

reply application_list(call& asked) {
    query_reader query(asked.query);
    auto wish = read_page(query);
    auto const organization = query.text("organization");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto page = co_await asked.room.members.list_applications(asked.who, wish.after, wish.limit + 1, organization);
    if (!page) co_return page.error();
    auto const next = cut_to_page(*page, wish.limit, [](auto const& last) { return last.app.id; });
    json::array data;
    for (auto const& one : *page) data.push_back(show_application(one.app));
    co_return page_answer(asked, std::move(data), next);
}

reply application_create(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    members::application wanted;
    wanted.id = from.text("id").value_or("");
    from.require("name", "give the application a name");
    auto const patch = read_application(from);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    if (patch.name) wanted.name = *patch.name;
    if (patch.organization_id) wanted.organization_id = *patch.organization_id;
    if (patch.approved) wanted.approved = *patch.approved;
    if (patch.metadata) wanted.metadata = *patch.metadata;
    auto const made = co_await asked.room.members.create_application(asked.who, std::move(wanted));
    if (!made) co_return made.error();
    auto answer = json_answer(201, show_application(*made), std::to_string(made->revision));
    answer.set("Location", "/v1/applications/" + made->id);
    co_return answer;
}

reply application_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["application"];
    auto const found = co_await asked.room.members.find_application(asked.who, std::move(id));
    if (!found) co_return found.error();
    co_return json_answer(200, show_application(found->app), std::to_string(found->app.revision));
}

reply application_patch(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    object_reader from(*body);
    auto patch = read_application(from);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    std::string id = asked.path["application"];
    members::endpoint_change const untouched;
    auto const changed = co_await asked.room.members.change_application(asked.who, std::move(id), std::move(patch),
                                                                        untouched, *expected);
    if (!changed) co_return conditional(asked, changed.error());
    co_return json_answer(200, show_application(changed->app), std::to_string(changed->app.revision));
}

reply application_delete(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    std::string id = asked.path["application"];
    auto const gone = co_await asked.room.members.remove_application(asked.who, std::move(id), *expected);
    if (!gone) co_return conditional(asked, gone.error());
    co_return response(204);
}

}  // namespace cohook::service::operations
