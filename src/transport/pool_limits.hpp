// How many connections may rest, and for how long.
#pragma once

#include <cohook/time.hpp>

#include <cstddef>

namespace cohook::transport {

struct pool_limits {
    std::size_t per_origin = 64;                    ///< kept idle to one scheme, host and port; more are kept briefly
    std::size_t total = 1024;                       ///< idle connections altogether; the longest idle one makes room
    steady_span idle = std::chrono::seconds(60);    ///< after which one is closed
    steady_span spare = std::chrono::seconds(1);    ///< after which one above `per_origin` is closed
    steady_span judged = std::chrono::seconds(60);  ///< how long a judgement serves; then DNS is asked again
    steady_span recheck = std::chrono::milliseconds(1);  ///< idle longer: looked at before reuse, at one system call
};

}  // namespace cohook::transport
