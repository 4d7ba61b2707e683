#include <cohook/replay_guard.hpp>

#include "boundary.hpp"
#include "signing/verifier_state.hpp"

#include <chrono>

static_assert(static_cast<int>(cohook::admission::first_time) == COHOOK_ADMISSION_FIRST_TIME);
static_assert(static_cast<int>(cohook::admission::not_verified) == COHOOK_ADMISSION_NOT_VERIFIED);

struct cohook_replay_guard {
    cohook_replay_guard(std::chrono::seconds keep, std::size_t capacity) : inner(keep, capacity) {}
    cohook::replay_guard inner;
};

using namespace cohook::capi;

extern "C" {

cohook_status cohook_replay_guard_new(int64_t keep_seconds, size_t capacity, cohook_replay_guard** guard,
                                      cohook_error** error) {
    return guarded(error, [&]() -> cohook::result<void> {
        if (!guard) return missing("guard");
        if (keep_seconds < 0)
            return cohook::error(cohook::errc::invalid_argument, "a time to keep ids is not negative", "keepSeconds");
        auto const keep = std::chrono::seconds(keep_seconds == 0 ? 600 : keep_seconds);
        *guard = new cohook_replay_guard(keep, capacity == 0 ? 100'000 : capacity);
        return {};
    });
}

int32_t cohook_replay_guard_admit(cohook_replay_guard* guard, char const* scope, cohook_verification const* message,
                                  int64_t now) {
    if (!guard || !message || message->size < sizeof *message) return COHOOK_INVALID_ARGUMENT;
    if (message->verdict != COHOOK_VERDICT_OK || message->id_size == 0) return COHOOK_ADMISSION_NOT_VERIFIED;
    try {
        auto const known = cohook::verification_access::known_by({message->id, message->id_size});
        return static_cast<int32_t>(guard->inner.admit(text_of(scope), known, now));
    } catch (...) {
        return COHOOK_OUT_OF_MEMORY;
    }
}

void cohook_replay_guard_free(cohook_replay_guard* guard) {
    delete guard;
}
}
