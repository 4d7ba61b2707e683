#include "service/request.hpp"

#include <algorithm>

namespace cohook::service {
namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> request::header(std::string_view name) const noexcept {
    for (auto const& field : headers)
        if (same_name(field.name, name)) return field.value;
    return std::nullopt;
}

std::size_t request::header_count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(), [&](header_field const& field) { return same_name(field.name, name); }));
}

response::response(int status_, std::string content_type, std::string body_) : status(status_), body(std::move(body_)) {
    headers.emplace_back("Content-Type", std::move(content_type));
}

response& response::set(std::string_view name, std::string value) {
    for (auto& field : headers) {
        if (!same_name(field.name, name)) continue;
        field.value = std::move(value);
        return *this;
    }
    headers.emplace_back(std::string(name), std::move(value));
    return *this;
}

std::optional<std::string_view> response::header(std::string_view name) const noexcept {
    for (auto const& field : headers)
        if (same_name(field.name, name)) return field.value;
    return std::nullopt;
}

}  // namespace cohook::service
