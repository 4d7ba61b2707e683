#include "cli/help.hpp"

#include <algorithm>

namespace cohook::cli {
namespace {

using occurrence = operand_spec::occurrence;

void row(std::string& text, std::string left, std::string_view right) {
    constexpr std::size_t column = 30;
    text += "  " + left;
    text += left.size() + 2 < column ? std::string(column - left.size() - 2, ' ') : "\n" + std::string(column, ' ');
    text.append(right).append("\n");
}

std::string with_value(std::string_view flag, std::string_view value) {
    return value.empty() ? std::string(flag) : std::string(flag) + " " + std::string(value);
}

}  // namespace

std::vector<described_option> described_options(command_spec const& command) {
    std::vector<described_option> made;
    made.reserve(command.options.size() + setting_table().size() + 2);
    for (option_spec const& each : command.options)
        made.push_back(
            {std::string(each.flag), each.value, std::string(each.help) + (each.repeatable ? "; repeatable" : "")});
    for (setting_spec const& each : setting_table()) {
        bool const wanted = overlaps(each.who, command.settings | audience::everyone);
        if (!wanted || each.kind == setting_kind::secret) continue;
        std::string help(each.help);
        if (!each.fallback.empty() && each.fallback != "false") help += " [" + std::string(each.fallback) + "]";
        made.push_back({flag_of(each), each.value, std::move(help)});
    }
    made.push_back({"--config", "FILE", "configuration file [$XDG_CONFIG_HOME/cohook/config.toml]"});
    made.push_back({"-h, --help", "", "show this help"});
    return made;
}

std::string_view exit_statuses() noexcept {
    return "0 ok, 1 failed, 2 usage, 3 bad configuration, 4 not authorized, 5 not found, 6 conflict,\n"
           "7 unreachable or timed out, 8 signature invalid, 9 endpoint did not acknowledge, 130 interrupted";
}

std::string usage_line(command_spec const& command) {
    std::string line = "cohook " + std::string(command.path);
    if (!command.options.empty() || command.settings != audience::nobody) line += " [options]";
    for (operand_spec const& each : command.operands) {
        std::string const name(each.name);
        if (each.how_often == occurrence::required) line += " " + name;
        if (each.how_often == occurrence::optional) line += " [" + name + "]";
        if (each.how_often == occurrence::any) line += " [" + name + "]...";
    }
    return line;
}

std::string help_of_command(command_spec const& command) {
    std::string text(command.summary);
    text += "\n\nusage: " + usage_line(command) + "\n";
    if (!command.operands.empty()) text += "\noperands:\n";
    for (operand_spec const& each : command.operands) row(text, std::string(each.name), each.help);
    text += "\noptions:\n";
    for (described_option const& each : described_options(command))
        row(text, with_value(each.flag, each.value), each.help);
    if (!command.more.empty()) text += "\n" + std::string(command.more) + "\n";
    if (command.settings != audience::nobody) {
        text +=
            "\nEvery option with a default is also COHOOK_NAME in the environment and a key of the configuration\n"
            "file: --drain-deadline is COHOOK_DRAIN_DEADLINE and drain-deadline = \"30s\". A flag wins over the\n"
            "environment, that over the file. `cohook config print --origin` shows which one did.\n";
    }
    return text;
}

std::string help_of_group(std::string_view group) {
    std::string text = group.empty() ? "cohook " COHOOK_VERSION
                                       ": the webhook system of a members register\n\n"
                                       "usage: cohook COMMAND [options]\n\ncommands:\n"
                                     : "usage: cohook " + std::string(group) + " COMMAND [options]\n\ncommands:\n";
    std::string const before = group.empty() ? std::string() : std::string(group) + " ";
    for (command_spec const& each : command_table()) {
        if (each.path.starts_with(before)) row(text, std::string(each.path), each.summary);
    }
    text +=
        "\n`cohook COMMAND --help` tells more. Data goes to stdout, everything else to stderr.\n"
        "exit status: ";
    text.append(exit_statuses()).append("\n");
    if (group.empty()) text += "\nTo see it all work: cohook demo\n";
    return text;
}

}  // namespace cohook::cli
