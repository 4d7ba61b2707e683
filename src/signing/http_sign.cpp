// RFC 9421, the sending side.
#include "signing/content_digest.hpp"
#include "signing/header_lines.hpp"
#include "signing/http_signature.hpp"
#include "signing/signer_state.hpp"

#include <algorithm>
#include <limits>

namespace cohook::signing {
namespace {

error bad_layout(std::string why, char const* field) {
    return error(errc::invalid_argument, std::move(why), std::string("http_message.") + field);
}

// What a structured-field text can hold.
bool is_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string label_of(http_signature_layout const& layout, std::size_t key) {
    return key == 0 ? layout.label : layout.label + "-" + std::to_string(key + 1);
}

sf_bare number(std::int64_t value) {
    return {sf_bare::kind::integer, value};
}
sf_bare text(std::string_view value) {
    return {sf_bare::kind::text, 0, std::string(value)};
}

std::string parameters_of(signer::state const& by, std::size_t key, std::string_view nonce, std::int64_t created) {
    http_signature_layout const& layout = by.http_message;
    std::vector<sf_parameter> all;
    auto const add = [&](char const* name, sf_bare value) { all.push_back({name, std::move(value)}); };
    add("created", number(created));
    if (layout.lifetime.count() != 0) add("expires", number(created + layout.lifetime.count()));
    if (key < layout.key_ids.size()) add("keyid", text(layout.key_ids[key]));
    if (!nonce.empty()) add("nonce", text(nonce));
    if (!layout.tag.empty()) add("tag", text(layout.tag));
    std::string out = spelled(by.components);
    append_sf(out, all);
    return out;
}

bool covers_digest(signer::state const& by) {
    return std::any_of(by.components.begin(), by.components.end(),
                       [](http_component const& one) { return one.name == "content-digest"; });
}

}  // namespace

result<void> prepare_http_message(signer::state& made, http_signature_layout layout) {
    for (std::string const& spelling : layout.components) {
        std::optional<http_component> component = parse_component(spelling);
        if (!component) return bad_layout("`" + spelling + "` is no component of a request", "components");
        for (http_component const& other : made.components)
            if (other.identifier == component->identifier)
                return bad_layout("`" + spelling + "` is named twice", "components");
        made.components.push_back(std::move(*component));
    }
    if (!is_sf_key(layout.label))
        return bad_layout("the label holds something else than lower-case letters, digits and _-.*", "label");
    if (layout.digest != "sha-256" && layout.digest != "sha-512")
        return bad_layout("the digest is neither sha-256 nor sha-512", "digest");
    if (!is_text(layout.tag)) return bad_layout("the tag holds something else than visible ASCII", "tag");
    if (!std::all_of(layout.key_ids.begin(), layout.key_ids.end(), is_text))
        return bad_layout("a key id holds something else than visible ASCII", "key_ids");
    if (layout.lifetime.count() < 0) return bad_layout("the lifetime is negative", "lifetime");
    made.http_message = std::move(layout);
    return {};
}

signed_headers sign_http_message(signer::state const& by, request_view const& request, std::string_view id,
                                 std::int64_t unix_seconds) {
    constexpr std::int64_t most = 999'999'999'999'999;  // of a structured-field integer
    http_signature_layout const& layout = by.http_message;
    if (unix_seconds < 0 || unix_seconds > most || layout.lifetime.count() > most - unix_seconds)
        return signed_headers(verdict::malformed_timestamp);
    if (!is_text(id)) return signed_headers(verdict::malformed_header);
    signed_headers made(verdict::ok);
    std::vector<header_view> headers(request.headers.begin(), request.headers.end());
    if (covers_digest(by)) {
        if (look_up("content-digest", headers).count != 0) return signed_headers(verdict::duplicate_header);
        digest const kind = layout.digest == "sha-512" ? digest::sha512 : digest::sha256;
        std::optional<std::string> value = content_digest_of(kind, request.body);
        if (!value) return signed_headers(verdict::internal_error);
        made.lines.push_back({"Content-Digest", std::move(*value)});
        headers.push_back({made.lines.back().name, made.lines.back().value});
    }
    request_view sent = request;
    sent.headers = headers;
    http_values const values(sent, url_of(by.layout, request));
    std::string inputs, signatures;
    for (std::size_t i = 0; i < by.keys.size(); ++i) {
        std::string const parameters = parameters_of(by, i, id, unix_seconds), label = label_of(layout, i);
        std::string base;
        if (verdict const bad = append_signature_base(base, by.components, parameters, values); bad != verdict::ok)
            return signed_headers(bad);
        std::array<std::string_view, 1> const parts = {base};
        raw_signature signature;
        if (!make_signature(by.keys[i].inner().key, parts, signature)) return signed_headers(verdict::internal_error);
        inputs.append(i == 0 ? "" : ", ").append(label).append("=").append(parameters);
        signatures.append(i == 0 ? "" : ", ").append(label).append("=");
        append_sf(signatures, sf_bare{sf_bare::kind::bytes, 0, std::string(signature.view())});
    }
    made.lines.push_back({"Signature-Input", std::move(inputs)});
    made.lines.push_back({"Signature", std::move(signatures)});
    return made;
}

}  // namespace cohook::signing
