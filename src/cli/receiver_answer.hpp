// What a receiver for development answers. Pure.
#pragma once

#include <chrono>
#include <cstdint>

namespace cohook::cli {

struct answer_plan {
    int status = 200;                    ///< 102 is said as the last word
    std::chrono::milliseconds delay{0};  ///< before each answer
    unsigned fail_percent = 0;           ///< this share is answered 500
    std::uint64_t fail_first = 0;        ///< so many are answered 503 first
};

/// The status for the next request, counting it. `uniform` is a random number in [0,1).
inline int next_status(answer_plan& plan, double uniform) noexcept {
    if (plan.fail_first > 0) {
        --plan.fail_first;
        return 503;
    }
    return uniform * 100 < plan.fail_percent ? 500 : plan.status;
}

}  // namespace cohook::cli
