#include "documents/register_json.hpp"

#include "documents/delivery_json.hpp"

#include <boost/json/serialize.hpp>

#include <utility>

namespace cohook::documents {

namespace json = boost::json;

namespace {

std::string_view name_of(members::write_effect effect) {
    switch (effect) {
        case members::write_effect::created: return "created";
        case members::write_effect::updated: return "updated";
        case members::write_effect::unchanged: return "unchanged";
    }
    return "unchanged";
}

}  // namespace

reading<json::object> show_organization(members::organization const& one) {
    auto document = read_json(one.document);
    if (!document) return document.error();
    json::object made{{"id", one.id}};
    for (auto const& member : document->as_object()) made.insert_or_assign(member.key(), member.value());
    made.emplace("createdAt", show_time(one.created));
    made.emplace("changedAt", show_time(one.changed));
    return made;
}

reading<members::organization> read_organization(json::value body) {
    members::organization wanted;
    if (auto* const object = body.if_object()) {
        if (auto const* const id = object->if_contains("id")) {
            auto const* const text = id->if_string();
            if (text == nullptr) {
                std::vector<field_problem> fields;
                fields.emplace_back("id", "a text is wanted here");
                return refusal(std::move(fields));
            }
            wanted.id.assign(text->data(), text->size());
            object->erase("id");
        }
    }
    wanted.document = json::serialize(body);
    return wanted;
}

json::object show_consent(members::consent const& given) {
    json::array scopes;
    for (auto const name : given.scopes.names()) scopes.emplace_back(show(name));
    return {{"personID", given.person_id},
            {"application", given.application_id},
            {"scopes", std::move(scopes)},
            {"grantedAt", show_time(given.granted_at)}};
}

json::object show_write(members::write_report const& report) {
    return {{"effect", show(name_of(report.effect))},
            {"revision", report.revision},
            {"lastChangedDate", show_time(report.last_changed)},
            {"messages", report.messages}};
}

json::object show_import(members::import_report const& report) {
    json::array errors;
    for (auto const& one : report.errors)
        errors.push_back(json::object{{"line", one.line}, {"path", one.field}, {"message", one.message}});
    return {{"lines", report.lines},       {"created", report.created},
            {"updated", report.updated},   {"unchanged", report.unchanged},
            {"refused", report.refused},   {"consents", report.consents},
            {"messages", report.messages}, {"durableLines", report.durable_lines},
            {"errors", std::move(errors)}, {"errorsLeftOut", report.errors_left_out}};
}

json::array show_scopes() {
    json::array all;
    for (auto const& scope : members::all_scopes()) {
        json::array fields;
        for (auto const field : scope.fields) fields.emplace_back(show(field));
        json::object one{{"name", show(scope.name)},
                         {"summary", show(scope.summary)},
                         {"fields", std::move(fields)},
                         {"deprecated", scope.deprecated}};
        if (!scope.alias.empty()) one.emplace("alias", show(scope.alias));
        if (!scope.instead.empty()) one.emplace("instead", show(scope.instead));
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace cohook::documents
