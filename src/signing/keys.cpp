#include "signing/keys.hpp"

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"

#include <algorithm>

namespace cohook::signing {
namespace {

constexpr std::string_view hmac_prefix = "whsec_";
constexpr std::string_view private_prefix = "whsk_";
constexpr std::string_view public_prefix = "whpk_";

error bad_secret(std::string_view why) {
    return error(errc::invalid_argument, std::string(why), "secret");
}

// Why a text is not strict base64, as helpfully as it can be said without repeating the text.
std::string_view fault_of_base64(std::string_view text) {
    auto const has = [&](std::string_view any) { return text.find_first_of(any) != std::string_view::npos; };
    if (has(" \t\r\n")) return "the secret holds a blank or a line end; give it without";
    if (text.starts_with("v1,") || text.starts_with("v1a,"))
        return "the secret starts with a signature version; give what follows the comma";
    if (has("-_"))
        return "the secret holds `-` or `_` after its prefix: this is another prefix or the URL alphabet, but standard "
               "base64 is needed";
    if (text.size() % 4 != 0) return "the secret is not padded base64: its length after the prefix is no multiple of 4";
    return "the secret is not standard base64 after its prefix";
}

result<secret_bytes> decode_strictly(std::string_view text) {
    if (text.empty()) return bad_secret("the secret is empty: anyone could sign with it; `whsec_` + base64 is needed");
    std::optional<std::size_t> const size = base64_decoded_size(text);
    if (!size) return bad_secret(fault_of_base64(text));
    secret_bytes decoded(*size);
    if (!decode_base64(text, decoded.span())) return bad_secret(fault_of_base64(text));
    return decoded;
}

template <class Key>
result<Key> hmac_of(std::string_view bytes, digest hash) {
    result<hmac_key> made = hmac_key::make(bytes, hash);
    if (!made) return made.error();
    return Key(std::move(*made));
}

template <class Key>
result<Key> hmac_of_base64(std::string_view text, digest hash) {
    result<secret_bytes> const decoded = decode_strictly(text);
    if (!decoded) return decoded.error();
    return hmac_of<Key>(decoded->view(), hash);
}

template <class Key>
result<Key> hmac_of_plain(key_form form, digest hash, secret const& from) {
    bool const as_typed = form == key_form::plain_text && from.read_as() != secret::dialect::raw;
    if (as_typed && from.value().find_first_not_of(" \t\r\n") == std::string_view::npos && !from.value().empty())
        return bad_secret("the secret is nothing but blanks, which anyone could guess");
    return hmac_of<Key>(from.value(), hash);
}

template <class Key, class Curve>
result<Key> curve_key_of(std::string_view bytes) {
    result<Curve> made = Curve::make(bytes);
    if (!made) return made.error();
    return Key(std::move(*made));
}

template <class Key, class Curve>
result<Key> curve_key_of_base64(std::string_view text) {
    result<secret_bytes> const decoded = decode_strictly(text);
    if (!decoded) return decoded.error();
    return curve_key_of<Key, Curve>(decoded->view());
}

// The dialects in which the key is an HMAC key without further ado.
bool is_plain(key_form form, secret const& from) {
    if (form == key_form::ed25519_hex) return false;
    if (form != key_form::standard_webhooks || from.read_as() == secret::dialect::raw) return true;
    return from.read_as() == secret::dialect::endpoint && !from.value().starts_with(hmac_prefix);
}

std::string_view without(std::string_view prefix, std::string_view text) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    return text;
}

result<verifying_key> load_hex_public_key(secret const& from) {
    if (from.read_as() == secret::dialect::raw) return curve_key_of<verifying_key, ed25519_public_key>(from.value());
    std::array<unsigned char, 32> bytes{};
    if (!decode_hex(from.value(), bytes)) return bad_secret("the public key is not 64 lower-case hexadecimal digits");
    return curve_key_of<verifying_key, ed25519_public_key>(text_of(bytes));
}

}  // namespace

result<verifying_key> load_verifying_key(key_form form, digest hash, secret const& from) {
    std::string_view const text = from.value();
    if (form == key_form::ed25519_hex) return load_hex_public_key(from);
    if (is_plain(form, from)) return hmac_of_plain<verifying_key>(form, hash, from);
    if (text.starts_with(public_prefix))
        return curve_key_of_base64<verifying_key, ed25519_public_key>(without(public_prefix, text));
    if (text.starts_with(private_prefix))
        return bad_secret("`whsk_` is the secret key of the sender and does not belong here; give the `whpk_` key");
    return hmac_of_base64<verifying_key>(without(hmac_prefix, text), hash);
}

result<any_signing_key> load_signing_key(key_form form, digest hash, secret const& from) {
    std::string_view const text = from.value();
    if (form == key_form::ed25519_hex)
        return error(errc::unsupported, "of this scheme only the public key is known; nothing can be signed with it");
    if (is_plain(form, from)) return hmac_of_plain<any_signing_key>(form, hash, from);
    if (text.starts_with(private_prefix))
        return curve_key_of_base64<any_signing_key, ed25519_private_key>(without(private_prefix, text));
    if (text.starts_with(public_prefix))
        return bad_secret("`whpk_` is a public key, which cannot sign; give the `whsk_` key");
    return hmac_of_base64<any_signing_key>(without(hmac_prefix, text), hash);
}

result<endpoint_keys> make_endpoint_keys(std::string_view signing_key_text) {
    auto const blame = [](error const& what) { return error(what.kind(), what.message(), "signingKey"); };
    result<hmac_key> envelope = hmac_key::make(signing_key_text);
    if (!envelope) return blame(envelope.error());
    result<signing_key> header = signing_key::load(secret(signing_key_text, secret::dialect::endpoint));
    if (!header) return blame(header.error());
    return endpoint_keys{std::make_shared<hmac_key const>(std::move(*envelope)), std::move(*header)};
}

}  // namespace cohook::signing

namespace cohook {

result<signing_key> signing_key::load(secret const& from) {
    result<signing::any_signing_key> made =
        signing::load_signing_key(signing::key_form::standard_webhooks, signing::digest::sha256, from);
    if (!made) return made.error();
    return signing_key(std::make_shared<state const>(state{std::move(*made)}));
}

std::string signing_key::public_key() const {
    auto const* const curve = std::get_if<signing::ed25519_private_key>(&state_->key);
    if (curve == nullptr) return {};
    std::string text(signing::public_prefix);
    signing::append_base64(text, signing::text_of(curve->public_bytes()));
    return text;
}

}  // namespace cohook
