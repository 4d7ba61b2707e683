#include "cli/settings_view.hpp"

#include <boost/json/array.hpp>

namespace cohook::cli {
namespace {

boost::json::value value_of(settings const& config, setting_spec const& spec) {
    if (spec.kind == setting_kind::secret) return config.has(spec.name) ? "(set)" : "";
    if (spec.kind == setting_kind::boolean) return config.boolean(spec.name);
    if (spec.kind == setting_kind::count) return config.count(spec.name);
    if (spec.kind != setting_kind::list) return boost::json::string(config.text(spec.name));
    boost::json::array values;
    for (std::string const& each : config.list(spec.name)) values.emplace_back(each);
    return values;
}

std::string origin_of(settings const& config, setting_spec const& spec) {
    std::string text(to_string(config.from(spec.name)));
    std::string const& place = config.place(spec.name);
    return place.empty() ? text : text + " " + place;
}

}  // namespace

boost::json::object show_setting(settings const& config, setting_spec const& spec) {
    boost::json::object shown;
    shown["value"] = value_of(config, spec);
    shown["origin"] = origin_of(config, spec);
    return shown;
}

boost::json::object show_settings(settings const& config, audience who) {
    boost::json::object shown;
    for (setting_spec const& spec : setting_table())
        if (overlaps(spec.who, who)) shown[spec.name] = show_setting(config, spec);
    return shown;
}

}  // namespace cohook::cli
