// The head of a request, judged and read: bytes come in, a request with its framing or a refusal goes out. Pure.
//
// Stricter than RFC 9112 demands, where leniency is what request smuggling lives from: lines end with CRLF alone, no
// folding, no space before a colon, one Content-Length or `Transfer-Encoding: chunked` and never both.
#pragma once

#include "service/request.hpp"
#include "service/server.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cohook::service {

/// Why a head is refused: the status and the sentence of the answer. The connection is closed after it.
struct head_refusal {
    int status = 400;
    std::string why;
};

struct request_head {
    request message;  ///< method, target, path, query, headers
    bool chunked = false;
    std::optional<std::uint64_t> content_length;
    bool keep_alive = true;
    bool expects_continue = false;

    bool has_body() const noexcept { return chunked || content_length.value_or(0) != 0; }
};

/// Reads a whole head: request line and fields up to and with the empty line.
std::variant<request_head, head_refusal> read_request_head(std::string_view bytes, server_limits const& limits);

/// The refusal that a head without its end deserves already, by its size; none: more may come.
std::optional<head_refusal> judge_partial_head(std::string_view bytes, server_limits const& limits);

}  // namespace cohook::service
