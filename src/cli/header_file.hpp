// Header lines in a file: `Name: value`, one a line.
#pragma once

#include <cohook/error.hpp>
#include <cohook/scheme.hpp>

#include <string>
#include <vector>

namespace cohook::cli {

/// White space around a value is not part of it, empty lines are skipped. Errors: those of `read_file`;
/// `invalid_argument` with the number of a line of another form.
result<std::vector<header_line>> read_header_file(std::string const& path);

/// The lines must outlive the views.
std::vector<header_view> views_of(std::vector<header_line> const& lines);

}  // namespace cohook::cli
