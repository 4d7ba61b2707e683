#include "signing/keys.hpp"

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/key_text.hpp"

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
    if (text.starts_with("v1,") || text.starts_with("v1a,"))
        return "the secret starts with a signature version; give what follows the comma";
    if (is_pem(text)) return "the secret is a key in PEM, which is no secret to be shared; name its algorithm";
    if (has(" \t\r\n")) return "the secret holds a blank or a line end; give it without";
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

// A key that OpenSSL reads becomes one of ours.
template <class Key, class Typed>
result<Key> adopted(result<evp_pkey> read) {
    if (!read) return read.error();
    result<Typed> made = Typed::make(std::move(*read));
    if (!made) return made.error();
    return Key(std::move(*made));
}

result<verifying_key> public_key_of_bytes(key_form form, std::string_view bytes) {
    bool const is_point = bytes.size() == 33 || bytes.size() == 65;
    if (form == key_form::ed25519_text && bytes.size() == 32)
        return curve_key_of<verifying_key, ed25519_public_key>(bytes);
    if (form == key_form::ed25519_text) return adopted<verifying_key, ed25519_public_key>(read_public_key_der(bytes));
    if (!is_point) return adopted<verifying_key, ecdsa_public_key>(read_public_key_der(bytes));
    result<ecdsa_public_key> made = ecdsa_public_key::from_point(bytes);
    if (!made) return made.error();
    return verifying_key(std::move(*made));
}

result<verifying_key> load_public_key(key_form form, secret const& from) {
    std::string_view const text = from.value();
    if (from.read_as() == secret::dialect::raw) return public_key_of_bytes(form, text);
    if (is_pem(text) && form == key_form::ed25519_text)
        return adopted<verifying_key, ed25519_public_key>(read_public_key_pem(text));
    if (is_pem(text)) return adopted<verifying_key, ecdsa_public_key>(read_public_key_pem(text));
    result<secret_bytes> const decoded = decode_strictly(text);
    if (!decoded) return decoded.error();
    return public_key_of_bytes(form, decoded->view());
}

result<any_signing_key> private_key_of_bytes(key_form form, std::string_view bytes) {
    bool const is_bare = bytes.size() == 32 || bytes.size() == 64;
    if (form == key_form::ecdsa_text) return adopted<any_signing_key, ecdsa_private_key>(read_private_key_der(bytes));
    if (is_bare) return curve_key_of<any_signing_key, ed25519_private_key>(bytes);
    return adopted<any_signing_key, ed25519_private_key>(read_private_key_der(bytes));
}

result<any_signing_key> load_private_key(key_form form, secret const& from) {
    std::string_view const text = from.value();
    if (from.read_as() == secret::dialect::raw) return private_key_of_bytes(form, text);
    if (is_pem(text) && form == key_form::ed25519_text)
        return adopted<any_signing_key, ed25519_private_key>(read_private_key_pem(text));
    if (is_pem(text)) return adopted<any_signing_key, ecdsa_private_key>(read_private_key_pem(text));
    result<secret_bytes> const decoded = decode_strictly(text);
    if (!decoded) return decoded.error();
    return private_key_of_bytes(form, decoded->view());
}

bool is_read_by_openssl(key_form form) {
    return form == key_form::ed25519_text || form == key_form::ecdsa_text;
}

// The dialects in which the key is an HMAC key without further ado.
bool is_plain(key_form form, secret const& from) {
    if (form == key_form::plain_text || form == key_form::any_text) return true;
    if (form != key_form::standard_webhooks) return false;
    if (from.read_as() == secret::dialect::raw) return true;
    return from.read_as() == secret::dialect::endpoint && !from.value().starts_with(hmac_prefix);
}

std::string_view without(std::string_view prefix, std::string_view text) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    return text;
}

result<any_signing_key> load_hex_private_key(secret const& from) {
    std::string_view const text = from.value();
    if (from.read_as() == secret::dialect::raw) return curve_key_of<any_signing_key, ed25519_private_key>(text);
    secret_bytes bytes(text.size() / 2);
    if ((text.size() != 64 && text.size() != 128) || !decode_hex(text, bytes.span()))
        return bad_secret(
            "the secret key is neither 64 lower-case hexadecimal digits (the seed) nor 128 (the seed and "
            "its public half)");
    return curve_key_of<any_signing_key, ed25519_private_key>(bytes.view());
}

// HMAC keys that are spelled in base64 and nothing else; a PEM text is no such key, whatever it would decode to.
template <class Key>
result<Key> load_base64_secret(digest hash, secret const& from) {
    if (from.read_as() == secret::dialect::raw) return hmac_of<Key>(from.value(), hash);
    return hmac_of_base64<Key>(from.value(), hash);
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
    if (form == key_form::hmac_base64) return load_base64_secret<verifying_key>(hash, from);
    if (is_read_by_openssl(form)) return load_public_key(form, from);
    if (is_plain(form, from)) return hmac_of_plain<verifying_key>(form, hash, from);
    if (text.starts_with(public_prefix))
        return curve_key_of_base64<verifying_key, ed25519_public_key>(without(public_prefix, text));
    if (text.starts_with(private_prefix))
        return bad_secret("`whsk_` is the secret key of the sender and does not belong here; give the `whpk_` key");
    return hmac_of_base64<verifying_key>(without(hmac_prefix, text), hash);
}

result<any_signing_key> load_signing_key(key_form form, digest hash, secret const& from) {
    std::string_view const text = from.value();
    if (form == key_form::ed25519_hex) return load_hex_private_key(from);
    if (form == key_form::hmac_base64) return load_base64_secret<any_signing_key>(hash, from);
    if (is_read_by_openssl(form)) return load_private_key(form, from);
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
