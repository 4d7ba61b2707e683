#include "members/import_line.hpp"

#include "members/canonical.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include <string>

namespace cohook::members {
namespace {

namespace json = boost::json;

constexpr std::size_t most_consents = 1000;

error below(std::string const& path, error const& inner) {
    auto const whole = inner.field().empty() ? path : path + "." + inner.field();
    return error(inner.kind(), path + ": " + inner.message(), whole);
}

error wrong(std::string const& path, std::string_view problem) {
    return error(errc::invalid_argument, "'" + path + "' " + std::string(problem), path);
}

result<scope_set> parse_scopes(json::value const& value, std::string const& path) {
    auto const* names = value.if_array();
    if (!names) return wrong(path, "must be an array of scope names");
    std::vector<std::string> texts;
    for (auto const& name : *names) {
        if (!name.is_string()) return wrong(path, "must be an array of scope names");
        texts.emplace_back(name.get_string().data(), name.get_string().size());
    }
    return scope_set::parse(texts);
}

result<consent_wish> parse_consent(json::value const& value, std::string const& path) {
    auto const* object = value.if_object();
    if (!object) return wrong(path, "must be an object with 'application' and 'scopes'");
    auto const* application = object->if_contains("application");
    auto const* scopes = object->if_contains("scopes");
    if (!application || !application->is_string()) return wrong(path + ".application", "must be an application's id");
    if (!scopes) return wrong(path + ".scopes", "is required; an empty array lets the person be seen by id alone");
    if (object->size() != 2) return wrong(path, "has an unknown field; 'application' and 'scopes' are known");
    auto parsed = parse_scopes(*scopes, path + ".scopes");
    if (!parsed) return parsed.error().field().starts_with("scopes") ? below(path, parsed.error()) : parsed.error();
    consent_wish wish;
    wish.application_id.assign(application->get_string().data(), application->get_string().size());
    wish.scopes = *parsed;
    return wish;
}

result<std::vector<consent_wish>> parse_consents(json::value const& value) {
    auto const* entries = value.if_array();
    if (!entries) return wrong("consents", "must be an array");
    if (entries->size() > most_consents) return wrong("consents", "may have 1000 entries at most");
    std::vector<consent_wish> wishes;
    for (auto const& entry : *entries) {
        auto wish = parse_consent(entry, "consents[" + std::to_string(wishes.size()) + "]");
        if (!wish) return wish.error();
        wishes.push_back(std::move(*wish));
    }
    return wishes;
}

}  // namespace

result<import_line> parse_import_line(std::string_view text) {
    // Most persons fit; the value is gone before the memory is.
    unsigned char room[24 * 1024];
    json::monotonic_resource memory(room, sizeof room);
    auto const value = read_json(text, 2 * largest_person, "a person", &memory);
    if (!value) return value.error();
    import_line line;
    auto const* object = value->if_object();
    auto const* inner = object ? object->if_contains("person") : nullptr;
    auto person = person_of(inner ? *inner : *value);
    if (!person) return inner ? below("person", person.error()) : person.error();
    line.person = std::move(*person);
    if (!inner) return line;
    auto const* consents = object->if_contains("consents");
    if (object->size() != (consents ? 2U : 1U))
        return error(errc::invalid_argument, "beside 'person' a line may have 'consents' and nothing else");
    if (!consents) return line;
    auto wishes = parse_consents(*consents);
    if (!wishes) return wishes.error();
    line.consents = std::move(*wishes);
    return line;
}

}  // namespace cohook::members
