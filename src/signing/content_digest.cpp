#include "signing/content_digest.hpp"

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/http_component.hpp"
#include "signing/structured_field.hpp"

namespace cohook::signing {
namespace {

// The others of the registry are broken (md5, sha) or checksums.
std::optional<digest> digest_named(std::string_view key) {
    if (key == "sha-256") return digest::sha256;
    if (key == "sha-512") return digest::sha512;
    return std::nullopt;
}

bool fits(digest kind, sf_member const& claimed, std::string_view body) {
    mac_value actual;
    return !claimed.is_list && claimed.value.is_bytes() && hash_of(kind, body, actual) &&
           same_bytes({octets(claimed.value.text), claimed.value.text.size()}, actual.bytes());
}

}  // namespace

std::optional<std::string> content_digest_of(digest kind, std::string_view body) {
    mac_value hash;
    if (!hash_of(kind, body, hash)) return std::nullopt;
    std::string text = kind == digest::sha512 ? "sha-512=:" : "sha-256=:";
    append_base64(text, text_of(hash.bytes()));
    text += ':';
    return text;
}

verdict check_content_digest(std::span<header_view const> headers, std::optional<std::string_view> only,
                             std::string_view body) {
    std::optional<std::string> const field = combined_field("content-digest", headers);
    std::optional<sf_dictionary> const members = field ? parse_sf_dictionary(*field) : std::nullopt;
    if (!members) return verdict::malformed_header;
    bool any = false;
    for (auto const& [key, member] : *members) {
        std::optional<digest> const kind = digest_named(key);
        if (!kind || (only && *only != key)) continue;
        if (!fits(*kind, member, body)) return verdict::content_digest_mismatch;
        any = true;
    }
    return any ? verdict::ok : verdict::content_digest_mismatch;
}

}  // namespace cohook::signing
