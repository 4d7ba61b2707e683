#include "cli/header_file.hpp"

#include "cli/files.hpp"

#include <algorithm>

namespace cohook::cli {

result<std::vector<header_line>> read_header_file(std::string const& path) {
    auto const read = read_file(path);
    if (!read) return read.error();
    std::string const& text = *read;
    std::vector<header_line> lines;
    std::size_t number = 0, at = 0;
    while (at < text.size()) {
        std::size_t const end = std::min(text.find('\n', at), text.size());
        std::string_view line(text.data() + at, end - at);
        at = end + 1;
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        std::size_t const colon = line.find(':');
        if (colon == 0 || colon == std::string_view::npos) {
            return error(errc::invalid_argument,
                         "line " + std::to_string(number) + " of the headers is not of the form `Name: value`");
        }
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
        while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
        lines.push_back(header_line{std::string(line.substr(0, colon)), std::string(value)});
    }
    return lines;
}

std::vector<header_view> views_of(std::vector<header_line> const& lines) {
    std::vector<header_view> views;
    views.reserve(lines.size());
    for (header_line const& each : lines) views.push_back(header_view{each.name, each.value});
    return views;
}

}  // namespace cohook::cli
