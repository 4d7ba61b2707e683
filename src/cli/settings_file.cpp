#include "cli/settings_file.hpp"

#include "cli/files.hpp"
#include "cli/nearest.hpp"
#include "cli/settings.hpp"

#include <toml++/toml.h>

#include <sys/stat.h>

namespace cohook::cli {
namespace {

std::string place_of(std::string const& path, toml::source_region const& where) {
    return path + ":" + std::to_string(where.begin.line);
}

result<std::string> read_scalar(setting_spec const& spec, toml::node const& node) {
    if (auto const* const text = node.as_string()) return text->get();
    if (auto const* const flag = node.as_boolean(); flag != nullptr && spec.kind == setting_kind::boolean) {
        return std::string(flag->get() ? "true" : "false");
    }
    if (auto const* const number = node.as_integer(); number != nullptr && spec.kind == setting_kind::count) {
        return std::to_string(number->get());
    }
    std::string_view wanted = "text in quotes";
    if (spec.kind == setting_kind::boolean) wanted = "true or false";
    if (spec.kind == setting_kind::count) wanted = "a whole number";
    if (spec.kind == setting_kind::list) wanted = "a list of texts in brackets";
    return error(errc::invalid_argument, "`" + std::string(spec.name) + "` must be " + std::string(wanted));
}

result<std::vector<std::string>> read_values(setting_spec const& spec, toml::node const& node) {
    std::vector<std::string> values;
    toml::array const* const list = spec.kind == setting_kind::list ? node.as_array() : nullptr;
    if (list == nullptr) {
        auto one = read_scalar(spec, node);
        if (!one) return one.error();
        values.push_back(std::move(*one));
        return values;
    }
    for (toml::node const& each : *list) {
        auto one = read_scalar(spec, each);
        if (!one) return one.error();
        values.push_back(std::move(*one));
    }
    return values;
}

error unknown_key(std::string_view name, std::string place) {
    std::vector<std::string_view> names;
    for (setting_spec const& row : setting_table()) names.push_back(row.name);
    std::string_view const near = nearest(name, names);
    std::string what = "there is no setting `" + std::string(name) + "`";
    if (!near.empty()) what += "; did you mean `" + std::string(near) + "`?";
    return error(errc::invalid_argument, std::move(what), std::move(place));
}

result<toml::table> parse(std::string const& text, std::string const& path) {
    try {
        return toml::parse(text, path);
    } catch (toml::parse_error const& refused) {
        return error(errc::invalid_argument, "this is not TOML: " + std::string(refused.description()),
                     place_of(path, refused.source()));
    }
}

}  // namespace

result<std::vector<file_setting>> read_settings_file(std::string const& path) {
    struct stat facts {};
    bool const is_file = ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
    if (is_file && (facts.st_mode & 077) != 0) {
        return error(errc::invalid_argument,
                     "others than its owner may read it, and it may hold a key; run `chmod 600 " + path + "`", path);
    }
    auto const text = read_file(path, 1u << 20);
    if (!text) return error(errc::invalid_argument, text.error().message(), path);
    auto const parsed = parse(*text, path);
    if (!parsed) return parsed.error();
    std::vector<file_setting> read;
    for (auto const& [key, node] : *parsed) {
        std::string const name(key.str());
        std::string place = place_of(path, node.source());
        setting_spec const* const spec = find_setting(name);
        if (spec == nullptr) return unknown_key(name, std::move(place));
        auto values = read_values(*spec, node);
        if (!values) return error(errc::invalid_argument, values.error().message(), std::move(place));
        read.push_back(file_setting{name, std::move(*values), std::move(place)});
    }
    return read;
}

}  // namespace cohook::cli
