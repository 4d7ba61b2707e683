#include "verifier.hpp"

#include <cohook/scheme.hpp>

#include "signing/verifier_state.hpp"

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

void fill(cohook_verification& out, verification const& proved) noexcept {
    out.covered = verification_access::covered(proved);
    out.freshness = static_cast<std::int32_t>(proved.fresh());
    out.key_index = static_cast<std::uint32_t>(proved.key_index());
    out.has_timestamp = proved.timestamp() ? 1 : 0;
    out.timestamp = proved.timestamp().value_or(0);
    out.payload = proved.payload().data();
    out.payload_size = proved.payload().size();
    out.id = proved.id().data();
    out.id_size = proved.id().size();
    if (!proved.components().empty()) out.components = proved.components().data();
    out.components_size = proved.components().size();
}

}  // namespace

result<void> received_request::adopt(cohook_request const& given) {
    auto const bytes = bytes_of(given.body, given.body_size, "body");
    if (!bytes) return bytes.error();
    if (auto const read = headers_.read(given.headers, given.header_count); !read) return read.error();
    view_ = request_view(headers_.all(), *bytes);
    view_.method = text_of(given.method);
    view_.url = text_of(given.url);
    now_ = given.now;
    return {};
}

// What has our size, as it has nearly always, is read where it is.
result<void> received_request::read(cohook_verifier const* by, cohook_request const* given) {
    if (!by) return missing("verifier");
    if (given && given->size == sizeof *given) return adopt(*given);
    auto const request = read_struct(given, "request");
    if (!request) return request.error();
    return adopt(*request);
}

std::int32_t hand_over(verification const& proved, cohook_verification& out) {
    out.verdict = static_cast<std::int32_t>(proved.kind());
    if (!proved) return out.verdict;
    // Views of the caller's memory need nothing kept.
    if (verification_access::owns(proved)) out.owned = new verification(proved);
    fill(out, proved);
    return COHOOK_VERDICT_OK;
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
    return filled(out, [&](cohook_verification& blank) -> std::int32_t {
        received_request received;
        if (auto const read = received.read(verifier, request); !read) return status_of(read.error().kind());
        return hand_over(received.judged_by(*verifier), blank);
    });
}

void cohook_verification_release(cohook_verification* verification) {
    if (!verification || verification->size < sizeof *verification) return;
    delete static_cast<cohook::verification*>(verification->owned);
    clear(*verification);
}
}
