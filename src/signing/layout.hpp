// A recipe made ready for use: its template parsed, the text of a configured layout owned, the options checked.
#pragma once

#include <cohook/scheme.hpp>

#include "signing/recipe.hpp"

#include <string>

namespace cohook::signing {

/// What an operator chose of a scheme that leaves a choice.
struct layout_options {
    std::string const& url;
    generic_hmac_layout const& generic;
    std::string const& http_algorithm;
};

/// Holds views into itself, so it stays where it was made.
class ready_layout {
public:
    ready_layout() = default;
    ready_layout(ready_layout const&) = delete;
    ready_layout& operator=(ready_layout const&) = delete;

    /// Errors: `invalid_argument`, naming the option as the field.
    result<void> prepare(scheme name, layout_options const& chosen);

    recipe const& how() const noexcept { return how_; }
    byte_template const& signed_bytes() const noexcept { return signed_bytes_; }
    std::string_view url() const noexcept { return url_; }

private:
    result<void> adopt(generic_hmac_layout const& generic);

    recipe how_ = recipe_of(scheme::members_envelope);
    byte_template signed_bytes_;
    std::string url_;
    generic_hmac_layout generic_;
};

/// The URL of the request, or else the one configured.
inline std::string_view url_of(ready_layout const& layout, request_view const& request) noexcept {
    return request.url.empty() ? layout.url() : request.url;
}

/// The error of loading one of several secrets, with its place in the field: `secrets[1]`.
error at_place(error const& what, std::size_t place, std::size_t of_how_many);

}  // namespace cohook::signing
