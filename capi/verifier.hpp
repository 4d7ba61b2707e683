// A verifier behind the C ABI, and how a request is judged by it and the caller told: for verifying and for
// challenges.
#pragma once

#include <cohook/verifier.hpp>

#include "signature_options.hpp"

struct cohook_verifier {
    cohook::verifier inner;
};

namespace cohook::capi {

/// A request as it is handed in; it views the caller's memory.
class received_request {
public:
    /// Errors: arguments that cannot be judged.
    result<void> read(cohook_verifier const* by, cohook_request const* given);
    /// After a `read` that succeeded, with the verifier of that.
    verification judged_by(cohook_verifier const& by) const noexcept { return by.inner.verify(view_, now_); }

private:
    result<void> adopt(cohook_request const& given);

    header_views headers_;
    request_view view_;
    std::int64_t now_ = 0;
};

/// Tells the caller what was proved, and gives the verdict. What is no part of the request is kept for it.
std::int32_t hand_over(verification const& proved, cohook_verification& out);

/// Nothing is proved. Member by member, for as a whole it would be cleared by a string instruction that takes longer than
/// all the rest of the call.
inline void clear(cohook_verification& out) noexcept {
    out.verdict = COHOOK_VERDICT_INTERNAL_ERROR;
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

/// Has `judging` fill the caller's struct and give a verdict or a status. Anything but OK leaves in it nothing that was
/// proved.
template <class Judging>
std::int32_t filled(cohook_verification* out, Judging&& judging) noexcept {
    if (!out || out->size < sizeof *out) return COHOOK_INVALID_ARGUMENT;
    clear(*out);
    try {
        return judging(*out);
    } catch (...) {
        clear(*out);
        return COHOOK_VERDICT_INTERNAL_ERROR;
    }
}

}  // namespace cohook::capi
