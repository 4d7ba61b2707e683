#include <cohook/replay_guard.hpp>

#include "boundary.hpp"
#include "signing/verifier_state.hpp"

#include <chrono>

static_assert(static_cast<int>(cohook::admission::first_time) == COHOOK_ADMISSION_FIRST_TIME);
static_assert(static_cast<int>(cohook::admission::not_verified) == COHOOK_ADMISSION_NOT_VERIFIED);
static_assert(static_cast<int>(cohook::admission::in_progress) == COHOOK_ADMISSION_IN_PROGRESS);

struct cohook_replay_guard {
    cohook_replay_guard(std::chrono::seconds keep, std::size_t capacity) : inner(keep, capacity) {}
    cohook::replay_guard inner;
};

using namespace cohook::capi;

namespace {

// A number of COHOOK_ADMISSION_…, or a status: what `work` makes of the message.
template <class Work>
int32_t of_verified(cohook_replay_guard* guard, cohook_verification const* message, Work work) {
    if (!guard || !message || message->size < sizeof *message) return COHOOK_INVALID_ARGUMENT;
    if (message->verdict != COHOOK_VERDICT_OK || message->id_size == 0) return COHOOK_ADMISSION_NOT_VERIFIED;
    try {
        return work(cohook::verification_access::known_by({message->id, message->id_size}));
    } catch (...) {
        return COHOOK_OUT_OF_MEMORY;
    }
}

// The end of a reservation; of what has no id there is none.
template <class End>
cohook_status end_reservation(cohook_replay_guard* guard, cohook_verification const* message, End end) {
    auto const told = of_verified(guard, message, [&](cohook::verification const& known) {
        end(known);
        return COHOOK_OK;
    });
    return told == COHOOK_ADMISSION_NOT_VERIFIED ? COHOOK_INVALID_ARGUMENT : told;
}

}  // namespace

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
    return of_verified(guard, message, [&](cohook::verification const& known) {
        return static_cast<int32_t>(guard->inner.admit(text_of(scope), known, now));
    });
}

int32_t cohook_replay_guard_reserve(cohook_replay_guard* guard, char const* scope, cohook_verification const* message,
                                    int64_t now) {
    return of_verified(guard, message, [&](cohook::verification const& known) {
        return static_cast<int32_t>(guard->inner.reserve(text_of(scope), known, now));
    });
}

cohook_status cohook_replay_guard_commit(cohook_replay_guard* guard, char const* scope,
                                         cohook_verification const* message) {
    return end_reservation(guard, message,
                           [&](cohook::verification const& known) { guard->inner.commit(text_of(scope), known); });
}

cohook_status cohook_replay_guard_release(cohook_replay_guard* guard, char const* scope,
                                          cohook_verification const* message) {
    return end_reservation(guard, message,
                           [&](cohook::verification const& known) { guard->inner.release(text_of(scope), known); });
}

void cohook_replay_guard_free(cohook_replay_guard* guard) {
    delete guard;
}
}
