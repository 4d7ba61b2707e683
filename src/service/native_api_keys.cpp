#include "documents/delivery_json.hpp"
#include "members/api_key.hpp"
#include "members/person_document.hpp"
#include "members/principal.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

json::object show_key(members::api_key const& key) {
    json::object made{
        {"id", key.id},
        {"application", key.application_id.empty() ? json::value() : json::value(key.application_id)},
        {"label", key.label},
        {"personID", nullptr},
        {"rights", members::to_string(key.rights)},
        {"createdAt", show_time(key.created)},
        {"expiresAt", show_time(key.expires_at)},
        {"lastUsedAt", show_time(key.last_used_at)},
        {"revokedAt", show_time(key.revoked_at)},
    };
    if (key.person_id) made["personID"] = *key.person_id;
    return made;
}

}  // namespace

reply key_list(call& asked) {
    query_reader query(asked.query);
    auto const application = query.text("application");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto const found = co_await asked.room.members.list_api_keys(asked.who, application);
    if (!found) co_return found.error();
    json::array data;
    for (auto const& one : *found) data.push_back(show_key(one));
    co_return page_answer(asked, std::move(data), std::nullopt);
}

/// The only answer that ever holds the key's text.
reply key_create(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    members::api_key_request wanted;
    if (auto const application = from.text("application"))
        wanted.application_id = *application;
    else
        wanted.application_id = asked.who.only_application();
    wanted.label = from.text("label").value_or("");
    wanted.person_id = from.integer("personID", 1, members::largest_person_id);
    if (auto const rights = from.text("rights")) {
        if (auto const parsed = members::parse_rights(*rights))
            wanted.rights = *parsed;
        else
            from.complain("rights", "'read', 'write' or 'read write' is wanted here");
    }
    if (auto const expires = from.text("expiresAt")) {
        wanted.expires_at = parse_time(*expires);
        if (!wanted.expires_at) from.complain("expiresAt", "a moment like 2027-02-26T19:13:55Z is wanted here");
    }
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    auto const made = co_await asked.room.members.create_api_key(asked.who, std::move(wanted));
    if (!made) co_return made.error();
    auto shown = show_key(made->key);
    shown.emplace("key", made->text);
    co_return json_answer(201, shown);
}

reply key_revoke(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["key"];
    auto const gone = co_await asked.room.members.revoke_api_key(asked.who, std::move(id));
    if (!gone) co_return gone.error();
    co_return response(204);
}

}  // namespace cohook::service::operations
