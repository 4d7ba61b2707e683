// The seam between OpenSSL and a socket that belongs to Asio: OpenSSL reads ciphertext from memory and writes it to
// memory, and never touches the socket. So no write of its can raise SIGPIPE or block.
#pragma once

#include "transport/openssl_handles.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace cohook::transport {

/// Ciphertext on its way in and out.
class cipher_buffers {
public:
    /// Where the next bytes of the socket go; only when `incoming_empty`.
    std::span<char> room() noexcept { return incoming_; }
    void received(std::size_t bytes) noexcept {
        begin_ = 0;
        end_ = bytes;
    }
    void peer_closed() noexcept { closed_ = true; }
    bool is_closed() const noexcept { return closed_; }
    bool incoming_empty() const noexcept { return begin_ == end_; }
    std::size_t take(char* into, std::size_t most) noexcept;

    std::string outgoing;

private:
    std::array<char, 4096> incoming_;
    std::size_t begin_ = 0, end_ = 0;
    bool closed_ = false;
};

/// A BIO over `buffers`, which must outlive it. Null where memory is short.
bio_ptr make_bio(cipher_buffers& buffers);

}  // namespace cohook::transport
