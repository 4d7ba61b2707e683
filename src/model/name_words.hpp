// Names of persons as they are looked for: in words, without what writers differ in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook {

/// The words of a text in UTF-8, sorted, each once; two of them are equal where a reader would call them the same name.
/// Case does not count. Letters are written as in a Norwegian passport: å, æ and ø are aa, ae and oe (so are ä and ö), þ is
/// th, and accents are left out (é is e, ñ is n, the letters of Sámi and Vietnamese likewise). An apostrophe joins, every
/// other mark parts. Letters of other alphabets stay what they are.
///
/// A word of a name that begins with a word of what somebody typed is a match: "hå" finds both Håkon and Haakon.
std::vector<std::string> name_words(std::string_view text);

/// As one text, a space between them: no word holds one.
std::string joined_words(std::span<std::string const> words);

}  // namespace cohook
