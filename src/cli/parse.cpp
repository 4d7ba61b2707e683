#include "cli/parse.hpp"

#include "cli/nearest.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>

namespace cohook::cli {
namespace {

using occurrence = operand_spec::occurrence;

error usage(std::string what) {
    return error(errc::invalid_argument, std::move(what));
}

bool is_group(std::string_view words) {
    auto const all = command_table();
    return std::any_of(all.begin(), all.end(), [&](command_spec const& each) {
        return each.path.starts_with(words) && each.path.size() > words.size() && each.path[words.size()] == ' ';
    });
}

error unknown_command(std::string const& group, std::string const& word) {
    std::vector<std::string_view> candidates;
    std::string const before = group.empty() ? std::string() : group + " ";
    for (command_spec const& each : command_table()) {
        if (!each.path.starts_with(before)) continue;
        std::string_view const rest = each.path.substr(before.size());
        candidates.push_back(rest.substr(0, rest.find(' ')));
    }
    std::string what = "there is no command `" + before + word + "`";
    std::string_view const near = nearest(word, candidates);
    if (!near.empty()) what += "; did you mean `cohook " + before + std::string(near) + "`?";
    return usage(std::move(what));
}

/// How many of the first words name a command or a group, and what they name.
std::pair<std::size_t, std::string> longest_path(std::vector<std::string> const& words) {
    std::string path;
    std::size_t used = 0;
    for (; used < words.size() && !words[used].starts_with('-'); ++used) {
        std::string const longer = path.empty() ? words[used] : path + " " + words[used];
        if (find_command(longer) == nullptr && !is_group(longer)) break;
        path = longer;
    }
    return {used, path};
}

/// Takes the words that name the command off the front; what stands before them may only be `--help`.
result<void> take_command(std::vector<std::string>& words, parsed& into) {
    auto const [used, path] = longest_path(words);
    into.command = find_command(path);
    bool const stopped_at_word = used < words.size() && !words[used].starts_with('-');
    if (into.command == nullptr && stopped_at_word) return unknown_command(path, words[used]);
    if (into.command == nullptr) into.group = path;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(used));
    return {};
}

/// The values CLI11 fills, kept by name; the addresses must not move while it parses.
struct slots {
    std::map<std::string, std::vector<std::string>, std::less<>> values;
    std::map<std::string, bool, std::less<>> switches;
};

void add_option(CLI::App& app, slots& into, std::string const& flag, bool is_switch) {
    if (is_switch) {
        app.add_flag(flag, into.switches[flag]);
        return;
    }
    app.add_option(flag, into.values[flag])
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void declare(CLI::App& app, slots& into, command_spec const& command) {
    for (option_spec const& each : command.options) add_option(app, into, std::string(each.flag), each.value.empty());
    for (setting_spec const& each : setting_table()) {
        bool const wanted = overlaps(each.who, command.settings | audience::everyone);
        if (!wanted || each.kind == setting_kind::secret) continue;
        add_option(app, into, flag_of(each), each.kind == setting_kind::boolean);
    }
    add_option(app, into, "--config", false);
    std::size_t at = 0;
    for (operand_spec const& each : command.operands) {
        auto* const option = app.add_option(std::string(each.name), into.values["operand " + std::to_string(at++)]);
        bool const many = each.how_often == occurrence::any;
        option->expected(many ? -1 : 1)->allow_extra_args(many);
    }
}

std::string nearest_option(command_spec const& command, std::string const& word) {
    std::string const bare = word.substr(0, word.find('='));
    std::vector<std::string> flags{"--help", "--config"};
    for (option_spec const& each : command.options) flags.emplace_back(each.flag);
    for (setting_spec const& each : setting_table()) {
        bool const wanted = overlaps(each.who, command.settings | audience::everyone);
        if (wanted && each.kind != setting_kind::secret) flags.push_back(flag_of(each));
    }
    std::vector<std::string_view> const views(flags.begin(), flags.end());
    return std::string(nearest(bare, views));
}

error leftover(command_spec const& command, std::string const& word) {
    if (!word.starts_with('-') || word == "-") return usage("`" + word + "` is one operand too many");
    std::string what =
        "`cohook " + std::string(command.path) + "` has no option `" + word.substr(0, word.find('=')) + "`";
    std::string const near = nearest_option(command, word);
    if (!near.empty()) what += "; did you mean `" + near + "`?";
    return usage(std::move(what));
}

result<void> check_counts(command_spec const& command, slots const& from) {
    for (option_spec const& each : command.options) {
        auto const found = from.values.find(each.flag);
        if (found != from.values.end() && found->second.size() > 1 && !each.repeatable) {
            return usage("`" + std::string(each.flag) + "` is given more than once");
        }
    }
    for (std::size_t at = 0; at < command.operands.size(); ++at) {
        auto const& spec = command.operands[at];
        auto const& values = from.values.at("operand " + std::to_string(at));
        if (values.empty() && spec.how_often == occurrence::required) {
            return usage(std::string(spec.name) + " is missing: " + std::string(spec.help));
        }
    }
    return {};
}

/// The setting that this flag sets; null where it is an option of the command's own (`listen --listen`).
setting_spec const* setting_of(command_spec const& command, std::string const& flag) {
    auto const own = [&](option_spec const& each) { return each.flag == flag; };
    if (std::any_of(command.options.begin(), command.options.end(), own)) return nullptr;
    return find_setting(flag.substr(2));
}

void hand_over(command_spec const& command, slots& from, parsed& into) {
    for (auto const& [flag, on] : from.switches) {
        if (!on) continue;
        if (setting_of(command, flag) != nullptr)
            into.flags[flag.substr(2)] = {"true"};
        else
            into.options[flag] = {};
    }
    for (std::size_t at = 0; at < command.operands.size(); ++at) {
        for (auto& value : from.values["operand " + std::to_string(at)]) into.operands.push_back(std::move(value));
    }
    for (auto& [flag, values] : from.values) {
        if (values.empty() || flag.starts_with("operand ")) continue;
        if (flag == "--config") {
            into.config_file = values.back();
            continue;
        }
        setting_spec const* const setting = setting_of(command, flag);
        if (setting == nullptr)
            into.options[flag] = std::move(values);
        else if (setting->kind == setting_kind::list)
            into.flags[flag.substr(2)] = std::move(values);
        else
            into.flags[flag.substr(2)] = {values.back()};
    }
}

}  // namespace

std::string named_by(std::vector<std::string> const& words) {
    return longest_path(words).second;
}

result<parsed> parse_words(std::vector<std::string> words) {
    parsed made;
    auto const end_of_options = std::find(words.begin(), words.end(), "--");
    auto const is_help = [](std::string const& word) { return word == "--help" || word == "-h"; };
    made.help = std::any_of(words.begin(), end_of_options, is_help);
    words.erase(std::remove_if(words.begin(), end_of_options, is_help), end_of_options);
    if (!words.empty() && words.front() == "help") {
        made.help = true;
        words.erase(words.begin());
    }
    if (auto taken = take_command(words, made); !taken) return taken.error();
    if (made.command == nullptr || made.help) return made;

    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    slots filled;
    declare(app, filled, *made.command);
    std::reverse(words.begin(), words.end());
    try {
        app.parse(words);
    } catch (CLI::ParseError const& refused) {
        return usage(refused.what());
    }
    auto const rest = app.remaining();
    if (!rest.empty()) return leftover(*made.command, rest.front());
    if (auto counted = check_counts(*made.command, filled); !counted) return counted.error();
    hand_over(*made.command, filled, made);
    return made;
}

}  // namespace cohook::cli
