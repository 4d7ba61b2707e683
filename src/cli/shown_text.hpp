// What others wrote, and figures, as a line for a person.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cohook::cli {

/// The beginning of a text that a stranger sent, at most `most` bytes of it, on one line: what would move the cursor or
/// colour the terminal is shown, not done. Says how long the whole is where that is more.
std::string visible_beginning(std::string_view text, std::size_t most);
/// `0.29 ms`, `12.3 ms`, `345 ms`.
std::string milliseconds_text(double milliseconds);

}  // namespace cohook::cli
