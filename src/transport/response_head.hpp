// Reads one complete response head (RFC 9112): status line, fields, and what they say about the body that follows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::transport {

/// How the end of the body is found (RFC 9112, section 6.3).
enum class body_framing : std::uint8_t {
    none,         ///< the status has no body, whatever the fields say
    length,       ///< as many bytes as Content-Length says
    chunked,      ///< chunked transfer coding
    until_close,  ///< everything until the peer closes
    unclear,      ///< the fields contradict each other: no byte after the head is read
};

struct response_head {
    response_head() = default;

    int status = 0;  ///< 100 to 599
    int minor = 1;   ///< of HTTP/1.x
    body_framing framing = body_framing::none;
    std::uint64_t length = 0;  ///< for `length`
    /// The next response on this connection can be told from this one: HTTP/1.1, no `Connection: close`, no doubt
    /// about framing or line ends.
    bool keeps_alive = false;
    std::vector<std::string> retry_after;  ///< every Retry-After value as read, surrounding blanks stripped
};

/// Reads `text`, which ends with the empty line. Lenient where nothing depends on it (bare LF ends a line, obsolete
/// folding, control and non-ASCII bytes in values), strict where a response could be misread: a bad version, status,
/// field name, a NUL or a lone CR anywhere. Returns what is wrong, in words; empty where `into` is good. Static text.
std::string_view read_head(std::string_view text, response_head& into);

/// Whether `text` can be the beginning of a response: a prefix of "HTTP/1.", or begins with it.
bool may_be_response(std::string_view text) noexcept;

}  // namespace cohook::transport
