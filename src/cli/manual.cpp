#include "cli/manual.hpp"

#include "cli/help.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace cohook::cli {
namespace {

std::string page_name(std::string_view path) {
    std::string name = "cohook";
    if (!path.empty()) name.append("-").append(path);
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

/// The code point that begins at `at`, which moves on to its last byte. The tables are UTF-8.
unsigned code_point(std::string_view text, std::size_t& at) {
    auto const lead = static_cast<unsigned char>(text[at]);
    unsigned const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    unsigned point = lead & (0x3fu >> more);
    for (unsigned left = more; left > 0 && at + 1 < text.size(); --left)
        point = point << 6 | (static_cast<unsigned char>(text[++at]) & 0x3fu);
    return point;
}

/// Text as roff prints it, letter by letter.
std::string plain(std::string_view text) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const letter = text[at];
        bool const line_starts = at == 0 || text[at - 1] == '\n';
        if (line_starts && (letter == '.' || letter == '\'')) made += "\\&";
        if (letter == '\\') {
            made += "\\e";
        } else if (letter == '-') {
            made += "\\-";
        } else if (static_cast<unsigned char>(letter) < 0x80) {
            made += letter;
        } else {
            std::array<char, 16> escape{};
            std::snprintf(escape.data(), escape.size(), "\\[u%04X]", code_point(text, at));
            made += escape.data();
        }
    }
    return made;
}

std::string bold(std::string_view text) {
    return "\\fB" + plain(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + plain(text) + "\\fR";
}

/// A term with what it means.
std::string entry(std::string const& term, std::string_view meaning) {
    return ".TP\n" + term + "\n" + plain(meaning) + "\n";
}

std::string section(std::string_view title) {
    return ".SH " + std::string(title) + "\n";
}

std::string head(std::string const& name, char number, std::string_view summary) {
    std::string title = plain(name);
    std::transform(title.begin(), title.end(), title.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return ".TH " + title + " " + number + " \"\" \"cohook " COHOOK_VERSION "\" \"cohook manual\"\n" + section("NAME") +
           plain(name) + " \\- " + plain(summary) + "\n";
}

std::string preformatted(std::string_view text) {
    return ".PP\n.nf\n" + plain(text) + "\n.fi\n";
}

std::string ending() {
    return section("EXIT STATUS") + plain(exit_statuses()) + "\n";
}

std::string see_also(std::string_view group) {
    std::string text = section("SEE ALSO");
    if (!group.empty()) text += ".BR cohook (1),\n";
    for (command_spec const& each : command_table()) {
        if (group.empty() || each.path.starts_with(group)) text += ".BR " + plain(page_name(each.path)) + " (1),\n";
    }
    return text + ".BR cohook.toml (5)\n";
}

std::string page_of(command_spec const& command) {
    std::string text = head(page_name(command.path), '1', command.summary) + section("SYNOPSIS");
    std::string const usage = usage_line(command);
    std::string const name = "cohook " + std::string(command.path);
    text += bold(name) + plain(std::string_view(usage).substr(name.size())) + "\n";
    if (!command.operands.empty()) text += section("OPERANDS");
    for (operand_spec const& each : command.operands) text += entry(italic(each.name), each.help);
    text += section("OPTIONS");
    for (described_option const& each : described_options(command))
        text += entry(bold(each.flag) + (each.value.empty() ? "" : " " + italic(each.value)), each.help);
    if (!command.more.empty()) text += section("NOTES") + preformatted(command.more);
    if (command.settings != audience::nobody) {
        text += section("CONFIGURATION") +
                "Every option with a default can also be set in the environment and in the configuration file; see\n"
                ".BR cohook.toml (5).\n";
    }
    auto const group = command.path.substr(0, command.path.find(' ') + 1);
    return text + ending() + see_also(group.empty() ? command.path : group);
}

std::string overview() {
    std::string text = head("cohook", '1', "the webhook system of a members register") + section("SYNOPSIS") +
                       bold("cohook") + " " + italic("COMMAND") + " [options]\n" + section("DESCRIPTION") +
                       "Data goes to stdout, everything else to stderr. To see it all work: " + bold("cohook demo") +
                       ".\n" + section("COMMANDS");
    for (command_spec const& each : command_table()) text += entry(bold(each.path), each.summary);
    return text + ending() + see_also({});
}

std::string_view kind_name(setting_kind kind) noexcept {
    switch (kind) {
        case setting_kind::text: return "text";
        case setting_kind::boolean: return "true or false";
        case setting_kind::count: return "whole number";
        case setting_kind::span: return "span, such as \"30s\", \"5m\" or \"30d\"";
        case setting_kind::list: return "list of texts";
        case setting_kind::secret: return "text, secret";
    }
    return "text";
}

std::string configuration() {
    std::string text = head("cohook.toml", '5', "configuration of cohook") + section("DESCRIPTION");
    text += "TOML, read from the file that " + bold("--config") + " or " + bold("COHOOK_CONFIG") +
            " names, else from " + italic("$XDG_CONFIG_HOME/cohook/config.toml") +
            ".\nA flag wins over the environment, that over the file, that over the default. A key that is not known "
            "is an error.\n" +
            bold("cohook config print --origin") + " shows what is in force and where it comes from.\n" +
            section("KEYS");
    for (setting_spec const& each : setting_table()) {
        std::string about(each.help);
        about.append(". A ").append(kind_name(each.kind)).append("; in the environment ");
        about += environment_name_of(each) + ".";
        if (!each.fallback.empty()) about.append(" Default: ").append(each.fallback).append(".");
        text += entry(bold(each.name), about);
    }
    text += section("EXAMPLE") + preformatted(
                                     "store = \"sqlite:/var/lib/cohook/members.db\"\n"
                                     "listen = \"127.0.0.1:8090\"\n"
                                     "retention = \"90d\"");
    return text + section("SEE ALSO") + ".BR cohook (1),\n.BR cohook\\-serve (1)\n";
}

}  // namespace

std::vector<manual_page> manual_pages() {
    std::vector<manual_page> pages;
    pages.push_back({"cohook", '1', overview()});
    for (command_spec const& each : command_table()) pages.push_back({page_name(each.path), '1', page_of(each)});
    pages.push_back({"cohook.toml", '5', configuration()});
    return pages;
}

}  // namespace cohook::cli
