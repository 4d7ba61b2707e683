#include "cli/generic_layout.hpp"

#include <algorithm>

namespace cohook::cli {

std::vector<option_spec> const& generic_layout_options() {
    static std::vector<option_spec> const options = {
        {"--header", "NAME", "generic-hmac: the header that holds the signature"},
        {"--prefix", "TEXT", "generic-hmac: what stands before it, such as sha256="},
        {"--encoding", "NAME", "generic-hmac: hex or base64 [hex]"},
        {"--hash", "NAME", "generic-hmac: sha1, sha256, sha384 or sha512 [sha256]"},
        {"--template", "TEXT", "generic-hmac: what is signed, with {body}, {id}, {ts} and {url} in it [{body}]"},
        {"--timestamp-header", "NAME", "generic-hmac: the header of {ts}"},
        {"--id-header", "NAME", "generic-hmac: the header of {id}"},
    };
    return options;
}

generic_hmac_layout generic_layout_of(invocation const& call) {
    generic_hmac_layout layout;
    layout.header = call.value("--header");
    layout.prefix = call.value("--prefix");
    layout.encoding = call.value("--encoding", layout.encoding);
    layout.hash = call.value("--hash", layout.hash);
    layout.signed_bytes = call.value("--template", layout.signed_bytes);
    layout.timestamp_header = call.value("--timestamp-header");
    layout.id_header = call.value("--id-header");
    return layout;
}

error named_by_option(error const& why) {
    constexpr std::string_view member = "generic.";
    std::string option;
    if (why.field() == "signed_bytes") option = "--template";
    if (why.field().starts_with(member)) option = "--" + why.field().substr(member.size());
    if (option.empty()) return why;
    std::replace(option.begin(), option.end(), '_', '-');
    return error(why.kind(), why.message(), std::move(option));
}

}  // namespace cohook::cli
