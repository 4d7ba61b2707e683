#include "cli/sending_settings.hpp"

#include "cli/files.hpp"

namespace cohook::cli {

result<sender_options> sender_options_of(settings const& config) {
    sender_options made;
    made.allow_http = config.boolean("allow-http");
    made.allow_addresses = config.list("allow-address");
    made.decode_nat64 = config.text("nat64") == "decode";
    if (config.has("ca-file")) {
        auto authorities = read_file(config.text("ca-file"));
        if (!authorities) return error(errc::invalid_argument, authorities.error().message(), "ca-file");
        made.extra_authorities = std::move(*authorities);
    }
    return made;
}

}  // namespace cohook::cli
