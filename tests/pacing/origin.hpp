// A moment to count from: far from zero, so that a test may also step back.
#pragma once

#include <cohook/time.hpp>

#include <chrono>

namespace cohook::testing {

inline constexpr steady_time origin{std::chrono::hours(1000)};

}  // namespace cohook::testing
