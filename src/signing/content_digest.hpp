// Content-Digest (RFC 9530): the hash of the body that a signature over header fields can cover.
#pragma once

#include <cohook/scheme.hpp>

#include "signing/hmac.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cohook::signing {

/// The value of the field, `sha-256=:…:`. None where OpenSSL fails. `kind` is sha256 or sha512.
std::optional<std::string> content_digest_of(digest kind, std::string_view body);

/// Does the body fit the field? Of its members only `only` is looked at, where it is given; otherwise all of sha-256
/// and sha-512, of which there must be one, and which must all fit. `malformed_header` where it is no dictionary.
verdict check_content_digest(std::span<header_view const> headers, std::optional<std::string_view> only,
                             std::string_view body);

}  // namespace cohook::signing
