// A TCP connection without TLS.
#pragma once

#include "transport/readiness.hpp"
#include "transport/stream.hpp"

#include <memory>

namespace cohook::transport {

/// Takes over a connected, non-blocking socket. `watch` must outlive the stream.
std::unique_ptr<byte_stream> make_plain_stream(readiness& watch, int handle);

}  // namespace cohook::transport
