#include "members/canonical.hpp"

#include "members/person_document.hpp"
#include "members/value_rules.hpp"

#include <boost/json/parse_options.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <utility>

namespace cohook::members {
namespace {

namespace json = boost::json;

constexpr std::size_t most_entries = 1000;

/// Where the writer is, for error messages; built only when there is one. `index` below 0: a field of an object.
struct place {
    place const* above = nullptr;
    std::string_view name;
    std::ptrdiff_t index = -1;

    std::string path() const {
        auto const upper = above ? above->path() : std::string();
        if (index >= 0) return upper + "[" + std::to_string(index) + "]";
        if (upper.empty()) return std::string(name);
        return upper + "." + std::string(name);
    }
};

error wrong(place const& where, std::string_view problem) {
    auto path = where.path();
    auto sentence = path.empty() ? std::string("the document") : "'" + path + "'";
    sentence += ' ';
    sentence += problem;
    return error(errc::invalid_argument, std::move(sentence), std::move(path));
}

error unknown_field(place const& where, std::span<field const> schema) {
    std::string known;
    for (auto const& one : schema) {
        if (!known.empty()) known += ", ";
        known += one.name;
    }
    return wrong(where, "is not a known field; known here are " + known);
}

void write_number(std::int64_t value, std::string& out) {
    char digits[24];
    auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

result<void> write_id(json::value const& value, place const& where, std::string& out) {
    std::int64_t number = 0;
    if (auto const* small = value.if_int64()) {
        number = *small;
    } else if (value.is_uint64()) {
        number = largest_person_id + 1;
    } else {
        return wrong(where, "must be an integer from 1 to 2^53");
    }
    if (number < 1 || number > largest_person_id) return wrong(where, "must be an integer from 1 to 2^53");
    write_number(number, out);
    return {};
}

std::string_view problem_of(field_kind kind, std::string_view text) noexcept {
    switch (kind) {
        case field_kind::text: return text_problem(text);
        case field_kind::long_text: return long_text_problem(text);
        case field_kind::email: return email_problem(text);
        case field_kind::date: return date_problem(text);
        case field_kind::timestamp: return timestamp_problem(text);
        case field_kind::culture: return culture_problem(text);
        case field_kind::country: return country_problem(text);
        default: return {};
    }
}

result<void> write_string(field_kind kind, json::value const& value, place const& where, std::string& out) {
    auto const* text = value.if_string();
    if (!text) return wrong(where, "must be a string");
    auto const view = std::string_view(text->data(), text->size());
    if (auto const problem = problem_of(kind, view); !problem.empty()) return wrong(where, problem);
    write_json_string(view, out);
    return {};
}

result<void> write_object(std::span<field const> schema, json::value const& value, place const& where,
                          std::string& out);

result<void> write_list(std::span<field const> schema, json::value const& value, place const& where, std::string& out) {
    auto const* entries = value.if_array();
    if (!entries) return wrong(where, "must be an array of objects");
    if (entries->size() > most_entries) return wrong(where, "has more than 1000 entries");
    out += '[';
    std::ptrdiff_t index = 0;
    for (auto const& entry : *entries) {
        if (index > 0) out += ',';
        auto done = write_object(schema, entry, place{&where, {}, index}, out);
        if (!done) return done;
        ++index;
    }
    out += ']';
    return {};
}

result<void> write_value(field const& one, json::value const& value, place const& where, std::string& out) {
    switch (one.kind) {
        case field_kind::person_id:
        case field_kind::number_id: return write_id(value, where, out);
        case field_kind::object: return write_object(one.members, value, where, out);
        case field_kind::list: return write_list(one.members, value, where, out);
        case field_kind::flag: {
            auto const* flag = value.if_bool();
            if (!flag) return wrong(where, "must be true or false");
            out += *flag ? "true" : "false";
            return {};
        }
        default: return write_string(one.kind, value, where, out);
    }
}

result<void> write_field(field const& one, json::value const& value, place const& where, std::string& out) {
    auto const before = out.size();
    if (out.back() != '{') out += ',';
    out += '"';
    out += one.name;
    out += "\":";
    auto done = write_value(one, value, place{&where, one.name}, out);
    if (done && one.kind == field_kind::timestamp) out.resize(before);
    return done;
}

error first_unknown(std::span<field const> schema, json::object const& object, place const& where) {
    for (auto const& member : object) {
        auto const name = std::string_view(member.key().data(), member.key().size());
        auto known = false;
        for (auto const& one : schema) known = known || one.name == name;
        if (!known) return unknown_field(place{&where, name.substr(0, 100)}, schema);
    }
    return wrong(where, "has a field twice");
}

result<void> write_object(std::span<field const> schema, json::value const& value, place const& where,
                          std::string& out) {
    auto const* object = value.if_object();
    if (!object) return wrong(where, "must be a JSON object");
    std::size_t known = 0;
    out += '{';
    for (auto const& one : schema) {
        auto const* member = object->if_contains(json::string_view(one.name.data(), one.name.size()));
        if (member) ++known;
        if (!member || member->is_null()) {
            if (one.required) return wrong(place{&where, one.name}, "is required");
            continue;
        }
        auto done = write_field(one, *member, where, out);
        if (!done) return done;
    }
    if (known != object->size()) return first_unknown(schema, *object, where);
    out += '}';
    return {};
}

}  // namespace

result<void> write_canonical(std::span<field const> schema, json::value const& value, std::string& out) {
    return write_object(schema, value, place{}, out);
}

result<json::value> read_json(std::string_view text, std::size_t limit, std::string_view what,
                              json::storage_ptr memory) {
    if (text.size() > limit)
        return error(errc::too_large, std::string(what) + " may have " + std::to_string(limit) +
                                          " bytes of JSON at most, this one has " + std::to_string(text.size()));
    json::parse_options options;
    options.max_depth = deepest_json;
    unsigned char stack[4096];
    json::parser parser({}, options, stack);
    parser.reset(std::move(memory));
    json::error_code problem;
    auto const consumed = parser.write(text.data(), text.size(), problem);
    if (problem)
        return error(errc::invalid_argument, "this is not JSON in UTF-8: " + problem.message() + " at byte " +
                                                 std::to_string(consumed) + "; right is " + std::string(what) +
                                                 " as one JSON object");
    return parser.release();
}

void write_json_string(std::string_view text, std::string& out) {
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        auto const c = static_cast<unsigned char>(text[index]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, plain, index - plain);
        plain = index + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                out += "\\u00";
                out += hex[c >> 4];
                out += hex[c & 15];
        }
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

}  // namespace cohook::members
