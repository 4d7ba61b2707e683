#include "cli/command.hpp"

namespace cohook::cli {

command_spec const* find_command(std::string_view path) {
    for (command_spec const& each : command_table()) {
        if (each.path == path) return &each;
    }
    return nullptr;
}

std::string invocation::value(std::string_view flag, std::string_view fallback) const {
    auto const found = options.find(flag);
    return found == options.end() || found->second.empty() ? std::string(fallback) : found->second.back();
}

std::vector<std::string> invocation::values(std::string_view flag) const {
    auto const found = options.find(flag);
    return found == options.end() ? std::vector<std::string>() : found->second;
}

}  // namespace cohook::cli
