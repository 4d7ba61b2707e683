// How much of an answer is read.
#pragma once

#include <cstddef>

namespace cohook::transport {

/// What is read at most. `body_bytes` counts everything after the head, framing included, so that no coding of the
/// body can make us read more.
struct response_limits {
    std::size_t head_bytes = 32 * 1024;
    std::size_t head_lines = 100;
    unsigned interim = 8;
    std::size_t body_bytes = 64 * 1024;
};

}  // namespace cohook::transport
