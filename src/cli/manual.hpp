// The manual pages, made from the tables of commands and settings like --help. In roff, for man(1).
#pragma once

#include "cli/command.hpp"

namespace cohook::cli {

struct manual_page {
    std::string name;  ///< `cohook-app-list`
    char section;      ///< `1`
    std::string text;
};

/// cohook(1), a page for each command, and cohook.toml(5).
std::vector<manual_page> manual_pages();

}  // namespace cohook::cli
