// Most schemes: one signature header, perhaps an id and a time, and a template of the bytes that are signed.
#include "signing/strict_json.hpp"
#include "signing/verifier_state.hpp"

#include <array>

namespace cohook::signing {
namespace {

using access = verification_access;

constexpr std::int64_t ms_per_second = 1000;

// The time that Linear and its like sign inside the body; read only after the signature has matched.
verdict judge_body_time(std::string_view member, std::string_view body, std::int64_t now, tolerance window,
                        std::optional<std::int64_t>& when) {
    std::array<std::string_view, 1> const path = {member};
    std::array<json_member, 1> time = {{{path}}};
    if (!read_members(body, time)) return verdict::malformed_envelope;
    if (time[0].found == json_member::kind::absent) return verdict::missing_field;
    if (time[0].found != json_member::kind::integer || time[0].integer < 0) return verdict::malformed_timestamp;
    when = time[0].integer / ms_per_second;
    if (verdict const bad = judge_time(*when, now, window); bad != verdict::ok) return bad;
    // The window ends with a whole second; but where it is that second alone, it holds all of it.
    bool const later = time[0].integer % ms_per_second != 0 && window.window().count() != 0;
    return later ? judge_time(*when + 1, now, window) : verdict::ok;
}

freshness freshness_of(verifier::state const& by) noexcept {
    if (by.layout.how().time == time_source::none) return freshness::not_available;
    return by.window.is_off() ? freshness::switched_off : freshness::checked;
}

// What a request that matches proves.
struct proof {
    claimed_headers claimed;
    std::optional<std::int64_t> when;
    std::size_t key_index = 0;
};

verdict judge(verifier::state const& by, request_view const& request, std::int64_t now, proof& out) {
    recipe const& how = by.layout.how();
    byte_template const& text = by.layout.signed_bytes();
    claimed_headers& claimed = out.claimed;
    if (verdict const bad = pick_headers(how, text.names_id(), request.headers, claimed); bad != verdict::ok)
        return bad;
    candidates found;
    if (verdict const bad = found.read(how, by.keys.usable(), claimed.signature); bad != verdict::ok) return bad;
    if (how.time == time_source::tagged_list) claimed.timestamp = found.timestamp();
    if (text.names_id() && !is_acceptable_id(claimed.id, by.dots)) return verdict::malformed_header;
    if (text.names_timestamp()) {
        out.when = parse_timestamp(claimed.timestamp);
        if (!out.when) return verdict::malformed_timestamp;
        if (verdict const bad = judge_time(*out.when, now, by.window); bad != verdict::ok) return bad;
    }
    signed_parts const parts = text.fill({claimed.id, claimed.timestamp, by.layout.url(), request.body});
    verdict const kind = by.keys.match(found, parts.all(), out.key_index);
    if (kind == verdict::ok && how.time == time_source::body_member && !by.window.is_off())
        return judge_body_time(how.time_tag, request.body, now, by.window, out.when);
    return kind;
}

verification vouch(verifier::state const& by, request_view const& request, proof const& of) {
    byte_template const& text = by.layout.signed_bytes();
    verification outcome = access::proved(by, of.key_index);
    access::view(outcome, request.body, of.claimed.id);
    access::time(outcome, freshness_of(by), of.when);
    access::cover(outcome, coverage::body);
    if (text.names_id()) access::cover(outcome, coverage::id);
    if (by.layout.how().time != time_source::none) access::cover(outcome, coverage::timestamp);
    if (text.names_url()) access::cover(outcome, coverage::url);
    return outcome;
}

}  // namespace

verification check_template(verifier::state const& by, request_view const& request, std::int64_t now) {
    proof of;
    verdict const kind = judge(by, request, now, of);
    if (kind != verdict::ok) return verification(kind);
    return vouch(by, request, of);
}

}  // namespace cohook::signing
