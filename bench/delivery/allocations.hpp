// Heap allocations of the whole program, counted: malloc itself is replaced, so what the C libraries take counts too.
#pragma once

#include <cstdint>

namespace bench {

/// So far, on every thread.
std::uint64_t allocations() noexcept;

}  // namespace bench
