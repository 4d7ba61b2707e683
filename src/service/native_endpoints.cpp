#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "documents/page.hpp"
#include "service/endpoint_change.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

reply endpoint_list(call& asked) {
    query_reader query(asked.query);
    auto wish = read_page(query);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::string application = asked.path["application"];
    auto page =
        co_await asked.room.members.list_endpoints(asked.who, std::move(application), wish.after, wish.limit + 1);
    if (!page) co_return page.error();
    auto const next = cut_to_page(*page, wish.limit, [](auto const& last) { return last.id; });
    json::array data;
    for (auto const& one : *page) data.push_back(show_endpoint(one));
    co_return page_answer(asked, std::move(data), next);
}

reply endpoint_create(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    endpoint wanted;
    wanted.id = from.text("id").value_or("");
    from.require("url", "give an absolute https URL");
    from.require("signingKey", "any text of at least one character will do");
    auto const settings = settings_patch::read(from, settings_patch::removal::refused);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    settings.apply(wanted);
    std::string application = asked.path["application"];
    auto const made = co_await asked.room.members.create_endpoint(asked.who, std::move(application), std::move(wanted));
    if (!made) co_return made.error();
    auto answer = endpoint_answer(*made, 201);
    answer.set("Location", "/v1/applications/" + made->tenant + "/endpoints/" + made->id);
    co_return answer;
}

reply endpoint_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string name = asked.path["endpoint"];
    auto const found = co_await endpoint_of(asked, std::move(name));
    if (!found) co_return found.error();
    auto const status = co_await asked.room.engine.status(found->id);
    auto const shown = status ? show_endpoint(*found, *status) : show_endpoint(*found);
    co_return json_answer(200, shown, std::to_string(found->revision));
}

reply endpoint_put(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    from.require("url", "give an absolute https URL");
    auto settings = settings_patch::read(from, settings_patch::removal::refused);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    settings_change how = [settings](endpoint& old) -> result<void> {
        settings.replace(old);
        return {};
    };
    auto const changed = co_await change_named_endpoint(asked, std::move(how));
    if (!changed) co_return changed.error();
    co_return endpoint_answer(*changed);
}

reply endpoint_patch(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    auto settings = settings_patch::read(from, settings_patch::removal::refused);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    settings_change how = [settings](endpoint& old) -> result<void> {
        settings.apply(old);
        return {};
    };
    auto const changed = co_await change_named_endpoint(asked, std::move(how));
    if (!changed) co_return changed.error();
    co_return endpoint_answer(*changed);
}

reply endpoint_delete(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    std::string application = asked.path["application"];
    std::string name = asked.path["endpoint"];
    auto const gone =
        co_await asked.room.members.remove_endpoint(asked.who, std::move(application), std::move(name), *expected);
    if (!gone) co_return conditional(asked, gone.error());
    co_return response(204);
}

namespace {

reply switch_endpoint(call& asked, bool enabled) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    settings_change how = [enabled](endpoint& settings) { return cohook::set_enabled(settings, enabled); };
    auto const changed = co_await change_named_endpoint(asked, std::move(how));
    if (!changed) co_return changed.error();
    co_return endpoint_answer(*changed);
}

}  // namespace

reply endpoint_pause(call& asked) {
    return switch_endpoint(asked, false);
}
reply endpoint_resume(call& asked) {
    return switch_endpoint(asked, true);
}

reply headers_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string name = asked.path["endpoint"];
    auto const found = co_await endpoint_of(asked, std::move(name));
    if (!found) co_return found.error();
    json::object body;
    body.emplace("headers", show_headers(*found));
    co_return json_answer(200, body, std::to_string(found->revision));
}

namespace {

/// Reads which headers change by `read`, changes them, and answers with all.
reply change_headers(call& asked, settings_patch (*read)(object_reader&)) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    auto settings = read(from);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    settings_change how = [settings](endpoint& old) -> result<void> {
        settings.apply(old);
        return {};
    };
    auto const changed = co_await change_named_endpoint(asked, std::move(how));
    if (!changed) co_return changed.error();
    json::object shown;
    shown.emplace("headers", show_headers(*changed));
    co_return json_answer(200, shown, std::to_string(changed->revision));
}

}  // namespace

reply headers_put(call& asked) {
    return change_headers(asked, &settings_patch::all_headers);
}

reply headers_patch(call& asked) {
    return change_headers(asked, &settings_patch::some_headers);
}

reply endpoint_test(call& asked) {
    std::string name = asked.path["endpoint"];
    return run_test(asked, std::move(name));
}

}  // namespace cohook::service::operations
