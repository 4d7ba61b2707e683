// A verifier behind the C ABI, and how a request is judged by it and the caller told: for verifying and for challenges.
#pragma once

#include <cohook/verifier.hpp>

#include "signature_options.hpp"
#include "signing/verifier_state.hpp"

struct cohook_verifier {
    cohook::verifier inner;
};

namespace cohook::capi {

/// A request's struct of another size than ours, completed. The status alone is told: nobody would read more.
cohook_status complete(cohook_request const* given, cohook_request& completed) noexcept;

/// Nothing is proved. Member by member, for as a whole it would be cleared by a string instruction that takes longer than
/// all the rest of the call.
inline void clear(cohook_verification& out, std::int32_t verdict) noexcept {
    out.verdict = verdict;
    out.covered = 0;
    out.freshness = 0;
    out.key_index = 0;
    out.timestamp = 0;
    out.has_timestamp = 0;
    out.reserved = 0;
    out.payload = out.id = out.components = nullptr;
    out.payload_size = out.id_size = out.components_size = 0;
    out.owned = nullptr;
}

/// Tells what was proved. Views of the caller's memory need nothing kept; what is no part of the request is.
inline void fill(cohook_verification& out, verification const& proved) {
    out.owned = verification_access::owns(proved) ? new verification(proved) : nullptr;
    out.verdict = COHOOK_VERDICT_OK;
    out.covered = verification_access::covered(proved);
    out.freshness = static_cast<std::int32_t>(proved.fresh());
    out.key_index = static_cast<std::uint32_t>(proved.key_index());
    out.timestamp = proved.timestamp().value_or(0);
    out.has_timestamp = proved.timestamp() ? 1 : 0;
    out.reserved = 0;
    out.payload = proved.payload().data();
    out.payload_size = proved.payload().size();
    out.id = proved.id().data();
    out.id_size = proved.id().size();
    out.components = proved.components().empty() ? nullptr : proved.components().data();
    out.components_size = proved.components().size();
}

/// One request, as it is handed in. Gives the verdict, or a status for arguments that cannot be judged. `of_proved` is
/// shown what was proved, before the caller's struct is filled with it.
template <class Show>
std::int32_t judge(cohook_verifier const& by, cohook_request const& given, cohook_verification& out, Show of_proved) {
    if (!given.body && given.body_size != 0) return COHOOK_INVALID_ARGUMENT;
    header_views headers;
    if (!headers.read(given.headers, given.header_count)) return COHOOK_INVALID_ARGUMENT;
    request_view request(headers.all(), text_of(given.body, given.body_size));
    request.method = text_of(given.method);
    request.url = text_of(given.url);
    verification const proved = by.inner.verify(request, given.now);
    if (!proved) return static_cast<std::int32_t>(proved.kind());
    of_proved(proved);
    fill(out, proved);
    return COHOOK_VERDICT_OK;
}

/// The same of arguments as they come: any may be NULL, and the structs' sizes may be others than ours. Where nothing is
/// proved, nothing stays in the caller's struct. All of it is inline, for the calls would cost as much as what they do.
template <class Show>
std::int32_t judge(cohook_verifier const* by, cohook_request const* given, cohook_verification* out,
                   Show of_proved) noexcept {
    if (!out || out->size < sizeof *out) return COHOOK_INVALID_ARGUMENT;
    std::int32_t came_to = by ? COHOOK_OK : COHOOK_INVALID_ARGUMENT;
    cohook_request completed;
    if (by && (!given || given->size != sizeof *given)) {
        came_to = complete(given, completed);
        given = &completed;
    }
    try {
        if (came_to == COHOOK_OK) came_to = judge(*by, *given, *out, of_proved);
    } catch (...) {
        came_to = COHOOK_VERDICT_INTERNAL_ERROR;
    }
    if (came_to != COHOOK_VERDICT_OK) clear(*out, came_to > 0 ? came_to : COHOOK_VERDICT_INTERNAL_ERROR);
    return came_to;
}

}  // namespace cohook::capi
