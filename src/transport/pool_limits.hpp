// How many connections may rest, and for how long.
#pragma once

#include <cohook/time.hpp>

#include <cstddef>

namespace cohook::transport {

struct pool_limits {
    std::size_t per_origin = 64;                    ///< idle connections to one scheme, host and port
    std::size_t total = 1024;                       ///< idle connections altogether; the longest idle one makes room
    steady_span idle = std::chrono::seconds(60);    ///< after which one is closed
    steady_span judged = std::chrono::seconds(60);  ///< how long a judgement serves; then DNS is asked again
    steady_span recheck = std::chrono::milliseconds(1);  ///< idle longer: looked at before reuse, at one system call
};

}  // namespace cohook::transport
