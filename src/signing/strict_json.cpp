#include "signing/strict_json.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cohook::signing {
namespace {

using boost::json::error_code;
using text_view = boost::json::string_view;

constexpr std::size_t max_depth = 64;

// The events of Boost.JSON's parser, followed with a stack of the objects and arrays that are open.
class reader {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit reader(std::span<json_member> wanted) : wanted_(wanted) {}

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(json_member::kind::object); }
    bool on_array_begin(error_code&) { return open(json_member::kind::other); }
    bool on_array_end(std::size_t, error_code&) {
        open_.pop_back();
        return true;
    }
    bool on_object_end(std::size_t, error_code& fault) {
        std::vector<std::string>& names = open_.back().names;
        std::sort(names.begin(), names.end());
        bool const repeated = std::adjacent_find(names.begin(), names.end()) != names.end();
        open_.pop_back();
        if (repeated) fault = boost::json::error::syntax;
        return !repeated;
    }
    bool on_key_part(text_view part, std::size_t, error_code&) {
        partial_.append(part.data(), part.size());
        return true;
    }
    bool on_key(text_view part, std::size_t, error_code&) {
        partial_.append(part.data(), part.size());
        open_.back().names.push_back(std::move(partial_));
        partial_.clear();
        return true;
    }
    bool on_string_part(text_view part, std::size_t size, error_code&) {
        if (size == part.size()) text_for_ = find();
        if (text_for_ != nullptr) text_for_->text.append(part.data(), part.size());
        return true;
    }
    bool on_string(text_view part, std::size_t size, error_code& fault) {
        on_string_part(part, size, fault);
        if (text_for_ != nullptr) text_for_->found = json_member::kind::text;
        text_for_ = nullptr;
        return true;
    }
    bool on_number_part(text_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, text_view text, error_code&) {
        if (number == 0 && text.starts_with('-')) return mark(json_member::kind::other);
        if (json_member* const at = find()) {
            at->found = json_member::kind::integer;
            at->integer = number;
        }
        return true;
    }
    bool on_uint64(std::uint64_t, text_view, error_code&) { return mark(json_member::kind::other); }
    bool on_double(double, text_view, error_code&) { return mark(json_member::kind::other); }
    bool on_bool(bool, error_code&) { return mark(json_member::kind::other); }
    bool on_null(error_code&) { return mark(json_member::kind::other); }
    bool on_comment_part(text_view, error_code&) { return false; }
    bool on_comment(text_view, error_code&) { return false; }

private:
    struct level {
        bool is_object;
        std::vector<std::string> names;  // of an object, the current one last
    };

    json_member* find() {
        for (json_member& member : wanted_)
            if (member.path.size() == open_.size() && is_here(member.path)) return &member;
        return nullptr;
    }
    bool is_here(std::span<std::string_view const> path) const {
        for (std::size_t i = 0; i < path.size(); ++i)
            if (!open_[i].is_object || open_[i].names.back() != path[i]) return false;
        return true;
    }
    bool mark(json_member::kind what) {
        if (json_member* const at = find()) at->found = what;
        return true;
    }
    bool open(json_member::kind what) {
        mark(what);
        open_.push_back(level{what == json_member::kind::object, {}});
        return true;
    }

    std::span<json_member> wanted_;
    std::vector<level> open_;
    std::string partial_;
    json_member* text_for_ = nullptr;
};

}  // namespace

bool read_members(std::string_view text, std::span<json_member> wanted) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    boost::json::basic_parser<reader> parser(options, wanted);
    error_code fault;
    std::size_t const read = parser.write_some(false, text.data(), text.size(), fault);
    return !fault && parser.done() && read == text.size();
}

}  // namespace cohook::signing
