#include "members/view.hpp"

#include "members/json_scan.hpp"
#include "members/person_schema.hpp"
#include "model/iso_time.hpp"

namespace cohook::members {
namespace {

void filter_object(json_scan& in, std::span<field const> schema, scope_set scopes, std::string& out);

/// Copies the value that comes next, less what the scopes hide. Gives whether anything is left of it.
bool filter_value(json_scan& in, field const& one, scope_set scopes, std::string& out) {
    auto const begin = out.size();
    if (one.kind == field_kind::object) {
        filter_object(in, one.members, scopes, out);
        return out.size() - begin > 2;
    }
    if (one.kind != field_kind::list) {
        out += in.value();
        return true;
    }
    in.take('[');
    out += '[';
    while (!in.take(']') && in.good()) {
        if (out.back() != '[') out += ',';
        filter_object(in, one.members, scopes, out);
        in.take(',');
    }
    out += ']';
    return true;
}

field const* find(std::span<field const> schema, std::string_view name) noexcept {
    for (auto const& one : schema)
        if (one.name == name) return &one;
    return nullptr;
}

/// Copies the member whose value comes next, with its name; takes it back where nothing of it is shown.
void filter_member(json_scan& in, field const* one, std::string_view name, scope_set scopes, std::string& out) {
    if (!one || (one->shown_by != 0 && !scopes.shows(one->shown_by))) {
        in.value();
        return;
    }
    auto const begin = out.size();
    if (!out.empty() && out.back() != '{') out += ',';
    out += '"';
    out += name;
    out += "\":";
    if (!filter_value(in, *one, scopes, out) || !in.good()) out.resize(begin);
}

void filter_object(json_scan& in, std::span<field const> schema, scope_set scopes, std::string& out) {
    in.take('{');
    out += '{';
    while (!in.take('}') && in.good()) {
        auto const name = in.name();
        filter_member(in, find(schema, name), name, scopes, out);
        in.take(',');
    }
    out += '}';
}

}  // namespace

result<field_choice> field_choice::parse(std::vector<std::string> const& names) {
    field_choice chosen;
    chosen.bits_ = 0;
    for (std::size_t position = 0; position < names.size(); ++position) {
        auto const index = person_field_index(names[position]);
        if (!index) {
            std::string known;
            for (auto const& one : person_fields()) known += (known.empty() ? "" : ", ") + std::string(one.name);
            return error(errc::invalid_argument,
                         "'" + names[position].substr(0, 60) + "' is not a field of a person; those are " + known,
                         "$select[" + std::to_string(position) + "]");
        }
        chosen.bits_ |= std::uint32_t{1} << *index;
    }
    return chosen;
}

std::string visible_fields(std::string_view document, scope_set scopes, field_choice chosen) {
    std::string out;
    json_scan in(document);
    in.take('{');
    while (!in.take('}') && in.good()) {
        auto const name = in.name();
        auto const index = person_field_index(name);
        auto const shown = index && chosen.has(*index) && person_fields()[*index].shown_by != 0;
        filter_member(in, shown ? &person_fields()[*index] : nullptr, name, scopes, out);
        in.take(',');
    }
    return out;
}

std::string render_person(std::int64_t id, wall_time last_changed, std::string_view fields) {
    std::string out;
    out.reserve(fields.size() + 80);
    out += "{\"personID\":";
    out += std::to_string(id);
    out += ",\"lastChangedDate\":\"";
    out += iso_text(last_changed);
    out += '"';
    if (!fields.empty()) {
        out += ',';
        out += fields;
    }
    out += '}';
    return out;
}

}  // namespace cohook::members
