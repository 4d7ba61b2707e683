// What a verifier holds, and the ways of judging a request: one function a kind of scheme, each in a file of its own.
#pragma once

#include <cohook/verifier.hpp>

#include "signing/http_demands.hpp"
#include "signing/key_ring.hpp"
#include "signing/layout.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct cohook::verifier::state {
    scheme name{};
    tolerance window;
    dots_in_id dots = dots_in_id::refused;
    signing::ready_layout layout;
    signing::key_ring keys;
    signing::http_demands http_message;
};

namespace cohook {

/// The one place where a verification gets its contents: those of requests that did match.
struct verification_access {
    /// The verification of a request that matched the key at this place.
    static verification proved(verifier::state const& by, std::size_t key_index) {
        verification made(verdict::internal_error);
        made.kind_ = verdict::ok;
        made.name_ = by.name;
        made.keys_ = &by;
        made.key_index_ = key_index;
        return made;
    }
    /// What a caller in another language hands back of a verification that was `ok`: enough for a replay guard.
    static verification known_by(std::string_view id) {
        verification made(verdict::ok);
        made.kind_ = verdict::ok;
        made.id_ = id;
        return made;
    }
    static void cover(verification& v, coverage what) { v.covered_ |= static_cast<unsigned>(what); }
    static void view(verification& v, std::string_view payload, std::string_view id) {
        v.payload_ = payload;
        v.id_ = id;
    }
    /// What is no part of the request; an empty payload leaves the one that is viewed.
    static void own(verification& v, std::string payload, std::string id, std::string components = {}) {
        auto kept = std::make_shared<verification::texts>();
        kept->payload = std::move(payload);
        kept->id = std::move(id);
        kept->components = std::move(components);
        if (!kept->payload.empty()) v.payload_ = kept->payload;
        v.id_ = kept->id;
        v.components_ = kept->components;
        v.owned_ = std::move(kept);
    }
    /// Whether anything of it is no part of the request.
    static bool owns(verification const& v) noexcept { return v.owned_ != nullptr; }
    static unsigned covered(verification const& v) noexcept { return v.covered_; }
    static void time(verification& v, freshness state, std::optional<std::int64_t> when) {
        v.fresh_ = state;
        v.timestamp_ = when;
    }
    static void const* keys(verification const& v) noexcept { return v.keys_; }
};

}  // namespace cohook

namespace cohook::signing {

/// Headers and a template of the signed bytes: most schemes.
verification check_template(verifier::state const& by, request_view const& request, std::int64_t now);
verification check_envelope(verifier::state const& by, request_view const& request, std::int64_t now);
verification check_twilio(verifier::state const& by, request_view const& request, std::int64_t now);
verification check_http_message(verifier::state const& by, request_view const& request, std::int64_t now);

}  // namespace cohook::signing
