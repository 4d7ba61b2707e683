#include "cli/cli.hpp"
#include "cli/command.hpp"
#include "cli/help.hpp"
#include "cli/parse.hpp"

#include <exception>

namespace cohook::cli {
namespace {

std::string help_of(std::string_view named) {
    return named.empty() ? "cohook --help" : "cohook " + std::string(named) + " --help";
}

exit_code complain_about_settings(terminal& out, command_spec const& of, error const& what) {
    bool const typed = what.field().starts_with("--");
    exit_code const code = typed ? exit_code::usage : exit_code::bad_configuration;
    return out.complain(code, what.field() + ": " + what.message(),
                        typed ? help_of(of.path) : "correct it, or see `cohook config print --origin`");
}

void apply_colour(terminal& out, settings const& config) {
    std::string const& when = config.text("color");
    if (when == "always") out.set_colour(colour_mode::always);
    if (when == "never") out.set_colour(colour_mode::never);
}

exit_code run_command(terminal& out, parsed&& words) {
    invocation call(*words.command, out);
    call.options = std::move(words.options);
    call.operands = std::move(words.operands);
    auto config = settings::resolve(words.flags, std::move(words.config_file));
    if (!config) return complain_about_settings(out, call.spec, config.error());
    call.config = std::move(*config);
    apply_colour(out, call.config);
    return call.spec.run(call);
}

exit_code dispatch(terminal& out, std::vector<std::string> words) {
    if (words.size() == 1 && words.front() == "--version") words.front() = "version";
    std::string const named = named_by(words);
    auto read = parse_words(std::move(words));
    if (!read) return out.complain(exit_code::usage, read.error().message(), help_of(named));
    if (read->help && read->command != nullptr) {
        out.write(help_of_command(*read->command));
        return exit_code::ok;
    }
    if (read->command == nullptr) {
        std::string const text = help_of_group(read->group);
        if (read->help) {
            out.write(text);
            return exit_code::ok;
        }
        out.say(text);
        return exit_code::usage;
    }
    return run_command(out, std::move(*read));
}

}  // namespace

int run(int argc, char** argv) {
    terminal out;
    try {
        return static_cast<int>(dispatch(out, std::vector<std::string>(argv + 1, argv + argc)));
    } catch (std::exception const& broken) {
        return static_cast<int>(out.complain(exit_code::failed, std::string("internal error: ") + broken.what(),
                                             "this is a bug of cohook; please report it"));
    }
}

}  // namespace cohook::cli
