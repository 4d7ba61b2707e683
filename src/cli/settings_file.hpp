// The configuration file: TOML, flat, one key a setting.
#pragma once

#include <cohook/error.hpp>

#include <string>
#include <vector>

namespace cohook::cli {

struct file_setting {
    std::string name;
    std::vector<std::string> values;
    std::string place;  ///< `FILE:LINE`
};

/// Reads it. Errors (`field` is `FILE` or `FILE:LINE`): it cannot be read; others than its owner may read or write it
/// (mode 0600 is asked for, because it may hold a key); it is not TOML; a key is unknown (with the nearest one) or its
/// value is of the wrong type.
result<std::vector<file_setting>> read_settings_file(std::string const& path);

}  // namespace cohook::cli
