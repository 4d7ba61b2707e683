// An absolute URL taken apart for signing: nothing is decoded and nothing is changed, for its very bytes are signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::signing {

/// Views of the text it was read from.
struct target_url {
    std::string_view whole;
    std::string_view scheme;     ///< `http` or `https`, as spelled
    std::string_view authority;  ///< with user information and port, as spelled
    std::string_view host;       ///< without both; an IPv6 address in its brackets
    std::optional<std::string_view> port;
    std::string_view path;  ///< may be empty
    std::optional<std::string_view> query;
    std::optional<std::string_view> fragment;  ///< registered perhaps, but never part of what is asked for

    bool is_https() const noexcept;
    std::string_view default_port() const noexcept;
};

/// None where the text is no absolute http or https URL of visible ASCII.
std::optional<target_url> split_url(std::string_view text) noexcept;

/// One `name=value` of a form or a query, decoded.
struct form_parameter {
    std::string name;
    std::string value;
    friend auto operator<=>(form_parameter const&, form_parameter const&) = default;
};

/// Decodes `application/x-www-form-urlencoded` as browsers do: `+` is a blank, a `%` without two digits is itself,
/// empty pieces between `&` are skipped, blank values are kept.
std::vector<form_parameter> parse_form(std::string_view text);

/// Spells a decoded name or value of a query by RFC 9421, 2.2.8: a blank becomes `%20`.
std::string encode_query_text(std::string_view decoded);

}  // namespace cohook::signing
