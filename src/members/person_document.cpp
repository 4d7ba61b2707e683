#include "members/person_document.hpp"

#include "members/canonical.hpp"
#include "members/person_schema.hpp"

#include <boost/json/value.hpp>

namespace cohook::members {
namespace {

namespace json = boost::json;

std::optional<std::int64_t> integer(json::object const& object, json::string_view name) {
    auto const* member = object.if_contains(name);
    if (!member || !member->is_int64()) return std::nullopt;
    return member->get_int64();
}

/// RFC 7396: what the patch does not name stays.
void merge(json::value& target, json::value const& patch) {
    auto const* changes = patch.if_object();
    if (!changes) {
        target = patch;
        return;
    }
    if (!target.is_object()) target.emplace_object();
    auto& object = target.get_object();
    for (auto const& change : *changes) {
        if (change.value().is_null())
            object.erase(change.key());
        else
            merge(object[change.key()], change.value());
    }
}

/// The document of a JSON object that is known to hold the right `personID`.
result<person_document> document_of(json::value const& value) {
    person_document document;
    document.text.reserve(1024);
    auto written = write_canonical(person_fields(), value, document.text);
    if (!written) return written.error();
    if (document.text.size() > largest_person)
        return error(errc::too_large, "a person may have " + std::to_string(largest_person) + " bytes of JSON at most");
    auto const& object = value.get_object();
    document.id = integer(object, "personID").value_or(0);
    document.church_id = integer(object, "churchID");
    return document;
}

error other_id(std::int64_t right) {
    return error(errc::invalid_argument,
                 "'personID' must be " + std::to_string(right) + ", the id in the address, or be left out", "personID");
}

}  // namespace

result<person_document> person_of(json::value const& value, std::optional<std::int64_t> id) {
    auto const* object = value.if_object();
    if (!id || !object) return document_of(value);
    auto const* given = object->if_contains("personID");
    if (given && !(given->is_int64() && given->get_int64() == *id)) return other_id(*id);
    if (given) return document_of(value);
    auto completed = value;
    completed.get_object()["personID"] = *id;
    return document_of(completed);
}

result<person_document> parse_person(std::string_view text) {
    auto value = read_json(text, largest_person, "a person");
    if (!value) return value.error();
    return person_of(*value);
}

result<person_document> parse_person(std::string_view text, std::int64_t id) {
    auto value = read_json(text, largest_person, "a person");
    if (!value) return value.error();
    return person_of(*value, id);
}

result<person_document> patch_person(std::string_view stored, std::string_view merge_patch, std::int64_t id) {
    auto patch = read_json(merge_patch, largest_person, "a change of a person");
    if (!patch) return patch.error();
    if (!patch->is_object())
        return error(errc::invalid_argument, "a change of a person must be a JSON object of the fields to change");
    auto const* given = patch->get_object().if_contains("personID");
    if (given && !(given->is_int64() && given->get_int64() == id)) return other_id(id);
    auto person = read_json(stored, largest_person, "a stored person");
    if (!person) return error(errc::internal, "the stored person is damaged: " + person.error().message());
    merge(*person, *patch);
    return document_of(*person);
}

}  // namespace cohook::members
