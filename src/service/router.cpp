#include "service/router.hpp"

#include <algorithm>

namespace cohook::service {
namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> parts;
    if (path.starts_with('/')) path.remove_prefix(1);
    while (true) {
        auto const end = path.find('/');
        parts.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return parts;
        path.remove_prefix(end + 1);
    }
}

bool is_variable(std::string_view part) noexcept {
    return part.starts_with('{');
}

bool takes_the_rest(std::string_view part) noexcept {
    return part.starts_with("{+");
}

/// Whether a template fits, segment by segment. A variable takes any segment that is not empty.
bool fits(std::string_view pattern, std::vector<std::string_view> const& parts) {
    std::size_t at = 0;
    pattern.remove_prefix(1);
    while (true) {
        auto const end = pattern.find('/');
        auto const wanted = pattern.substr(0, end);
        if (at == parts.size()) return false;
        if (takes_the_rest(wanted)) return true;
        if (is_variable(wanted) ? parts[at].empty() : wanted != parts[at]) return false;
        ++at;
        if (end == std::string_view::npos) return at == parts.size();
        pattern.remove_prefix(end + 1);
    }
}

/// Literal segments win over variables (`/v1/persons:import` is no person).
route const* find(std::string_view method, std::vector<std::string_view> const& parts) {
    for (auto const& candidate : all_routes())
        if (candidate.method == method && fits(candidate.path, parts)) return &candidate;
    return nullptr;
}

/// Of the segments from this one on, with the slashes between them.
std::size_t size_from(std::vector<std::string_view> const& parts, std::size_t at) {
    std::size_t size = parts.size() - at - 1;
    for (; at < parts.size(); ++at) size += parts[at].size();
    return size;
}

std::string allowed_methods(std::vector<std::string_view> const& parts) {
    std::string listed;
    auto const add = [&](std::string_view name) { listed += (listed.empty() ? "" : ", ") + std::string(name); };
    for (auto const name : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        if (find(name, parts) == nullptr) continue;
        add(name);
        if (name == std::string_view("GET")) add("HEAD");
    }
    if (!listed.empty()) add("OPTIONS");
    return listed;
}

}  // namespace

std::string const& path_values::operator[](std::string_view name) const noexcept {
    static std::string const none;
    auto const found = std::find_if(values_.begin(), values_.end(), [&](auto const& one) { return one.first == name; });
    return found == values_.end() ? none : found->second;
}

outcome<matched_route> find_route(std::string_view method, std::string_view path) {
    auto const parts = split(path);
    auto const* const found = find(method == "HEAD" ? "GET" : method, parts);
    if (found == nullptr) {
        auto const allowed = allowed_methods(parts);
        if (allowed.empty())
            return fault(404, error(errc::not_found, "there is nothing at this address; /docs lists what there is"));
        auto const status = method == "OPTIONS" ? 204 : 405;
        auto refusal = fault(status, error(errc::unsupported, "this address takes " + allowed + " alone"));
        return refusal.with("Allow", allowed);
    }
    matched_route matched;
    matched.found = found;
    auto const pattern = split(found->path);
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (!is_variable(pattern[at])) continue;
        // The segments point into the path: what is left of it begins where this one does.
        auto const text = takes_the_rest(pattern[at]) ? path.substr(path.size() - size_from(parts, at)) : parts[at];
        auto value = percent_decode(text, false);
        if (!value)
            return fault(400, error(errc::invalid_argument,
                                    "the path holds a broken percent-escape or bytes that are not UTF-8"));
        matched.values.put(pattern[at].substr(1, pattern[at].size() - 2), std::move(*value));
    }
    return matched;
}

std::string_view route_name(std::string_view method, std::string_view path) noexcept {
    auto const* const found = find(method == "HEAD" ? "GET" : method, split(path));
    return found == nullptr ? "unmatched" : found->path;
}

}  // namespace cohook::service
