#include <cohook/signer.hpp>

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/signer_state.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cohook {

using namespace signing;

namespace {

using number_text = std::array<char, 20>;

std::string_view decimal(std::int64_t value, number_text& room) noexcept {
    auto const written = std::to_chars(room.data(), room.data() + room.size(), value);
    return {room.data(), written.ptr};
}

void append_encoded(std::string& out, text_form form, std::string_view bytes) {
    if (form == text_form::hex)
        append_hex(out, bytes);
    else
        append_base64(out, bytes);
}

bool append_list(std::string& out, std::span<signing_key const> keys, recipe const& how,
                 std::span<std::string_view const> parts) {
    bool first = true;
    for (signing_key const& key : keys) {
        if (!first) out += how.separator;
        first = false;
        bool const is_hmac = std::holds_alternative<hmac_key>(key.inner().key);
        out += how.layout != header_layout::versioned_list ? how.tag : is_hmac ? "v1," : "v1a,";
        if (how.layout == header_layout::tagged_list) out += '=';
        raw_signature signature;
        if (!make_signature(key.inner().key, parts, signature)) return false;
        append_encoded(out, how.encoding, signature.view());
    }
    return true;
}

}  // namespace

namespace signing {

bool make_signature(any_signing_key const& key, std::span<std::string_view const> parts, raw_signature& out) {
    if (auto const* const hmac = std::get_if<hmac_key>(&key)) {
        out.size = size_of(hmac->kind());
        return hmac->compute(parts, out.bytes.data());
    }
    out.size = out.bytes.size();
    std::string const message = joined(parts);
    if (auto const* const curve = std::get_if<ed25519_private_key>(&key)) return curve->sign(message, out.bytes);
    return std::get<ecdsa_private_key>(key).sign(message, out.bytes);
}

}  // namespace signing

bool is_signable_id(std::string_view id) noexcept {
    auto const fits = [](char c) { return c > ' ' && c <= '~' && c != '.'; };
    return !id.empty() && std::all_of(id.begin(), id.end(), fits);
}

verdict append_signatures(std::string& out, std::span<signing_key const> keys, std::string_view id,
                          std::int64_t unix_seconds, std::string_view body) {
    if (keys.empty()) return verdict::malformed_secret;
    if (!is_signable_id(id)) return verdict::malformed_header;
    if (unix_seconds < 0) return verdict::malformed_timestamp;
    number_text room;
    std::array<std::string_view, 5> const parts = {id, ".", decimal(unix_seconds, room), ".", body};
    std::size_t const before = out.size();
    if (append_list(out, keys, recipe_of(scheme::standard_webhooks), parts)) return verdict::ok;
    out.resize(before);
    return verdict::internal_error;
}

result<signer> signer::make(scheme name, std::span<secret const> secrets, signer_options options) {
    auto const refuse = [](char const* why, char const* field) { return error(errc::invalid_argument, why, field); };
    if (name == scheme::members_envelope)
        return error(errc::unsupported,
                     "the signature of an envelope is part of its body: compose the envelope instead", "scheme");
    auto made = std::make_shared<state>();
    layout_options const layout{options.url, options.generic, options.http_message.algorithm};
    if (result<void> const ready = made->layout.prepare(name, layout); !ready) return ready.error();
    if (name == scheme::rfc9421)
        if (result<void> const ready = prepare_http_message(*made, std::move(options.http_message)); !ready)
            return ready.error();
    recipe const& how = made->layout.how();
    if (secrets.empty()) return refuse("there is no secret: signing needs at least one", "secret");
    if (secrets.size() > 1 && how.layout == header_layout::single && name != scheme::rfc9421)
        return refuse("this scheme has room for one signature; give one secret", "secrets");
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        result<any_signing_key> key = load_signing_key(how.keys, how.hash, secrets[i]);
        if (!key) return at_place(key.error(), i, secrets.size());
        made->keys.emplace_back(std::make_shared<signing_key::state const>(signing_key::state{std::move(*key)}));
    }
    return signer(std::move(made));
}

signed_headers signing::sign_template(signer::state const& by, request_view const& request, std::string_view id,
                                      std::int64_t unix_seconds) {
    recipe const& how = by.layout.how();
    byte_template const& text = by.layout.signed_bytes();
    if (text.names_id() && !is_signable_id(id)) return signed_headers(verdict::malformed_header);
    if (text.names_timestamp() && unix_seconds < 0) return signed_headers(verdict::malformed_timestamp);
    number_text room;
    std::string_view const time = decimal(unix_seconds, room);
    signed_parts const parts = text.fill({id, time, by.layout.url(), request.body});

    std::string value;
    if (how.layout == header_layout::tagged_list) value.append(how.time_tag).append("=").append(time) += how.separator;
    if (!append_list(value, by.keys, how, parts.all())) return signed_headers(verdict::internal_error);
    signed_headers made(verdict::ok);
    if (text.names_id()) made.lines.push_back({std::string(how.headers.id), std::string(id)});
    if (!how.headers.timestamp.empty()) made.lines.push_back({std::string(how.headers.timestamp), std::string(time)});
    made.lines.push_back({std::string(how.headers.signature), std::move(value)});
    return made;
}

signed_headers signer::sign(request_view const& request, std::string_view id, std::int64_t unix_seconds) const {
    switch (state_->layout.how().name) {
        case scheme::twilio: return sign_twilio(*state_, request);
        case scheme::rfc9421: return sign_http_message(*state_, request, id, unix_seconds);
        default: return sign_template(*state_, request, id, unix_seconds);
    }
}

signed_headers signer::sign(std::string_view id, std::int64_t unix_seconds, std::string_view body) const {
    return sign(request_view({}, body), id, unix_seconds);
}

}  // namespace cohook
