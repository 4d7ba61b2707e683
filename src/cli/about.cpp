// `version`, `completion`, `config print`: what the executable says about itself.
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/settings_view.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/version.hpp>
#include <openssl/crypto.h>

namespace cohook::cli {
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
        auto entry = show_setting(call.config, spec);
        if (call.json()) {
            if (!with_origin) entry.erase("origin");
            all[spec.name] = std::move(entry);
            continue;
        }
        // A comment in TOML, so that what is printed can be a configuration file.
        std::string line = std::string(spec.name) + " = " + boost::json::serialize(entry.at("value"));
        if (spec.kind == setting_kind::secret) line = "# " + line;
        if (with_origin) line += "  # " + std::string(entry.at("origin").as_string());
        call.out.print(line);
    }
    if (call.json()) call.out.print(boost::json::serialize(all));
    return exit_code::ok;
}

}  // namespace cohook::cli
