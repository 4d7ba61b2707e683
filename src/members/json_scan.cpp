#include "members/json_scan.hpp"

namespace cohook::members {

std::size_t json_scan::string_end(std::size_t from) const noexcept {
    // Quotes are found by memchr; one is inside of the string where an odd number of backslashes leads up to it.
    for (auto at = from;;) {
        at = rest_.find('"', at + 1);
        if (at == std::string_view::npos) return at;
        auto before = at;
        while (before > from && rest_[before - 1] == '\\') --before;
        if ((at - before) % 2 == 0) return at + 1;
    }
}

std::string_view json_scan::name() noexcept {
    if (!good() || rest_.front() != '"') return stop();
    auto const end = rest_.find('"', 1);
    if (end == std::string_view::npos || end + 1 >= rest_.size() || rest_[end + 1] != ':') return stop();
    auto const found = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 2);
    return found;
}

std::string_view json_scan::value() noexcept {
    if (!good()) return stop();
    std::size_t at = 0;
    std::size_t depth = 0;
    do {
        auto const c = rest_[at];
        if (c == '"') {
            at = string_end(at);
            if (at == std::string_view::npos) return stop();
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return stop();
            --depth;
            ++at;
        } else if (depth > 0) {
            ++at;
        } else {
            at = rest_.find_first_of(",}]");
            if (at == 0) return stop();
            if (at == std::string_view::npos) at = rest_.size();
        }
        if (at >= rest_.size() && depth > 0) return stop();
    } while (depth > 0);
    auto const found = rest_.substr(0, at);
    rest_.remove_prefix(at);
    return found;
}

std::string_view member_of(std::string_view object, std::string_view name) noexcept {
    json_scan in(object);
    in.take('{');
    while (!in.take('}') && in.good()) {
        auto const found = in.name();
        auto const value = in.value();
        if (found == name) return value;
        in.take(',');
    }
    return {};
}

}  // namespace cohook::members
