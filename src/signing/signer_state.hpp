// What a signer holds, and the ways of signing: one function a kind of scheme.
#pragma once

#include <cohook/signer.hpp>

#include "signing/http_component.hpp"
#include "signing/keys.hpp"
#include "signing/layout.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

struct cohook::signer::state {
    signing::ready_layout layout;
    std::vector<signing_key> keys;
    http_signature_layout http_message;
    std::vector<signing::http_component> components;  // of `http_message`
};

namespace cohook::signing {

/// A signature in its bytes, of whatever algorithm.
struct raw_signature {
    std::array<unsigned char, 64> bytes;
    std::size_t size = 0;
    std::string_view view() const noexcept { return {reinterpret_cast<char const*>(bytes.data()), size}; }
};

/// Signs the parts as if they were one string; for an HMAC key nothing is allocated. False where OpenSSL fails.
[[nodiscard]] bool make_signature(any_signing_key const& key, std::span<std::string_view const> parts,
                                  raw_signature& out);

/// Checks and adopts the layout. Errors: `invalid_argument` in a field `http_message.…`.
result<void> prepare_http_message(signer::state& made, http_signature_layout layout);

signed_headers sign_template(signer::state const& by, request_view const& request, std::string_view id,
                             std::int64_t unix_seconds);
signed_headers sign_twilio(signer::state const& by, request_view const& request);
signed_headers sign_http_message(signer::state const& by, request_view const& request, std::string_view id,
                                 std::int64_t unix_seconds);

}  // namespace cohook::signing
