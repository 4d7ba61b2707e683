#include "verifier.hpp"

#include <cohook/scheme.hpp>

static_assert(static_cast<int>(cohook::verdict::ok) == COHOOK_VERDICT_OK);
static_assert(static_cast<int>(cohook::verdict::signature_mismatch) == COHOOK_VERDICT_SIGNATURE_MISMATCH);
static_assert(static_cast<int>(cohook::verdict::internal_error) == COHOOK_VERDICT_INTERNAL_ERROR);
static_assert(static_cast<int>(cohook::freshness::not_available) == COHOOK_FRESHNESS_NOT_AVAILABLE);
static_assert(static_cast<unsigned>(cohook::coverage::body) == COHOOK_COVERS_BODY);
static_assert(static_cast<unsigned>(cohook::coverage::id) == COHOOK_COVERS_ID);
static_assert(static_cast<unsigned>(cohook::coverage::timestamp) == COHOOK_COVERS_TIMESTAMP);
static_assert(static_cast<unsigned>(cohook::coverage::url) == COHOOK_COVERS_URL);
static_assert(static_cast<unsigned>(cohook::coverage::envelope_data) == COHOOK_COVERS_ENVELOPE_DATA);
static_assert(static_cast<unsigned>(cohook::coverage::form) == COHOOK_COVERS_FORM);
static_assert(static_cast<unsigned>(cohook::coverage::method) == COHOOK_COVERS_METHOD);

namespace cohook::capi {
namespace {

result<std::optional<tolerance>> read_window(cohook_verifier_options const& options) {
    switch (options.window) {
        case COHOOK_WINDOW_DEFAULT: return std::optional<tolerance>();
        case COHOOK_WINDOW_SECONDS: return std::optional(tolerance(std::chrono::seconds(options.tolerance_seconds)));
        case COHOOK_WINDOW_OFF: return std::optional(tolerance::off());
        default: return error(errc::invalid_argument, "one of COHOOK_WINDOW_… is wanted", "window");
    }
}

result<verifier> make(cohook_verifier_options const* given) {
    auto const options = read_struct(given, "options");
    if (!options) return options.error();
    if (!options->scheme) return missing("scheme");
    auto const name = parse_scheme(options->scheme);
    if (!name) return name.error();
    auto const secrets = read_secrets(options->secrets, options->secret_count);
    if (!secrets) return secrets.error();
    auto const window = read_window(*options);
    if (!window) return window.error();
    auto generic = read_generic_layout(options->generic);
    if (!generic) return generic.error();
    auto demands = read_http_demands(options->http_message);
    if (!demands) return demands.error();
    verifier_options made;
    made.window = *window;
    made.dots = options->dots_in_id != 0 ? dots_in_id::allowed : dots_in_id::refused;
    made.url = text_of(options->url);
    made.generic = std::move(*generic);
    made.http_message = std::move(*demands);
    return verifier::make(*name, *secrets, std::move(made));
}

}  // namespace

cohook_status complete(cohook_request const* given, cohook_request& completed) noexcept {
    try {
        auto const request = read_struct(given, "request");
        if (!request) return status_of(request.error().kind());
        completed = *request;
        return COHOOK_OK;
    } catch (...) {
        return COHOOK_OUT_OF_MEMORY;  // for the text of an error
    }
}

}  // namespace cohook::capi

using namespace cohook::capi;

extern "C" {

char const* cohook_scheme_name(size_t index) {
    // Names end with the literals they are views of.
    constexpr auto last = static_cast<std::size_t>(cohook::scheme::rfc9421);
    return index > last ? nullptr : to_string(static_cast<cohook::scheme>(index)).data();
}

char const* cohook_verdict_name(int32_t verdict) {
    if (verdict < 0 || verdict > COHOOK_VERDICT_INTERNAL_ERROR) return nullptr;
    return to_string(static_cast<cohook::verdict>(verdict)).data();
}

cohook_status cohook_verifier_new(cohook_verifier_options const* options, cohook_verifier** verifier,
                                  cohook_error** error) {
    return guarded(error, [&]() -> cohook::result<void> {
        if (!verifier) return missing("verifier");
        auto made = make(options);
        if (!made) return made.error();
        *verifier = new cohook_verifier{std::move(*made)};
        return {};
    });
}

void cohook_verifier_free(cohook_verifier* verifier) {
    delete verifier;
}

int32_t cohook_verify(cohook_verifier const* verifier, cohook_request const* request, cohook_verification* out) {
    return judge(verifier, request, out, [](cohook::verification const&) {});
}

void cohook_verification_release(cohook_verification* verification) {
    if (!verification || verification->size < sizeof *verification) return;
    delete static_cast<cohook::verification*>(verification->owned);
    clear(*verification, COHOOK_VERDICT_INTERNAL_ERROR);
}
}
