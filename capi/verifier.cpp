#include "verifier.hpp"

#include <cohook/scheme.hpp>

#include <algorithm>
#include <array>

static_assert(static_cast<int>(cohook::verdict::ok) == COHOOK_VERDICT_OK);
static_assert(static_cast<int>(cohook::verdict::signature_mismatch) == COHOOK_VERDICT_SIGNATURE_MISMATCH);
static_assert(static_cast<int>(cohook::verdict::internal_error) == COHOOK_VERDICT_INTERNAL_ERROR);
static_assert(static_cast<int>(cohook::freshness::not_available) == COHOOK_FRESHNESS_NOT_AVAILABLE);

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

bool lies_in(std::string_view part, std::string_view whole) noexcept {
    auto const less = std::less<char const*>();
    return part.empty() ||
           (!less(part.data(), whole.data()) && !less(whole.data() + whole.size(), part.data() + part.size()));
}

/// Whether a text of the verification is the caller's own; what is not goes with the verification.
bool borrowed(std::string_view text, std::string_view body, std::span<header_view const> headers) noexcept {
    if (lies_in(text, body)) return true;
    return std::ranges::any_of(headers, [&](header_view const& line) { return lies_in(text, line.value); });
}

unsigned coverage_of(verification const& proved) noexcept {
    constexpr std::array all = {coverage::body, coverage::id,     coverage::timestamp,    coverage::url,
                                coverage::form, coverage::method, coverage::envelope_data};
    unsigned covered = 0;
    for (auto const one : all)
        if (proved.covers(one)) covered |= static_cast<unsigned>(one);
    return covered;
}

void fill(cohook_verification& out, verification const& proved) noexcept {
    out.covered = coverage_of(proved);
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

std::int32_t judge_into(cohook_verifier const* by, cohook_request const* request, cohook_verification& out) {
    header_views headers;
    std::string_view body;
    auto proved = judge(by, request, headers, body);
    if (!proved) return status_of(proved.error().kind());
    out.verdict = static_cast<std::int32_t>(proved->kind());
    if (!*proved) return out.verdict;
    if (borrowed(proved->payload(), body, headers.all()) && borrowed(proved->id(), body, headers.all()) &&
        proved->components().empty()) {
        fill(out, *proved);
        return COHOOK_VERDICT_OK;
    }
    auto* const kept = new verification(std::move(*proved));
    out.owned = kept;
    fill(out, *kept);
    return COHOOK_VERDICT_OK;
}

}  // namespace

result<verification> judge(cohook_verifier const* by, cohook_request const* given, header_views& headers,
                           std::string_view& body) {
    if (!by) return missing("verifier");
    auto const request = read_struct(given, "request");
    if (!request) return request.error();
    auto const bytes = bytes_of(request->body, request->body_size, "body");
    if (!bytes) return bytes.error();
    body = *bytes;
    if (auto const read = headers.read(request->headers, request->header_count); !read) return read.error();
    request_view view(headers.all(), body);
    view.method = text_of(request->method);
    view.url = text_of(request->url);
    return by->inner.verify(view, request->now);
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
    if (!out || out->size < sizeof *out) return COHOOK_INVALID_ARGUMENT;
    auto const size = out->size;
    *out = cohook_verification{};
    out->size = size;
    try {
        auto const came_to = judge_into(verifier, request, *out);
        if (came_to != COHOOK_VERDICT_OK && out->verdict == COHOOK_VERDICT_OK)
            out->verdict = COHOOK_VERDICT_INTERNAL_ERROR;
        return came_to;
    } catch (...) {
        out->verdict = COHOOK_VERDICT_INTERNAL_ERROR;
        return COHOOK_VERDICT_INTERNAL_ERROR;
    }
}

void cohook_verification_release(cohook_verification* verification) {
    if (!verification || verification->size < sizeof *verification) return;
    delete static_cast<cohook::verification*>(verification->owned);
    auto const size = verification->size;
    *verification = cohook_verification{};
    verification->size = size;
    verification->verdict = COHOOK_VERDICT_INTERNAL_ERROR;
}
}
