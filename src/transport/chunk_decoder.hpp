// The chunked transfer coding (RFC 9112, section 7.1), byte by byte, without I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cohook::transport {

/// Fed with the bytes after the head. Strict: any deviation ends in `broken`, and the connection with it.
class chunk_decoder {
public:
    enum class state : std::uint8_t { more, done, broken };

    /// What one step took from the front of the input, and which part of that is payload.
    struct step {
        std::size_t used = 0;
        std::string_view payload;
    };

    /// Takes one piece: some payload, or framing up to the next payload. Call until the input is used up or the state
    /// is not `more`.
    step take(std::string_view input);
    state now() const noexcept { return state_; }
    /// For `broken`: what is wrong. Static text.
    std::string_view problem() const noexcept { return problem_; }

private:
    enum class expects : std::uint8_t {
        size,
        extension,
        size_end,
        payload,
        payload_cr,
        payload_lf,
        trailer,
        trailer_lf
    };

    void framing(char c);
    void size_digit(char c);
    void fail(std::string_view problem);

    state state_ = state::more;
    expects expects_ = expects::size;
    std::uint64_t size_ = 0;
    unsigned digits_ = 0;
    std::size_t line_ = 0;  ///< bytes of the current size line or trailer line
    std::string_view problem_;
};

}  // namespace cohook::transport
