#include "service/base64url.hpp"

#include "signing/encoding.hpp"

namespace cohook::service {

std::string base64url(std::string_view bytes) {
    std::string made;
    signing::append_base64(made, bytes);
    for (auto& c : made) c = c == '+' ? '-' : c == '/' ? '_' : c;
    made.erase(made.find_last_not_of('=') + 1);
    return made;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.empty() || text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
    std::string padded(text);
    for (auto& c : padded) c = c == '-' ? '+' : c == '_' ? '/' : c;
    padded.append((4 - padded.size() % 4) % 4, '=');
    auto const size = signing::base64_decoded_size(padded);
    if (!size) return std::nullopt;
    std::string made(*size, '\0');
    std::span<unsigned char> const into(reinterpret_cast<unsigned char*>(made.data()), made.size());
    if (!signing::decode_base64(padded, into)) return std::nullopt;
    return made;
}

}  // namespace cohook::service
