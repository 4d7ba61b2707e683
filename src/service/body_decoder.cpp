#include "service/body_decoder.hpp"

#include "model/text_rules.hpp"

#include <algorithm>

namespace cohook::service {
namespace {

constexpr std::size_t most_extension = 256;
constexpr std::size_t most_trailers = 8 * 1024;
constexpr unsigned most_digits = 8;

}  // namespace

body_decoder body_decoder::of_length(std::uint64_t length) {
    body_decoder made;
    made.left_ = length;
    made.where_ = length == 0 ? part::end : part::content;
    return made;
}

body_decoder body_decoder::of_chunks() {
    body_decoder made;
    made.chunked_ = true;
    made.where_ = part::size;
    return made;
}

std::size_t body_decoder::feed(std::string_view bytes, std::string& out, std::size_t room) {
    std::size_t at = 0;
    while (at < bytes.size() && where_ != part::end && where_ != part::broken) {
        if (where_ != part::content) {
            step(bytes[at++]);
            continue;
        }
        if (room == 0) break;
        auto const most = std::min(room, bytes.size() - at);
        auto const taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, most));
        out.append(bytes.substr(at, taken));
        at += taken;
        room -= taken;
        left_ -= taken;
        if (left_ == 0) where_ = chunked_ ? part::content_end : part::end;
    }
    return at;
}

void body_decoder::step(char c) {
    switch (where_) {
        case part::size: take_size(c); break;
        case part::extension:
            if (c == '\r')
                where_ = part::size_end;
            else if (c == '\n' || c == '\0' || ++line_ > most_extension)
                where_ = part::broken;
            break;
        case part::size_end:
            line_ = 0;
            digits_ = 0;
            where_ = c != '\n' ? part::broken : left_ == 0 ? part::trailer : part::content;
            break;
        case part::content_end: where_ = c == '\r' ? part::content_end_lf : part::broken; break;
        case part::content_end_lf: where_ = c == '\n' ? part::size : part::broken; break;
        case part::trailer: take_trailer(c); break;
        case part::content:
        case part::end:
        case part::broken: break;
    }
}

void body_decoder::take_size(char c) {
    if (auto const value = hex_value(c); value >= 0) {
        if (++digits_ > most_digits) where_ = part::broken;
        left_ = (digits_ == 1 ? 0 : left_ * 16) + static_cast<std::uint64_t>(value);
        return;
    }
    if (digits_ == 0 || (c != '\r' && c != ';'))
        where_ = part::broken;
    else
        where_ = c == '\r' ? part::size_end : part::extension;
}

void body_decoder::take_trailer(char c) {
    if (++trailers_ > most_trailers) where_ = part::broken;
    if (after_cr_) {
        after_cr_ = false;
        if (c != '\n')
            where_ = part::broken;
        else if (line_ == 0)
            where_ = part::end;
        line_ = 0;
        return;
    }
    if (c == '\r')
        after_cr_ = true;
    else if (c == '\n' || c == '\0')
        where_ = part::broken;
    else
        ++line_;
}

}  // namespace cohook::service
