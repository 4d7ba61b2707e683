#include "members/application.hpp"
#include "service/delivery_json.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

outcome<json::object> show_organization(members::organization const& one) {
    auto document = read_json(one.document);
    if (!document) return document.error();
    json::object made{{"id", one.id}};
    for (auto const& member : document->as_object()) made.insert_or_assign(member.key(), member.value());
    made.emplace("createdAt", show_time(one.created));
    made.emplace("changedAt", show_time(one.changed));
    return made;
}

outcome<response> answer_with(members::organization const& one, int status) {
    auto const shown = show_organization(one);
    if (!shown) return shown.error();
    return json_answer(status, *shown, std::to_string(one.revision));
}

/// The body without `id`, which is not part of the document.
outcome<members::organization> read_organization(call const& asked) {
    auto body = json_body(asked);
    if (!body) return body.error();
    members::organization wanted;
    if (auto* const object = body->if_object()) {
        if (auto const* const id = object->if_contains("id")) {
            auto const* const text = id->if_string();
            if (text == nullptr) {
                std::vector<field_problem> fields;
                fields.emplace_back("id", "a text is wanted here");
                return fault(422, "id: a text is wanted here", std::move(fields));
            }
            wanted.id.assign(text->data(), text->size());
            object->erase("id");
        }
    }
    wanted.document = json::serialize(*body);
    return wanted;
}

}  // namespace

reply organization_list(call& asked) {
    query_reader query(asked.query);
    auto wish = read_page(query);
    auto const type = query.text("type");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto page = co_await asked.room.members.list_organizations(asked.who, wish.after, wish.limit + 1, type);
    if (!page) co_return page.error();
    auto const next = cut_to_page(*page, wish, [](auto const& last) { return last.id; });
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
