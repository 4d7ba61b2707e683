#include "members/principal.hpp"

namespace cohook::members {

std::string to_string(right_set rights) {
    std::string text;
    if (rights.has(right::read)) text = "read";
    if (rights.has(right::write)) text += text.empty() ? "write" : " write";
    return text;
}

std::optional<right_set> parse_rights(std::string_view text) noexcept {
    right_set rights;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        if (word == "read")
            rights = rights | right::read;
        else if (word == "write")
            rights = rights | right::write;
        else if (!word.empty())
            return std::nullopt;
        text.remove_prefix(word.size());
        if (!text.empty()) text.remove_prefix(1);
    }
    return rights;
}

}  // namespace cohook::members
