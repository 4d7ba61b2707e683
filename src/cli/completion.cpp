#include "cli/help.hpp"

#include <set>

namespace cohook::cli {
namespace {

/// Words that may follow each beginning of a command: "" -> serve demo …, "sync" -> start status ….
std::map<std::string, std::set<std::string>> followers() {
    std::map<std::string, std::set<std::string>> made;
    for (command_spec const& each : command_table()) {
        std::string_view rest = each.path;
        std::string before;
        while (!rest.empty()) {
            std::string const word(rest.substr(0, rest.find(' ')));
            made[before].insert(word);
            before += before.empty() ? word : " " + word;
            rest = rest.size() > word.size() ? rest.substr(word.size() + 1) : std::string_view();
        }
    }
    return made;
}

std::vector<std::pair<std::string, std::string>> flags_of(command_spec const& command) {
    std::vector<std::pair<std::string, std::string>> made;
    made.reserve(command.options.size() + setting_table().size() + 2);
    for (option_spec const& each : command.options) made.emplace_back(each.flag, each.help);
    for (setting_spec const& each : setting_table()) {
        bool const wanted = overlaps(each.who, command.settings | audience::everyone);
        if (wanted && each.kind != setting_kind::secret) made.emplace_back(flag_of(each), each.help);
    }
    made.emplace_back("--config", "configuration file");
    made.emplace_back("--help", "show help");
    return made;
}

/// The function that both bash and zsh (through its bash compatibility) use: the command so far decides the words.
std::string bash_cases() {
    std::string text;
    for (auto const& [before, words] : followers()) {
        text += "        '" + before + "') words='";
        for (std::string const& word : words) text += word + " ";
        text += "' ;;\n";
    }
    for (command_spec const& each : command_table()) {
        text += "        '" + std::string(each.path) + "') words='";
        for (auto const& [flag, help] : flags_of(each)) text += flag + " ";
        text += "' ;;\n";
    }
    return text;
}

std::string bash_script() {
    return "_cohook() {\n"
           "    local word path='' words='' at\n"
           "    for ((at = 1; at < COMP_CWORD; ++at)); do\n"
           "        word=${COMP_WORDS[at]}\n"
           "        case $word in -*) break ;; esac\n"
           "        case \" $_cohook_paths \" in *\"|${path:+$path }$word|\"*) path=${path:+$path }$word ;; *) break "
           ";; esac\n"
           "    done\n"
           "    case $path in\n" +
           bash_cases() +
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "    if [[ ${#COMPREPLY[@]} -eq 0 && ${COMP_WORDS[COMP_CWORD]} != -* ]]; then\n"
           "        COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "    fi\n"
           "}\n";
}

std::string known_paths() {
    std::set<std::string> paths;
    for (auto const& [before, words] : followers()) {
        for (std::string const& word : words) paths.insert(before.empty() ? word : before + " " + word);
    }
    std::string text = "_cohook_paths='|";
    for (std::string const& path : paths) text += path + "|";
    return text + "'\n";
}

std::string quoted_for_fish(std::string_view text) {
    std::string made = "'";
    for (char const letter : text) {
        if (letter == '\'' || letter == '\\') made += '\\';
        made += letter;
    }
    return made + "'";
}

std::string fish_script() {
    std::string text = "complete -c cohook -f\n";
    for (auto const& [before, words] : followers()) {
        std::string condition = "__fish_use_subcommand";
        if (!before.empty()) condition = "__fish_seen_subcommand_from " + before.substr(before.rfind(' ') + 1);
        for (std::string const& word : words) {
            command_spec const* const spec = find_command(before.empty() ? word : before + " " + word);
            text += "complete -c cohook -n '" + condition + "' -a " + word;
            if (spec != nullptr) text += " -d " + quoted_for_fish(spec->summary);
            text += "\n";
        }
    }
    for (command_spec const& each : command_table()) {
        std::string const last(each.path.substr(each.path.rfind(' ') + 1));
        for (auto const& [flag, help] : flags_of(each)) {
            text += "complete -c cohook -n '__fish_seen_subcommand_from " + last + "' -l " + flag.substr(2) + " -d " +
                    quoted_for_fish(help) + "\n";
        }
    }
    return text;
}

}  // namespace

std::string completion_script(std::string_view shell) {
    if (shell == "bash") return known_paths() + bash_script() + "complete -o filenames -F _cohook cohook\n";
    if (shell == "zsh") {
        return "#compdef cohook\nautoload -U +X bashcompinit && bashcompinit\n" + known_paths() + bash_script() +
               "complete -o filenames -F _cohook cohook\n";
    }
    if (shell == "fish") return fish_script();
    return {};
}

}  // namespace cohook::cli
