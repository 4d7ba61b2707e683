// The heap of the whole program, counted: malloc itself is replaced, so what the C libraries take counts too. Only the
// program `delivery_counted` counts; counting is work that a rate must not contain.
#pragma once

#include <cstdint>

namespace bench {

struct heap_use {
    std::uint64_t allocations = 0;  ///< so far, on every thread
    std::int64_t live = 0;          ///< bytes that are taken now, as malloc rounds them
};

/// All zero where nothing is counted.
heap_use heap() noexcept;

}  // namespace bench
