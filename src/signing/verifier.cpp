#include <cohook/verifier.hpp>

#include "signing/bytes.hpp"
#include "signing/envelope.hpp"
#include "signing/keys.hpp"
#include "signing/layout.hpp"
#include "signing/request.hpp"
#include "signing/strict_json.hpp"

#include <array>

namespace cohook {

using namespace signing;

/// The one place where a verification gets its contents.
struct verification_access {
    static void cover(verification& v, coverage what) { v.covered_ |= static_cast<unsigned>(what); }
    static void view(verification& v, std::string_view payload, std::string_view id) {
        v.payload_ = payload;
        v.id_ = id;
    }
    static void own(verification& v, std::string payload, std::string id) {
        v.owns_ = true;
        v.owned_payload_ = std::move(payload);
        v.owned_id_ = std::move(id);
    }
    static void time(verification& v, freshness state, std::optional<std::int64_t> when) {
        v.fresh_ = state;
        v.timestamp_ = when;
    }
    static void key(verification& v, std::size_t index) { v.key_index_ = index; }
};

struct verifier::state {
    scheme name{};
    tolerance window;
    dots_in_id dots = dots_in_id::refused;
    ready_layout layout;
    std::vector<verifying_key> keys;
    usable_algorithms usable;

    result<void> load(std::span<secret const> secrets);
    verification check_envelope(std::string_view body) const;
    verification check_request(std::span<header_view const> headers, std::string_view body, std::int64_t now) const;
    verdict match(candidates const& found, std::span<std::string_view const> parts, std::size_t& key_index) const;
    verdict match_hmac(std::size_t key, candidates const& found, std::span<std::string_view const> parts) const;
    bool match_curve(std::size_t key, candidates const& found, std::string_view message) const;
    freshness freshness_kind() const noexcept;
};

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
    return judge_time(*when, now, window);
}

}  // namespace

result<void> verifier::state::load(std::span<secret const> secrets) {
    recipe const& how = layout.how();
    keys.reserve(secrets.size());
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        result<verifying_key> key = load_verifying_key(how.keys, how.hash, secrets[i]);
        if (!key) return at_place(key.error(), i, secrets.size());
        bool const is_hmac = std::holds_alternative<hmac_key>(*key);
        usable.hmac = usable.hmac || is_hmac;
        usable.ed25519 = usable.ed25519 || !is_hmac;
        keys.push_back(std::move(*key));
    }
    return {};
}

verdict verifier::state::match_hmac(std::size_t key, candidates const& found,
                                    std::span<std::string_view const> parts) const {
    auto const* const hmac = std::get_if<hmac_key>(&keys[key]);
    if (hmac == nullptr) return verdict::signature_mismatch;
    mac_value expected;
    if (!hmac->compute(parts, expected)) return verdict::internal_error;
    bool matched = false;
    for (candidate const& one : found.all()) {
        bool const comparable = one.made_by == candidate::algorithm::hmac;
        matched |= comparable && same_bytes(expected.bytes(), {one.bytes.data(), one.size});
    }
    return matched ? verdict::ok : verdict::signature_mismatch;
}

bool verifier::state::match_curve(std::size_t key, candidates const& found, std::string_view message) const {
    auto const* const curve = std::get_if<ed25519_public_key>(&keys[key]);
    if (curve == nullptr) return false;
    for (candidate const& one : found.all())
        if (one.made_by == candidate::algorithm::ed25519 && curve->matches(message, one.view())) return true;
    return false;
}

// Every HMAC key is computed with, whichever matches, so that the time tells nothing of it. Public keys have nothing to
// hide and cost a hundred times as much: the first that matches ends the search.
verdict verifier::state::match(candidates const& found, std::span<std::string_view const> parts,
                               std::size_t& key_index) const {
    verdict outcome = found.if_none_matches();
    if (found.all().empty()) return outcome;
    bool curve_candidates = false;
    for (candidate const& one : found.all()) curve_candidates |= one.made_by == candidate::algorithm::ed25519;
    for (std::size_t i = keys.size(); i-- != 0;) {
        verdict const one = match_hmac(i, found, parts);
        if (one == verdict::internal_error) return one;
        if (one == verdict::ok) {
            outcome = one;
            key_index = i;
        }
    }
    if (outcome == verdict::ok || !curve_candidates) return outcome;
    std::string const message = joined(parts);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!match_curve(i, found, message)) continue;
        key_index = i;
        return verdict::ok;
    }
    return outcome;
}

verification verifier::state::check_envelope(std::string_view body) const {
    unverified_envelope envelope;
    if (verdict const bad = read_envelope(body, envelope); bad != verdict::ok) return verification(bad);
    std::array<std::string_view, 1> const parts = {envelope.data};
    std::size_t key_index = 0;
    verification outcome(match(envelope.hashes, parts, key_index));
    if (!outcome) return outcome;
    access::key(outcome, key_index);
    access::own(outcome, std::move(envelope.data), std::move(envelope.message_id));
    access::cover(outcome, coverage::envelope_data);
    return outcome;
}

freshness verifier::state::freshness_kind() const noexcept {
    if (layout.how().time == time_source::none) return freshness::not_available;
    return window.is_off() ? freshness::switched_off : freshness::checked;
}

verification verifier::state::check_request(std::span<header_view const> headers, std::string_view body,
                                            std::int64_t now) const {
    recipe const& how = layout.how();
    byte_template const& text = layout.signed_bytes();
    claimed_headers claimed;
    if (verdict const bad = pick_headers(how, text.names_id(), headers, claimed); bad != verdict::ok)
        return verification(bad);
    candidates found;
    if (verdict const bad = found.read(how, usable, claimed.signature); bad != verdict::ok) return verification(bad);
    if (how.time == time_source::tagged_list) claimed.timestamp = found.timestamp();
    if (text.names_id() && !is_acceptable_id(claimed.id, dots)) return verification(verdict::malformed_header);
    std::optional<std::int64_t> when;
    if (text.names_timestamp()) {
        when = parse_timestamp(claimed.timestamp);
        if (!when) return verification(verdict::malformed_timestamp);
        if (verdict const bad = judge_time(*when, now, window); bad != verdict::ok) return verification(bad);
    }
    byte_template::parts room;
    signed_fields const fields{claimed.id, claimed.timestamp, layout.url(), body};
    std::size_t key_index = 0;
    verdict kind = match(found, text.fill(fields, room), key_index);
    if (kind == verdict::ok && how.time == time_source::body_member && !window.is_off())
        kind = judge_body_time(how.time_tag, body, now, window, when);
    verification outcome(kind);
    if (!outcome) return outcome;
    access::key(outcome, key_index);
    access::view(outcome, body, claimed.id);
    access::time(outcome, freshness_kind(), when);
    access::cover(outcome, coverage::body);
    if (text.names_id()) access::cover(outcome, coverage::id);
    if (how.time != time_source::none) access::cover(outcome, coverage::timestamp);
    if (text.names_url()) access::cover(outcome, coverage::url);
    return outcome;
}

result<verifier> verifier::make(scheme name, std::span<secret const> secrets, verifier_options options) {
    auto const refuse = [](char const* why, char const* field) { return error(errc::invalid_argument, why, field); };
    if (secrets.empty()) return refuse("there is no secret: a verifier needs at least one", "secret");
    if (secrets.size() > max_keys) return refuse("there are more than 8 secrets; drop the oldest", "secrets");
    if (options.window.window() < std::chrono::seconds{0})
        return refuse("the tolerance is negative; give seconds from 0 upwards, or switch it off", "window");
    auto made = std::make_shared<state>();
    made->name = name;
    made->window = options.window;
    made->dots = options.dots;
    if (result<void> const ready = made->layout.prepare(name, options.url, options.generic); !ready)
        return ready.error();
    if (result<void> const loaded = made->load(secrets); !loaded) return loaded.error();
    return verifier(std::move(made));
}

result<verifier> verifier::make(scheme name, secret only, verifier_options options) {
    return make(name, std::span<secret const>(&only, 1), std::move(options));
}

verification verifier::verify(std::span<header_view const> headers, std::string_view body,
                              std::int64_t now) const noexcept {
    try {
        if (state_->name == scheme::members_envelope) return state_->check_envelope(body);
        return state_->check_request(headers, body, now);
    } catch (...) {
        return verification(verdict::internal_error);
    }
}

scheme verifier::name() const noexcept {
    return state_->name;
}

}  // namespace cohook
