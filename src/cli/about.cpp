// `version`, `completion`, `config print`: what the executable says about itself.
#include "cli/commands.hpp"
#include "cli/help.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/version.hpp>
#include <openssl/crypto.h>

namespace cohook::cli {
namespace {

boost::json::value shown(settings const& config, setting_spec const& spec) {
    if (spec.kind == setting_kind::secret) return config.has(spec.name) ? "(set)" : "";
    if (spec.kind == setting_kind::boolean) return config.boolean(spec.name);
    if (spec.kind == setting_kind::count) return config.count(spec.name);
    if (spec.kind != setting_kind::list) return boost::json::string(config.text(spec.name));
    boost::json::array values;
    for (std::string const& each : config.list(spec.name)) values.emplace_back(each);
    return values;
}

std::string origin_text(settings const& config, setting_spec const& spec) {
    std::string text(to_string(config.from(spec.name)));
    std::string const& place = config.place(spec.name);
    return place.empty() ? text : text + " " + place;
}

}  // namespace

exit_code run_version(invocation& call) {
    std::string const boost_version = std::to_string(BOOST_VERSION / 100000) + "." +
                                      std::to_string(BOOST_VERSION / 100 % 1000) + "." +
                                      std::to_string(BOOST_VERSION % 100);
    if (!call.json()) {
        call.out.print("cohook " COHOOK_VERSION);
        return exit_code::ok;
    }
    boost::json::object about;
    about["version"] = COHOOK_VERSION;
    about["compiler"] = "gcc " __VERSION__;
    about["boost"] = boost_version;
    about["openssl"] = OpenSSL_version(OPENSSL_VERSION_STRING);
    call.out.print(boost::json::serialize(about));
    return exit_code::ok;
}

exit_code run_completion(invocation& call) {
    std::string const script = completion_script(call.operand(0));
    if (script.empty()) {
        return call.out.complain(exit_code::usage, "there is no completion for `" + call.operand(0) + "`",
                                 "name one of bash, zsh, fish");
    }
    call.out.write(script);
    return exit_code::ok;
}

exit_code run_config_print(invocation& call) {
    bool const with_origin = call.has("--origin");
    boost::json::object all;
    for (setting_spec const& spec : setting_table()) {
        boost::json::value const value = shown(call.config, spec);
        std::string const origin = origin_text(call.config, spec);
        if (call.json()) {
            boost::json::object entry;
            entry["value"] = value;
            if (with_origin) entry["origin"] = origin;
            all[spec.name] = std::move(entry);
            continue;
        }
        // A comment in TOML, so that what is printed can be a configuration file.
        std::string line = std::string(spec.name) + " = " + boost::json::serialize(value);
        if (spec.kind == setting_kind::secret) line = "# " + line;
        if (with_origin) line += "  # " + origin;
        call.out.print(line);
    }
    if (call.json()) call.out.print(boost::json::serialize(all));
    return exit_code::ok;
}

}  // namespace cohook::cli
