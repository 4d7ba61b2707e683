// JSON text, written: one spelling a string, so that the same content always gives the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace cohook::signing {

/// Well-formed by RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

/// Appends the text in quotes. Escapes what RFC 8259 demands and nothing else; `text` is UTF-8 and stays it.
void append_json_string(std::string& out, std::string_view text);

}  // namespace cohook::signing
