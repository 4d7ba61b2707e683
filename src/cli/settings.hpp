// The settings: one table that drives flags, environment, configuration file, --help and `config print`.
#pragma once

#include <cohook/error.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::cli {

enum class setting_kind { text, boolean, count, span, list, secret };

/// Which commands read a setting, as bits.
enum class audience : unsigned { nobody = 0, everyone = 1, client = 2, server = 4, sending = 8, keeping = 16 };
constexpr audience operator|(audience a, audience b) noexcept {
    return static_cast<audience>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool overlaps(audience a, audience b) noexcept {
    return (static_cast<unsigned>(a) & static_cast<unsigned>(b)) != 0;
}

/// One row. `name` gives all spellings: `--drain-deadline`, `COHOOK_DRAIN_DEADLINE`, and `drain-deadline` in the file.
/// A secret has no flag: its row `NAME-file` has.
struct setting_spec {
    std::string_view name;
    setting_kind kind;
    audience who;
    std::string_view value;     ///< what stands for the value in --help
    std::string_view fallback;  ///< the default, as one would type it
    std::string_view help;
    std::string_view least{};  ///< of a count or a span, as one would type it; empty: 0
    std::string_view most{};   ///< empty: what can be read at all
};

std::span<setting_spec const> setting_table() noexcept;
setting_spec const* find_setting(std::string_view name) noexcept;
std::string flag_of(setting_spec const& spec);
std::string environment_name_of(setting_spec const& spec);

enum class origin { fallback, file, environment, flag };
std::string_view to_string(origin from) noexcept;

/// What was given on the command line: values by setting name, in order.
using given_flags = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The settings in force: flag before environment before file before default. Every value has been checked.
class settings {
public:
    /// `file`: an explicit `--config`; without one `$COHOOK_CONFIG`, else `$XDG_CONFIG_HOME/cohook/config.toml` (or
    /// `~/.config/…`) where it exists. Errors: `invalid_argument` with `field` = `--flag` where the command line is to
    /// blame (usage), else the variable or `FILE:line` (bad configuration). A variable with our prefix that is no
    /// setting is refused only where it looks like one misspelt; else it is somebody else's and nothing is said of it.
    static result<settings> resolve(given_flags const& flags, std::optional<std::string> file);

    std::string const& text(std::string_view name) const { return entry_of(name).values.front(); }
    /// Empty text is no value.
    bool has(std::string_view name) const;
    bool boolean(std::string_view name) const;
    std::uint64_t count(std::string_view name) const;
    std::chrono::milliseconds span(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;
    origin from(std::string_view name) const { return entry_of(name).from; }
    /// Where exactly: the variable, the file, the flag.
    std::string const& place(std::string_view name) const { return entry_of(name).place; }
    /// The file that was read; empty where there is none.
    std::string const& file() const noexcept { return file_; }

private:
    struct entry {
        std::vector<std::string> values{std::string()};
        origin from = origin::fallback;
        std::string place;
    };
    entry const& entry_of(std::string_view name) const;
    result<void> take(setting_spec const& spec, std::vector<std::string> values, origin from, std::string place);
    result<void> take_file(std::string const& path);
    result<void> take_environment();

    std::map<std::string, entry, std::less<>> entries_;
    std::string file_;
};

}  // namespace cohook::cli
