#include "model/name_words.hpp"

#include "model/text_rules.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace cohook {
namespace {

/// Letters that follow each other and are all written so.
struct written {
    char32_t first, last;
    std::string_view as;
};

constexpr std::array letters{written{0xc0, 0xc3, "a"},      written{0xc4, 0xc4, "ae"},    written{0xc5, 0xc5, "aa"},
                             written{0xc6, 0xc6, "ae"},     written{0xc7, 0xc7, "c"},     written{0xc8, 0xcb, "e"},
                             written{0xcc, 0xcf, "i"},      written{0xd0, 0xd0, "d"},     written{0xd1, 0xd1, "n"},
                             written{0xd2, 0xd5, "o"},      written{0xd6, 0xd6, "oe"},    written{0xd8, 0xd8, "oe"},
                             written{0xd9, 0xdc, "u"},      written{0xdd, 0xdd, "y"},     written{0xde, 0xde, "th"},
                             written{0xdf, 0xdf, "ss"},     written{0xe0, 0xe3, "a"},     written{0xe4, 0xe4, "ae"},
                             written{0xe5, 0xe5, "aa"},     written{0xe6, 0xe6, "ae"},    written{0xe7, 0xe7, "c"},
                             written{0xe8, 0xeb, "e"},      written{0xec, 0xef, "i"},     written{0xf0, 0xf0, "d"},
                             written{0xf1, 0xf1, "n"},      written{0xf2, 0xf5, "o"},     written{0xf6, 0xf6, "oe"},
                             written{0xf8, 0xf8, "oe"},     written{0xf9, 0xfc, "u"},     written{0xfd, 0xfd, "y"},
                             written{0xfe, 0xfe, "th"},     written{0xff, 0xff, "y"},     written{0x100, 0x105, "a"},
                             written{0x106, 0x10d, "c"},    written{0x10e, 0x111, "d"},   written{0x112, 0x11b, "e"},
                             written{0x11c, 0x123, "g"},    written{0x124, 0x127, "h"},   written{0x128, 0x131, "i"},
                             written{0x132, 0x133, "ij"},   written{0x134, 0x135, "j"},   written{0x136, 0x138, "k"},
                             written{0x139, 0x142, "l"},    written{0x143, 0x14b, "n"},   written{0x14c, 0x151, "o"},
                             written{0x152, 0x153, "oe"},   written{0x154, 0x159, "r"},   written{0x15a, 0x161, "s"},
                             written{0x162, 0x167, "t"},    written{0x168, 0x173, "u"},   written{0x174, 0x175, "w"},
                             written{0x176, 0x178, "y"},    written{0x179, 0x17e, "z"},   written{0x17f, 0x17f, "s"},
                             written{0x1a0, 0x1a1, "o"},    written{0x1af, 0x1b0, "u"},   written{0x1fc, 0x1fd, "ae"},
                             written{0x1fe, 0x1ff, "oe"},   written{0x218, 0x219, "s"},   written{0x21a, 0x21b, "t"},
                             written{0x1e9e, 0x1e9e, "ss"}, written{0x1ea0, 0x1eb7, "a"}, written{0x1eb8, 0x1ec7, "e"},
                             written{0x1ec8, 0x1ecb, "i"},  written{0x1ecc, 0x1ee3, "o"}, written{0x1ee4, 0x1ef1, "u"},
                             written{0x1ef2, 0x1ef9, "y"}};

constexpr bool between(char32_t c, char32_t first, char32_t last) noexcept {
    return c >= first && c <= last;
}

/// Takes the first character off; what is not UTF-8 is taken byte by byte.
char32_t take_character(std::string_view& rest) noexcept {
    auto const lead = static_cast<unsigned char>(rest.front());
    std::size_t const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    auto const taken = rest.substr(0, size);
    rest.remove_prefix(taken.size());
    if (size == 1) return lead;
    char32_t c = lead & (0x7fU >> size);
    for (auto const byte : taken.substr(1)) c = c << 6 | (static_cast<unsigned char>(byte) & 0x3f);
    return c;
}

bool joins(char32_t c) noexcept {
    return c == '\'' || c == '`' || c == 0xb4 || c == 0x2bc || c == 0x2018 || c == 0x2019;
}

bool parts(char32_t c) noexcept {
    if (c < 0x80) return !is_alphanumeric(static_cast<char>(c));
    return between(c, 0x80, 0xbf) || c == 0xd7 || c == 0xf7 || between(c, 0x2000, 0x206f) || c == 0x3000;
}

/// An accent that stands beside its letter: a with a ring is å here, too.
void add_accent(char32_t c, std::string& word) {
    if (word.empty()) return;
    auto const last = word.back();
    if (c == 0x30a && last == 'a') word += 'a';
    if (c == 0x308 && (last == 'a' || last == 'o')) word += 'e';
}

/// The small letter of an alphabet that is not Latin, where it lies at a fixed distance.
char32_t small(char32_t c) noexcept {
    if (between(c, 0x391, 0x3a9) || between(c, 0x410, 0x42f)) return c + 0x20;
    if (between(c, 0x400, 0x40f)) return c + 0x50;
    return c;
}

void add_letter(char32_t c, std::string_view bytes, std::string& word) {
    if (c < 0x80) {
        word += to_lower(static_cast<char>(c));
        return;
    }
    auto const* const found =
        std::ranges::find_if(letters, [c](written const& one) { return between(c, one.first, one.last); });
    if (found != letters.end())
        word += found->as;
    else if (auto const other = small(c); other != c)
        word += {static_cast<char>(0xc0 | other >> 6), static_cast<char>(0x80 | (other & 0x3f))};
    else
        word += bytes;
}

}  // namespace

std::vector<std::string> name_words(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    auto const end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    while (!text.empty()) {
        auto const* const begin = text.data();
        auto const c = take_character(text);
        if (joins(c)) continue;
        if (between(c, 0x300, 0x36f))
            add_accent(c, word);
        else if (parts(c))
            end_word();
        else
            add_letter(c, std::string_view(begin, static_cast<std::size_t>(text.data() - begin)), word);
    }
    end_word();
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

std::string joined_words(std::span<std::string const> words) {
    std::string all;
    for (auto const& word : words) {
        if (!all.empty()) all += ' ';
        all += word;
    }
    return all;
}

}  // namespace cohook
