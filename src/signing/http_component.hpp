// The components of a request that an RFC 9421 signature can cover, and their values.
#pragma once

#include <cohook/scheme.hpp>

#include "signing/structured_field.hpp"
#include "signing/target_url.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cohook::signing {

/// The identifier of a component: a name, and perhaps one parameter that says which form of its value is meant.
struct http_component {
    std::string name;                       ///< `@method`, or a header field in lower case
    std::optional<sf_parameter> form = {};  ///< `sf`, `bs`, `key="…"`; `name="…"` of `@query-param`
    std::string identifier = {};            ///< as it is signed: `"@query-param";name="id"`

    bool is_derived() const noexcept { return name.starts_with('@'); }
    /// Is it the whole field, in whatever spelling?
    bool is_whole() const noexcept { return !form || form->key == "sf" || form->key == "bs"; }
};

/// None for a component that we do not know in requests, or a parameter that it does not have: what is not understood
/// is refused, since ignoring it would sign something else.
std::optional<http_component> read_component(sf_item const& identifier);
/// From the spelling that an operator gives: a bare name, or an identifier as it is signed.
std::optional<http_component> parse_component(std::string_view spelled);

/// Computes the values of the components of one request, which must outlive it.
class http_values {
public:
    http_values(request_view const& request, std::string_view url) : request_(request), url_(split_url(url)) {
        if (url_ && url_->fragment) url_.reset();  // no request carries one
    }

    /// Appends the value. Otherwise `missing_header`; `missing_field` where the caller gave no method, or no usable
    /// URL; `malformed_header` for a field that cannot be read in the form asked for; `signature_mismatch` for a query
    /// parameter that is not there exactly once.
    verdict append(std::string& out, http_component const& component) const;

private:
    verdict append_derived(std::string& out, http_component const& component) const;
    verdict append_field(std::string& out, http_component const& component) const;
    verdict append_query_parameter(std::string& out, std::string_view name) const;

    request_view const& request_;
    std::optional<target_url> url_;
};

/// All lines of a field as one value: blanks around each stripped, folded lines unfolded, `, ` between them. None where
/// a line holds another control character.
std::optional<std::string> combined_field(std::string_view name, std::span<header_view const> headers);

}  // namespace cohook::signing
