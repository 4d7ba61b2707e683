// What a command is: its place in the tree, what it takes, what it does. Parsing, --help and completion are driven by it.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/settings.hpp"
#include "cli/terminal.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::cli {

class invocation;

struct operand_spec {
    std::string_view name;  ///< in capitals: `URL`
    std::string_view help;
    enum class occurrence { required, optional, any } how_often = occurrence::required;
};

struct option_spec {
    std::string_view flag;   ///< `--resolves-to`
    std::string_view value;  ///< what stands for the value in --help; empty: a switch
    std::string_view help;
    bool repeatable = false;
};

struct command_spec {
    std::string_view path;  ///< `endpoint check`
    std::string_view summary;
    exit_code (*run)(invocation&);
    std::vector<operand_spec> operands;
    std::vector<option_spec> options;
    audience settings = audience::nobody;
    std::string_view more{};  ///< further paragraphs of --help
};

/// Every command, in the order of `cohook --help`.
std::span<command_spec const> command_table();
command_spec const* find_command(std::string_view path);

/// One call of a command: what was given, the settings in force, where to write.
class invocation {
public:
    invocation(command_spec const& of, terminal& to) : spec(of), out(to) {}

    bool has(std::string_view flag) const { return options.find(flag) != options.end(); }
    /// The last value given; `fallback` where there is none.
    std::string value(std::string_view flag, std::string_view fallback = {}) const;
    std::vector<std::string> values(std::string_view flag) const;
    std::string operand(std::size_t at) const { return at < operands.size() ? operands[at] : std::string(); }
    bool json() const { return has("--json"); }

    command_spec const& spec;
    terminal& out;
    settings config;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::vector<std::string> operands;
};

}  // namespace cohook::cli
