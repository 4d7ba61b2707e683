// The exit status for what one attempt came to: the same for every command that makes one.
#pragma once

#include <cohook/delivery.hpp>

#include "cli/exit_code.hpp"

namespace cohook::cli {

/// Of an attempt that was not acknowledged. Who answered something, whatever it was, was reached in time.
constexpr exit_code exit_code_of_attempt(attempt_fault fault) noexcept {
    switch (fault) {
        case attempt_fault::none:
        case attempt_fault::reset:
        case attempt_fault::closed:
        case attempt_fault::bad_response:
        case attempt_fault::headers_too_large:
        case attempt_fault::too_many_interim:
        case attempt_fault::redirect:
        case attempt_fault::switching_protocols:
        case attempt_fault::egress_blocked:
        case attempt_fault::endpoint_invalid: return exit_code::not_acknowledged;
        default: return exit_code::unreachable;
    }
}

}  // namespace cohook::cli
