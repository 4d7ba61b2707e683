// The seam of randomness: jitter, keys and unguessable ids all draw from here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cohook {

/// Thread-safe.
class chance {
public:
    virtual ~chance() = default;
    /// Fills with random bytes; in production from a cryptographic generator.
    virtual void fill(std::span<std::byte> bytes) = 0;
    /// A number in [0, 1), from `fill`.
    double uniform();
};

/// OpenSSL's generator. Lives as long as the process.
chance& system_chance();

}  // namespace cohook
