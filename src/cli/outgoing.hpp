// One message made ready by hand: the envelope and the signature headers of section 2 of the contract, as the engine
// makes them, for `sign`, `send` and `doctor`.
#pragma once

#include <cohook/error.hpp>
#include <cohook/scheme.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cohook::cli {

struct outgoing_content {
    std::string data;  ///< JSON text
    std::string id;    ///< decimal
    std::string subscription;
    std::int64_t unix_milliseconds = 0;
    std::vector<std::pair<std::string, std::string>> attributes;
};

struct outgoing_request {
    std::vector<header_line> headers;  ///< Content-Type and the signature headers
    std::string body;
};

/// With an id and the time of now.
outgoing_content new_outgoing_content();

/// Errors: `invalid_argument` for empty data, an id that is no decimal number, an unusable key.
result<outgoing_request> make_outgoing(outgoing_content const& content, std::string const& key);

}  // namespace cohook::cli
