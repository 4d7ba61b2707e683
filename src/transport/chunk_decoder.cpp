#include "transport/chunk_decoder.hpp"

#include "model/text_rules.hpp"

#include <algorithm>

namespace cohook::transport {
namespace {

constexpr std::size_t longest_size_line = 1024;  ///< with extensions, which nobody uses
constexpr unsigned most_digits = 15;             ///< 60 bits: cannot overflow

}  // namespace

void chunk_decoder::fail(std::string_view problem) {
    state_ = state::broken;
    problem_ = problem;
}

void chunk_decoder::size_digit(char c) {
    if (auto const value = hex_value(c); value >= 0) {
        if (++digits_ > most_digits) return fail("a chunk size is too large");
        size_ = size_ * 16 + static_cast<std::uint64_t>(value);
    } else if (digits_ != 0 && c == '\r') {
        expects_ = expects::size_end;
    } else if (digits_ != 0 && (c == ';' || c == ' ' || c == '\t')) {
        expects_ = expects::extension;
    } else {
        fail("a chunk size is not a hexadecimal number");
    }
}

void chunk_decoder::framing(char c) {
    switch (expects_) {
        case expects::size: size_digit(c); break;
        case expects::extension:
            if (c == '\r') expects_ = expects::size_end;
            if (c == '\n' || c == '\0') fail("a chunk extension holds a bare line feed or a NUL");
            break;
        case expects::size_end:
            if (c != '\n') return fail("a chunk size line does not end in CR LF");
            expects_ = size_ == 0 ? expects::trailer : expects::payload;
            line_ = 0;
            break;
        case expects::payload_cr:
            if (c != '\r') return fail("a chunk is longer than its size");
            expects_ = expects::payload_lf;
            break;
        case expects::payload_lf:
            if (c != '\n') return fail("a chunk does not end in CR LF");
            expects_ = expects::size;
            size_ = digits_ = 0;
            line_ = 0;
            break;
        case expects::trailer:
            if (c == '\r') {
                expects_ = expects::trailer_lf;
            } else if (c == '\n' || c == '\0') {
                fail("a trailer holds a bare line feed or a NUL");
            }
            break;
        case expects::trailer_lf:
            if (c != '\n') return fail("a trailer line does not end in CR LF");
            if (line_ == 2) state_ = state::done;
            expects_ = expects::trailer;
            line_ = 0;
            break;
        case expects::payload: break;
    }
}

chunk_decoder::step chunk_decoder::take(std::string_view input) {
    step taken;
    while (state_ == state::more && taken.used < input.size()) {
        if (expects_ == expects::payload) {
            auto const part = static_cast<std::size_t>(std::min<std::uint64_t>(size_, input.size() - taken.used));
            taken.payload = input.substr(taken.used, part);
            taken.used += part;
            size_ -= part;
            if (size_ == 0) expects_ = expects::payload_cr;
            return taken;
        }
        if (++line_ > longest_size_line) {
            fail("a chunk size line or a trailer line is too long");
            break;
        }
        framing(input[taken.used++]);
    }
    return taken;
}

}  // namespace cohook::transport
