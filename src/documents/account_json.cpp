#include "documents/account_json.hpp"

#include "documents/delivery_json.hpp"
#include "members/accounts.hpp"
#include "members/person_document.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace cohook::documents {

namespace json = boost::json;

namespace {

constexpr std::string_view roles = "system-administrator or technical-administrator";

void read_role(object_reader& from, std::optional<members::account_role>& into) {
    auto const text = from.text("role");
    if (!text) return;
    into = members::parse_account_role(*text);
    if (!into) from.complain("role", std::string(roles) + " is wanted here");
}

json::object identity_of(members::account const& one) {
    json::array organizations;
    for (auto const& id : one.organizations) organizations.emplace_back(id);
    json::object made{{"accountId", one.id},
                      {"login", one.login},
                      {"role", show(to_string(one.role))},
                      {"organizations", std::move(organizations)},
                      {"personID", nullptr}};
    if (one.person_id) made["personID"] = *one.person_id;
    return made;
}

std::string text_of(json::object const& from, std::string_view name) {
    auto const* const found = from.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_string()) return {};
    return std::string(found->get_string().data(), found->get_string().size());
}

/// How the page greets somebody.
json::value show_name(std::string_view person) {
    boost::system::error_code failed;
    auto const parsed = json::parse(json::string_view(person.data(), person.size()), failed);
    auto const* const document = parsed.if_object();
    if (failed || document == nullptr) return nullptr;
    auto name = text_of(*document, "displayName");
    if (name.empty()) name = text_of(*document, "firstName") + " " + text_of(*document, "lastName");
    while (name.starts_with(' ')) name.erase(0, 1);
    while (name.ends_with(' ')) name.pop_back();
    return json::object{{"personID", document->at("personID")}, {"displayName", name}};
}

}  // namespace

json::object show_account(members::account const& one) {
    auto made = identity_of(one);
    made.emplace("createdAt", show_time(one.created));
    made.emplace("lastSignInAt", show_time(one.last_sign_in_at));
    made.emplace("disabled", one.disabled);
    return made;
}

json::object show_session(members::session const& opened, std::string_view person) {
    return json::object{{"account", identity_of(opened.owner)},
                        {"person", person.empty() ? json::value() : show_name(person)},
                        {"expiresAt", show_time(opened.expires_at)},
                        {"idleMinutes", members::session_idle.count()}};
}

members::account_request read_account(object_reader& from) {
    members::account_request wanted;
    from.require("login", "give the name to sign in with; an e-mail address is a good one");
    from.require("role", std::string(roles));
    wanted.login = from.text("login").value_or("");
    std::optional<members::account_role> role;
    read_role(from, role);
    if (role) wanted.role = *role;
    wanted.organizations = from.texts("organizations").value_or(std::vector<std::string>());
    wanted.person_id = from.integer("personID", 1, members::largest_person_id);
    return wanted;
}

members::account_patch read_account_patch(object_reader& from) {
    members::account_patch patch;
    read_role(from, patch.role);
    patch.organizations = from.texts("organizations");
    if (from.has("personID")) patch.person_id = from.integer("personID", 1, members::largest_person_id);
    patch.disabled = from.boolean("disabled");
    return patch;
}

}  // namespace cohook::documents
