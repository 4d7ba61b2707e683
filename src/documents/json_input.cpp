#include "documents/json_input.hpp"

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace cohook::documents {
namespace {

namespace json = boost::json;

constexpr std::size_t most_names = 10'000;
constexpr std::size_t most_problems = 50;

/// Follows a parse for what the library lets pass: a name that an object has twice.
struct name_watch {
    static constexpr std::size_t max_object_size = most_names;
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = 64 * 1024;
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using code = boost::system::error_code;

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_object_begin(code&) {
        open_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, code&) {
        open_.pop_back();
        return true;
    }
    bool on_array_begin(code&) { return true; }
    bool on_array_end(std::size_t, code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, code&) {
        name_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, code& failed) {
        name_.append(part.data(), part.size());
        bool const fresh = open_.back().insert(name_).second;
        if (!fresh) {
            twice_ = name_;
            failed = make_error_code(boost::system::errc::invalid_argument);
        }
        name_.clear();
        return fresh;
    }
    bool on_string_part(json::string_view, std::size_t, code&) { return true; }
    bool on_string(json::string_view, std::size_t, code&) { return true; }
    bool on_number_part(json::string_view, code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, code&) { return true; }
    bool on_double(double, json::string_view, code&) { return true; }
    bool on_bool(bool, code&) { return true; }
    bool on_null(code&) { return true; }
    bool on_comment_part(json::string_view, code&) { return true; }
    bool on_comment(json::string_view, code&) { return true; }

    std::vector<std::unordered_set<std::string>> open_;
    std::string name_;
    std::optional<std::string> twice_;
};

refusal unreadable(std::string message) {
    return error(errc::invalid_argument, std::move(message));
}

error summary_of(std::vector<field_problem> const& fields) {
    auto const& first = fields.front();
    auto message = first.path.empty() ? first.message : first.path + ": " + first.message;
    if (fields.size() > 1) message += " (and " + std::to_string(fields.size() - 1) + " more)";
    return error(errc::invalid_argument, std::move(message), first.path);
}

std::string kind_of(json::value const& value) {
    switch (value.kind()) {
        case json::kind::null: return "null";
        case json::kind::bool_: return "a boolean";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_: return "a number";
        case json::kind::string: return "a text";
        case json::kind::array: return "an array";
        case json::kind::object: return "an object";
    }
    return "something else";
}

std::string wrong_kind(std::string_view wanted, json::value const& found) {
    return std::string(wanted) + " is wanted here, and this is " + kind_of(found);
}

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

/// Whole numbers however they are written (`1e3`), as long as they are exact.
std::optional<std::int64_t> whole(json::value const& value) {
    if (auto const* const number = value.if_int64()) return *number;
    auto const* const real = value.if_double();
    if (real == nullptr || std::trunc(*real) != *real || std::abs(*real) > 9.0e15) return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

}  // namespace

refusal::refusal(std::vector<field_problem> fields) : what_(summary_of(fields)), fields_(std::move(fields)) {}

void throw_exception_from_error(refusal const& what, boost::source_location const& /*at*/) {
    throw failure(what.what());
}

reading<json::value> read_json(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return unreadable("the body is empty; a JSON text is wanted");
    json::parse_options options;
    options.max_depth = deepest_json;
    boost::system::error_code failed;
    json::basic_parser<name_watch> watched(options);
    auto const read = watched.write_some(false, text.data(), text.size(), failed);
    if (watched.handler().twice_)
        return unreadable("the name '" + *watched.handler().twice_ + "' stands twice in one object of the body");
    if (failed == json::error::too_deep)
        return unreadable("the body is nested deeper than " + std::to_string(deepest_json) + " levels");
    if (!failed && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) failed = json::error::extra_data;
    if (failed)
        return unreadable("the body is not JSON in UTF-8: " + failed.message() + " at byte " + std::to_string(read));
    auto value = json::parse(view(text), failed, {}, options);
    if (failed) return unreadable("the body is not JSON in UTF-8: " + failed.message());
    return value;
}

object_reader::object_reader(json::value const& value, std::string path)
    : object_(value.if_object()), path_(std::move(path)) {
    if (object_ == nullptr) problems_.emplace_back(path_, wrong_kind("an object", value));
}

std::string object_reader::path_of(std::string_view name) const {
    if (path_.empty()) return std::string(name);
    return path_ + "." + std::string(name);
}

json::value const* object_reader::any(std::string_view name) {
    known_.emplace_back(name);
    return object_ == nullptr ? nullptr : object_->if_contains(view(name));
}

json::value const* object_reader::present(std::string_view name) {
    auto const* const found = any(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

bool object_reader::has(std::string_view name) {
    return any(name) != nullptr;
}

bool object_reader::is_null(std::string_view name) {
    auto const* const found = any(name);
    return found != nullptr && found->is_null();
}

void object_reader::complain(std::string_view name, std::string message) {
    if (problems_.size() < most_problems) problems_.emplace_back(path_of(name), std::move(message));
}

void object_reader::require(std::string_view name, std::string_view what_would_be_right) {
    if (object_ == nullptr || present(name) != nullptr) return;
    complain(name, std::string(name) + " is missing: " + std::string(what_would_be_right));
}

std::optional<std::string> object_reader::text(std::string_view name) {
    auto const* const found = present(name);
    if (found == nullptr) return std::nullopt;
    if (auto const* const string = found->if_string()) return std::string(string->data(), string->size());
    complain(name, wrong_kind("a text", *found));
    return std::nullopt;
}

std::optional<bool> object_reader::boolean(std::string_view name) {
    auto const* const found = present(name);
    if (found == nullptr) return std::nullopt;
    if (auto const* const flag = found->if_bool()) return *flag;
    complain(name, wrong_kind("true or false", *found));
    return std::nullopt;
}

std::optional<std::int64_t> object_reader::integer(std::string_view name, std::int64_t least, std::int64_t most,
                                                   std::string_view unit) {
    auto const* const found = present(name);
    if (found == nullptr) return std::nullopt;
    auto const right = "a whole number" + (unit.empty() ? std::string() : " of " + std::string(unit)) + " from " +
                       std::to_string(least) + " to " + std::to_string(most);
    if (!found->is_number()) {
        complain(name, wrong_kind(right, *found));
        return std::nullopt;
    }
    auto const value = whole(*found);
    if (value && *value >= least && *value <= most) return value;
    auto const given =
        value || found->is_uint64() ? "this is out of that range" : "this has a fraction or is too large";
    complain(name, right + " is wanted here, and " + given);
    return std::nullopt;
}

std::optional<double> object_reader::number(std::string_view name, double least, double most) {
    auto const* const found = present(name);
    if (found == nullptr) return std::nullopt;
    boost::system::error_code failed;
    auto const value = found->to_number<double>(failed);
    if (!failed && value >= least && value <= most) return value;
    complain(name, "a number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted here");
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> object_reader::span(std::string_view name, std::int64_t least,
                                                             std::int64_t most) {
    auto const value = integer(name, least, most, "milliseconds");
    if (!value) return std::nullopt;
    return std::chrono::milliseconds(*value);
}

std::optional<std::vector<std::string>> object_reader::texts(std::string_view name) {
    auto const* const found = array(name);
    if (found == nullptr) return std::nullopt;
    std::vector<std::string> made;
    for (auto const& element : found->get_array()) {
        if (auto const* const string = element.if_string())
            made.emplace_back(string->data(), string->size());
        else
            complain(std::string(name) + "[" + std::to_string(made.size()) + "]", wrong_kind("a text", element));
    }
    return made;
}

json::value const* object_reader::object(std::string_view name) {
    auto const* const found = present(name);
    if (found == nullptr || found->is_object()) return found;
    complain(name, wrong_kind("an object", *found));
    return nullptr;
}

json::value const* object_reader::array(std::string_view name) {
    auto const* const found = present(name);
    if (found == nullptr || found->is_array()) return found;
    complain(name, wrong_kind("an array", *found));
    return nullptr;
}

void object_reader::join(object_reader& inner) {
    for (auto& problem : inner.take_problems())
        if (problems_.size() < most_problems) problems_.push_back(std::move(problem));
}

std::vector<field_problem> object_reader::take_problems() {
    if (object_ != nullptr) {
        for (auto const& member : *object_) {
            std::string_view const name(member.key().data(), member.key().size());
            if (std::find(known_.begin(), known_.end(), name) == known_.end())
                complain(name, "this field is not known here; check its spelling or leave it out");
        }
    }
    object_ = nullptr;
    return std::move(problems_);
}

reading<void> object_reader::finish() {
    auto found = take_problems();
    if (found.empty()) return {};
    return refusal(std::move(found));
}

}  // namespace cohook::documents
