// The framing of a request body taken off: by length or by chunks (RFC 9112, section 7.1). Pure; fed with what arrives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cohook::service {

/// Strict: chunk lines end with CRLF, sizes are 1 to 8 hexadecimal digits, extensions are skipped, trailers dropped.
class body_decoder {
public:
    static body_decoder of_length(std::uint64_t length);
    static body_decoder of_chunks();

    /// Takes from `bytes` and appends content to `out`, at most `room` bytes of it. Gives the number of bytes consumed;
    /// fewer than there are where the room is used up, the body has ended or its framing is broken.
    std::size_t feed(std::string_view bytes, std::string& out, std::size_t room);

    bool done() const noexcept { return where_ == part::end; }
    bool broken() const noexcept { return where_ == part::broken; }

private:
    enum class part : std::uint8_t {
        content,
        size,
        extension,
        size_end,
        content_end,
        content_end_lf,
        trailer,
        end,
        broken
    };

    void step(char c);
    void take_size(char c);
    void take_trailer(char c);

    part where_ = part::end;
    bool chunked_ = false;
    std::uint64_t left_ = 0;  ///< content bytes of this chunk, or of the whole body
    unsigned digits_ = 0;
    std::size_t line_ = 0;  ///< length of the trailer line or chunk extension at hand
    std::size_t trailers_ = 0;
    bool after_cr_ = false;
};

}  // namespace cohook::service
