// What the library says of itself.
#include "cohook.h"
#include "runtime/clock.hpp"

#include <chrono>

extern "C" {

int32_t cohook_abi_version(void) {
    return COHOOK_ABI_VERSION;
}

char const* cohook_version(void) {
    return COHOOK_VERSION;
}

int64_t cohook_now(void) {
    auto const now = cohook::system_clock().wall().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}
}
