#include "signing/twilio.hpp"

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/header_lines.hpp"
#include "signing/hmac.hpp"
#include "signing/signer_state.hpp"
#include "signing/target_url.hpp"
#include "signing/verifier_state.hpp"

#include <algorithm>

namespace cohook::signing {
namespace {

constexpr std::string_view digest_name = "bodySHA256";

bool names_digest(form_parameter const& one) {
    return one.name == digest_name;
}

std::string run_together(std::string_view form) {
    std::vector<form_parameter> parameters = parse_form(form);
    std::sort(parameters.begin(), parameters.end());
    auto const end = std::unique(parameters.begin(), parameters.end());
    std::string text;
    text.reserve(form.size());
    for (auto at = parameters.begin(); at != end; ++at) text.append(at->name).append(at->value);
    return text;
}

std::string_view media_type(std::string_view content_type) {
    return stripped(content_type.substr(0, content_type.find(';')));
}

}  // namespace

verdict read_twilio(request_view const& request, std::string_view url, twilio_content& out) {
    std::optional<target_url> const target = split_url(url);
    if (!target) return verdict::missing_field;
    lines_found const type = look_up("Content-Type", request.headers);
    if (type.count > 1) return verdict::duplicate_header;
    std::vector<form_parameter> const query = parse_form(target->query.value_or(""));
    out.has_digest = std::any_of(query.begin(), query.end(), names_digest);
    out.is_form = same_name(media_type(type.value), "application/x-www-form-urlencoded") ||
                  (type.value.empty() && !out.has_digest);
    if (out.is_form) out.parameters = run_together(request.body);
    bool const is_signed = out.is_form || out.has_digest || request.body.empty();
    return is_signed ? verdict::ok : verdict::insufficient_coverage;
}

bool twilio_digest_fits(std::string_view url, std::string_view body) {
    std::optional<target_url> const target = split_url(url);
    mac_value actual;
    if (!target || !hash_of(digest::sha256, body, actual)) return false;
    auto const fits = [&](form_parameter const& one) {
        std::array<unsigned char, 32> claimed{};
        return !names_digest(one) || (decode_hex(one.value, claimed) && same_bytes(claimed, actual.bytes()));
    };
    std::vector<form_parameter> const query = parse_form(target->query.value_or(""));
    return std::all_of(query.begin(), query.end(), fits);
}

std::array<std::string, 2> twilio_spellings(std::string_view url) {
    std::string const as_is(url);
    std::optional<target_url> const target = split_url(url);
    if (!target) return {as_is, as_is};
    auto const host_end = static_cast<std::size_t>(target->host.data() + target->host.size() - url.data());
    std::string other = as_is.substr(0, host_end);
    if (!target->port) other.append(":").append(target->default_port());
    std::size_t const port_size = target->port ? target->port->size() + 1 : 0;
    other += as_is.substr(host_end + port_size);
    return {as_is, other};
}

// A body digest is looked at whatever the content type says: a request whose type was changed to a form, and whose body
// to nothing, would pass otherwise.
verification check_twilio(verifier::state const& by, request_view const& request, std::int64_t) {
    using access = verification_access;
    recipe const& how = by.layout.how();
    claimed_headers claimed;
    candidates found;
    twilio_content content;
    std::string_view const url = url_of(by.layout, request);
    if (verdict const bad = pick_headers(how, false, request.headers, claimed); bad != verdict::ok)
        return verification(bad);
    if (verdict const bad = found.read(how, by.keys.usable(), claimed.signature); bad != verdict::ok)
        return verification(bad);
    if (verdict const bad = read_twilio(request, url, content); bad != verdict::ok) return verification(bad);
    verdict outcome = verdict::signature_mismatch;
    std::size_t key_index = 0;
    for (std::string const& spelling : twilio_spellings(url)) {
        std::array<std::string_view, 2> const parts = {spelling, content.parameters};
        outcome = by.keys.match(found, parts, key_index);
        if (outcome != verdict::signature_mismatch) break;
    }
    if (outcome != verdict::ok) return verification(outcome);
    if (content.has_digest && !twilio_digest_fits(url, request.body))
        return verification(verdict::content_digest_mismatch);
    verification proved = access::proved(by, key_index);
    access::view(proved, request.body, {});
    access::cover(proved, coverage::url);
    if (content.is_form) access::cover(proved, coverage::form);
    if (content.has_digest) access::cover(proved, coverage::body);
    return proved;
}

signed_headers sign_twilio(signer::state const& by, request_view const& request) {
    std::string_view const url = url_of(by.layout, request);
    twilio_content content;
    if (verdict const bad = read_twilio(request, url, content); bad != verdict::ok) return signed_headers(bad);
    if (content.has_digest && !twilio_digest_fits(url, request.body))
        return signed_headers(verdict::content_digest_mismatch);
    std::array<std::string_view, 2> const parts = {url, content.parameters};
    raw_signature signature;
    if (!make_signature(by.keys.front().inner().key, parts, signature)) return signed_headers(verdict::internal_error);
    std::string value;
    append_base64(value, signature.view());
    signed_headers made(verdict::ok);
    made.lines.push_back({std::string(by.layout.how().headers.signature), std::move(value)});
    return made;
}

}  // namespace cohook::signing
