#include "cli/settings.hpp"

#include "cli/nearest.hpp"
#include "cli/settings_file.hpp"
#include "cli/span_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <unistd.h>

namespace cohook::cli {
namespace {

constexpr std::string_view prefix = "COHOOK_";
// Variables of other parts of the product that are no settings.
constexpr std::string_view not_settings[] = {"COHOOK_CONFIG", "COHOOK_SIGNING_KEY"};

constexpr std::uint64_t largest_count = 1'000'000;

std::optional<std::uint64_t> read_count(std::string_view text) {
    std::uint64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = fault == std::errc{} && end == text.data() + text.size() && number <= largest_count;
    return whole ? std::optional(number) : std::nullopt;
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> allowed) {
    return std::find(allowed.begin(), allowed.end(), text) != allowed.end();
}

result<void> check_choice(std::string_view name, std::string_view text) {
    auto const refuse = [&](std::string_view choices) {
        return error(errc::invalid_argument, "`" + std::string(text) + "` is none of " + std::string(choices));
    };
    if (name == "color" && !one_of(text, {"auto", "always", "never"})) return refuse("auto, always, never");
    if (name == "nat64" && !one_of(text, {"block", "decode"})) return refuse("block, decode");
    if (name == "log-format" && !one_of(text, {"auto", "json", "text"})) return refuse("auto, json, text");
    if (name == "log-level" && !one_of(text, {"debug", "info", "warning", "error", "off"})) {
        return refuse("debug, info, warning, error, off");
    }
    return {};
}

result<void> check_count(setting_spec const& spec, std::string_view text) {
    std::uint64_t const least = read_count(spec.least).value_or(0);
    std::uint64_t const most = read_count(spec.most).value_or(largest_count);
    auto const number = read_count(text);
    if (number && *number >= least && *number <= most) return {};
    return error(errc::invalid_argument, "`" + std::string(text) + "` is not a whole number from " +
                                             std::to_string(least) + " to " + std::to_string(most));
}

result<void> check_span(setting_spec const& spec, std::string_view text) {
    auto const span = parse_span(text);
    if (!span) return span.error();
    auto const least = parse_span(spec.least);
    if (!least || *span >= *least) return {};
    return error(errc::invalid_argument,
                 "`" + std::string(text) + "` is too short: give " + std::string(spec.least) + " or more");
}

result<void> check(setting_spec const& spec, std::string_view text) {
    switch (spec.kind) {
        case setting_kind::boolean:
            if (one_of(text, {"true", "false", "1", "0"})) return {};
            return error(errc::invalid_argument, "`" + std::string(text) + "` is neither true nor false");
        case setting_kind::count: return check_count(spec, text);
        case setting_kind::span: return check_span(spec, text);
        default: return check_choice(spec.name, text);
    }
}

std::string default_file() {
    char const* const base = std::getenv("XDG_CONFIG_HOME");
    if (base != nullptr && *base != '\0') return std::string(base) + "/cohook/config.toml";
    char const* const home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return {};
    return std::string(home) + "/.config/cohook/config.toml";
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        std::size_t const comma = text.find(',');
        std::string_view const part = text.substr(0, comma);
        if (!part.empty()) parts.emplace_back(part);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return parts;
}

/// The variable that was meant by a name that is none of ours; empty where it is somebody else's. Others have names with
/// our prefix too: Kubernetes gives every container beside a service `cohook` its `COHOOK_SERVICE_HOST` and
/// `COHOOK_PORT`. So a name is compared without the prefix, which would make any two of them alike.
std::string variable_meant_by(std::string_view name) {
    std::vector<std::string> names(std::begin(not_settings), std::end(not_settings));
    for (setting_spec const& row : setting_table()) names.push_back(environment_name_of(row));
    std::vector<std::string_view> bare;
    bare.reserve(names.size());
    for (std::string const& each : names) bare.push_back(std::string_view(each).substr(prefix.size()));
    std::string_view const near = nearest(name.substr(prefix.size()), bare);
    return near.empty() ? std::string() : std::string(prefix) + std::string(near);
}

}  // namespace

result<settings> settings::resolve(given_flags const& flags, std::optional<std::string> file) {
    settings made;
    for (setting_spec const& row : setting_table()) {
        std::vector<std::string> values;
        if (row.kind != setting_kind::list) values.emplace_back(row.fallback);
        made.entries_[std::string(row.name)].values = std::move(values);
    }
    char const* const named = std::getenv("COHOOK_CONFIG");
    if (!file && named != nullptr && *named != '\0') file = named;
    std::string const path = file ? *file : default_file();
    if (file || (!path.empty() && ::access(path.c_str(), F_OK) == 0)) {
        if (auto taken = made.take_file(path); !taken) return taken.error();
    }
    if (auto taken = made.take_environment(); !taken) return taken.error();
    for (auto const& [name, values] : flags) {
        setting_spec const* const spec = find_setting(name);
        if (spec == nullptr) return error(errc::internal, "no setting " + name);
        if (auto taken = made.take(*spec, values, origin::flag, flag_of(*spec)); !taken) return taken.error();
    }
    return made;
}

result<void> settings::take(setting_spec const& spec, std::vector<std::string> values, origin from, std::string place) {
    for (std::string const& value : values) {
        auto const checked = check(spec, value);
        if (checked) continue;
        std::string const named = from == origin::file ? std::string(spec.name) + " = " : std::string();
        return error(errc::invalid_argument, named + checked.error().message(), place);
    }
    if (values.empty() && spec.kind != setting_kind::list) values.emplace_back();
    entries_[std::string(spec.name)] = entry{std::move(values), from, std::move(place)};
    return {};
}

result<void> settings::take_file(std::string const& path) {
    auto read = read_settings_file(path);
    if (!read) return read.error();
    for (file_setting& one : *read) {
        setting_spec const* const spec = find_setting(one.name);
        auto taken = take(*spec, std::move(one.values), origin::file, one.place);
        if (!taken) return taken;
    }
    file_ = path;
    return {};
}

result<void> settings::take_environment() {
    for (char** at = environ; *at != nullptr; ++at) {
        std::string_view const whole(*at);
        if (!whole.starts_with(prefix)) continue;
        std::string const name(whole.substr(0, whole.find('=')));
        if (std::find(std::begin(not_settings), std::end(not_settings), name) != std::end(not_settings)) continue;
        setting_spec const* spec = nullptr;
        for (setting_spec const& row : setting_table()) {
            if (environment_name_of(row) == name) spec = &row;
        }
        if (spec == nullptr) {
            std::string const meant = variable_meant_by(name);
            if (meant.empty()) continue;
            return error(errc::invalid_argument, "there is no such setting; did you mean " + meant + "?", name);
        }
        std::string value(whole.substr(std::min(whole.size(), name.size() + 1)));
        if (value.empty()) continue;
        bool const is_list = spec->kind == setting_kind::list;
        std::vector<std::string> values;
        if (is_list) values = split_list(value);
        if (!is_list) values.push_back(std::move(value));
        if (auto taken = take(*spec, std::move(values), origin::environment, name); !taken) return taken;
    }
    return {};
}

settings::entry const& settings::entry_of(std::string_view name) const {
    static entry const missing;
    auto const found = entries_.find(name);
    return found == entries_.end() ? missing : found->second;
}

bool settings::has(std::string_view name) const {
    auto const& values = entry_of(name).values;
    return !values.empty() && !values.front().empty();
}

bool settings::boolean(std::string_view name) const {
    std::string const& value = text(name);
    return value == "true" || value == "1";
}

std::uint64_t settings::count(std::string_view name) const {
    return read_count(text(name)).value_or(0);
}

std::chrono::milliseconds settings::span(std::string_view name) const {
    auto const read = parse_span(text(name));
    return read ? *read : std::chrono::milliseconds(0);
}

std::vector<std::string> settings::list(std::string_view name) const {
    return entry_of(name).values;
}

}  // namespace cohook::cli
