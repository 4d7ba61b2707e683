#include <cohook/scheme.hpp>
#include <cohook/verifier.hpp>

#include "signing/recipe.hpp"

namespace cohook {

std::string_view to_string(scheme name) noexcept {
    return signing::recipe_of(name).text;
}

result<scheme> parse_scheme(std::string_view name) {
    if (signing::recipe const* const found = signing::find_recipe(name)) return found->name;
    return error(errc::unsupported, "there is no signature scheme of that name; one is `standard-webhooks`", "scheme");
}

std::string_view to_string(verdict kind) noexcept {
    switch (kind) {
        case verdict::ok: return "ok";
        case verdict::missing_header: return "missing-header";
        case verdict::duplicate_header: return "duplicate-header";
        case verdict::malformed_header: return "malformed-header";
        case verdict::malformed_timestamp: return "malformed-timestamp";
        case verdict::timestamp_too_old: return "timestamp-too-old";
        case verdict::timestamp_too_new: return "timestamp-too-new";
        case verdict::malformed_signature: return "malformed-signature";
        case verdict::no_supported_signature: return "no-supported-signature";
        case verdict::signature_mismatch: return "signature-mismatch";
        case verdict::malformed_secret: return "malformed-secret";
        case verdict::malformed_envelope: return "malformed-envelope";
        case verdict::missing_field: return "missing-field";
        case verdict::malformed_data: return "malformed-data";
        case verdict::insufficient_coverage: return "insufficient-coverage";
        case verdict::content_digest_mismatch: return "content-digest-mismatch";
        case verdict::internal_error: return "internal-error";
    }
    return "internal-error";
}

std::string_view to_string(freshness state) noexcept {
    switch (state) {
        case freshness::checked: return "checked";
        case freshness::switched_off: return "switched-off";
        case freshness::not_available: return "not-available";
    }
    return "not-available";
}

}  // namespace cohook
