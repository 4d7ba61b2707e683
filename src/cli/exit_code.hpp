// What the executable tells its caller by its exit status. The numbers are a promise: scripts decide by them.
#pragma once

#include <cohook/error.hpp>

namespace cohook::cli {

enum class exit_code : int {
    ok = 0,
    failed = 1,
    usage = 2,
    bad_configuration = 3,
    auth = 4,
    not_found = 5,
    conflict = 6,
    unreachable = 7,  ///< or timed out
    signature_invalid = 8,
    not_acknowledged = 9,
    interrupted = 130,
};

/// The status for an error value of the library or of an API.
constexpr exit_code exit_code_of(errc kind) noexcept {
    switch (kind) {
        case errc::invalid_argument: return exit_code::usage;
        case errc::not_found: return exit_code::not_found;
        case errc::conflict: return exit_code::conflict;
        case errc::unauthorized:
        case errc::forbidden: return exit_code::auth;
        case errc::unavailable: return exit_code::unreachable;
        case errc::cancelled: return exit_code::interrupted;
        default: return exit_code::failed;
    }
}

}  // namespace cohook::cli
