// A verifier behind the C ABI, and how a request is judged by it and the caller told: for verifying and for
// challenges.
#pragma once

#include <cohook/verifier.hpp>

#include "signature_options.hpp"

struct cohook_verifier {
    cohook::verifier inner;
};

namespace cohook::capi {

/// Judges the request, whose memory the verification views. Errors: arguments that cannot be judged.
result<verification> judge(cohook_verifier const* by, cohook_request const* given);

/// Tells the caller what was proved, and gives the verdict. What is no part of the request is kept for it.
std::int32_t hand_over(verification const& proved, cohook_verification& out);

/// Has `judging` fill the caller's struct and give a verdict or a status. Anything but OK leaves in it nothing that was
/// proved.
template <class Judging>
std::int32_t filled(cohook_verification* out, Judging&& judging) noexcept {
    if (!out || out->size < sizeof *out) return COHOOK_INVALID_ARGUMENT;
    auto const size = out->size;
    *out = cohook_verification{};
    out->size = size;
    try {
        auto const came_to = judging(*out);
        if (came_to != COHOOK_VERDICT_OK && out->verdict == COHOOK_VERDICT_OK)
            out->verdict = COHOOK_VERDICT_INTERNAL_ERROR;
        return came_to;
    } catch (...) {
        out->verdict = COHOOK_VERDICT_INTERNAL_ERROR;
        return COHOOK_VERDICT_INTERNAL_ERROR;
    }
}

}  // namespace cohook::capi
