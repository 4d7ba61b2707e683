#include "service/request.hpp"

#include "model/text_rules.hpp"

#include <algorithm>

namespace cohook::service {
std::optional<std::string_view> request::header(std::string_view name) const noexcept {
    for (auto const& field : headers)
        if (equal_ignoring_case(field.name, name)) return field.value;
    return std::nullopt;
}

std::size_t request::header_count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), [&](header_field const& field) {
        return equal_ignoring_case(field.name, name);
    }));
}

response::response(int status_, std::string content_type, std::string body_) : status(status_), body(std::move(body_)) {
    headers.emplace_back("Content-Type", std::move(content_type));
}

response& response::set(std::string_view name, std::string value) {
    for (auto& field : headers) {
        if (!equal_ignoring_case(field.name, name)) continue;
        field.value = std::move(value);
        return *this;
    }
    headers.emplace_back(std::string(name), std::move(value));
    return *this;
}

std::optional<std::string_view> response::header(std::string_view name) const noexcept {
    for (auto const& field : headers)
        if (equal_ignoring_case(field.name, name)) return field.value;
    return std::nullopt;
}

}  // namespace cohook::service
