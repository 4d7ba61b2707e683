// RFC 9421, the receiving side: of all signatures of a request one must be ours, cover what we demand, be fresh, match
// and, where it covers a digest of the body, fit the body.
#include "signing/content_digest.hpp"
#include "signing/http_signature.hpp"
#include "signing/verifier_state.hpp"

#include <algorithm>
#include <array>

namespace cohook::signing {
namespace {

using access = verification_access;

bool covers(http_signature const& claim, std::string_view name) {
    return std::any_of(claim.components.begin(), claim.components.end(),
                       [&](http_component const& one) { return !one.form && one.name == name; });
}

bool covers_url(http_signature const& claim) {
    bool const target = covers(claim, "@request-target") || (covers(claim, "@path") && covers(claim, "@query"));
    return covers(claim, "@target-uri") || (covers(claim, "@authority") && target);
}

// A signature without a time is as good as one whose time nobody signed.
verdict judge_age(http_signature_parameters const& of, std::int64_t now, tolerance window) {
    if (window.is_off()) return verdict::ok;
    if (!of.created) return verdict::insufficient_coverage;
    if (verdict const bad = judge_time(*of.created, now, window); bad != verdict::ok) return bad;
    return of.expires && *of.expires < now ? verdict::timestamp_too_old : verdict::ok;
}

// Tries every digest of the body that the signature covers; `out` says whether there is one.
verdict judge_body(http_signature const& claim, request_view const& request, bool& out) {
    for (http_component const& one : claim.components) {
        if (one.name != "content-digest") continue;
        std::optional<std::string_view> only;
        if (!one.is_whole()) only = one.form->value.text;
        if (verdict const bad = check_content_digest(request.headers, only, request.body); bad != verdict::ok)
            return bad;
        out = true;
    }
    return verdict::ok;
}

std::size_t signature_size(candidate::algorithm made_by) {
    return made_by == candidate::algorithm::hmac ? 32 : 64;
}

verification check_one(verifier::state const& by, request_view const& request, std::int64_t now,
                       http_signature&& claim) {
    if (!by.http_message.concern(claim)) return verification(verdict::no_supported_signature);
    if (claim.bytes.size() != signature_size(by.http_message.made_by()))
        return verification(verdict::malformed_signature);
    if (!by.http_message.are_covered_by(claim)) return verification(verdict::insufficient_coverage);
    if (verdict const bad = judge_age(claim.parameters, now, by.window); bad != verdict::ok) return verification(bad);
    std::string base;
    http_values const values(request, url_of(by.layout, request));
    if (verdict const bad = append_signature_base(base, claim.components, claim.signature_parameters, values);
        bad != verdict::ok)
        return verification(bad);
    candidates found;
    found.add(by.http_message.made_by(), claim.bytes);
    std::array<std::string_view, 1> const parts = {base};
    std::size_t key_index = 0;
    if (verdict const bad = by.keys.match(found, parts, key_index); bad != verdict::ok) return verification(bad);
    bool body = false;
    if (verdict const bad = judge_body(claim, request, body); bad != verdict::ok) return verification(bad);

    verification outcome = access::proved(by, key_index);
    access::view(outcome, body ? request.body : std::string_view{}, {});
    access::own(outcome, {}, claim.parameters.nonce.value_or(""), spelled(claim.components));
    access::time(outcome, by.window.is_off() ? freshness::switched_off : freshness::checked, claim.parameters.created);
    if (body) access::cover(outcome, coverage::body);
    if (!outcome.id().empty()) access::cover(outcome, coverage::id);
    if (claim.parameters.created) access::cover(outcome, coverage::timestamp);
    if (covers_url(claim)) access::cover(outcome, coverage::url);
    if (covers(claim, "@method")) access::cover(outcome, coverage::method);
    return outcome;
}

// How far a signature came before it failed: of several the furthest one is reported.
int progress(verdict kind) {
    constexpr std::array<verdict, 11> steps = {
        verdict::no_supported_signature, verdict::malformed_header,       verdict::malformed_timestamp,
        verdict::malformed_signature,    verdict::insufficient_coverage,  verdict::timestamp_too_old,
        verdict::timestamp_too_new,      verdict::missing_field,          verdict::missing_header,
        verdict::signature_mismatch,     verdict::content_digest_mismatch};
    return static_cast<int>(std::find(steps.begin(), steps.end(), kind) - steps.begin());
}

}  // namespace

verification check_http_message(verifier::state const& by, request_view const& request, std::int64_t now) {
    http_signature_fields fields;
    if (verdict const bad = read_signature_fields(request.headers, fields); bad != verdict::ok)
        return verification(bad);
    verification furthest(verdict::no_supported_signature);
    std::size_t tried = 0;
    for (sf_entry const& input : fields.inputs) {
        http_signature claim;
        verdict const read = read_http_signature(input, fields.signatures, claim);
        if (read == verdict::ok && ++tried > verifier::max_candidates) break;
        verification one = read == verdict::ok ? check_one(by, request, now, std::move(claim)) : verification(read);
        if (one) return one;
        if (progress(one.kind()) >= progress(furthest.kind())) furthest = std::move(one);
    }
    return furthest;
}

}  // namespace cohook::signing
