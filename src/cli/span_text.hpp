// Spans of time as people type and read them: 250ms, 30s, 5m, 2h, 7d.
#pragma once

#include <cohook/error.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace cohook::cli {

/// Reads a whole number with its unit (ms, s, m, h, d), from 0 up to 3650d. A bare `0` needs no unit.
result<std::chrono::milliseconds> parse_span(std::string_view text);

/// The two largest units that matter: `1 h 4 m`, `2.5 s`, `20 ms`.
std::string describe_span(std::chrono::milliseconds span);

}  // namespace cohook::cli
