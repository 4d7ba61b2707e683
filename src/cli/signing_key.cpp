#include "cli/signing_key.hpp"

#include "cli/files.hpp"

#include <cstdlib>

namespace cohook::cli {

result<std::vector<std::string>> signing_keys_of(invocation const& call) {
    std::vector<std::string> keys;
    for (std::string const& path : call.values("--key-file")) {
        auto key = read_secret(path);
        if (!key) return key.error();
        keys.push_back(std::move(*key));
    }
    if (!keys.empty()) return keys;
    char const* const given = std::getenv("COHOOK_SIGNING_KEY");
    if (given != nullptr && *given != '\0') return std::vector<std::string>{given};
    return error(errc::invalid_argument,
                 "a signing key is needed: name a file that holds it with --key-file, "
                 "or set COHOOK_SIGNING_KEY");
}

result<std::string> signing_key_of(invocation const& call) {
    auto keys = signing_keys_of(call);
    if (!keys) return keys.error();
    return std::move(keys->front());
}

}  // namespace cohook::cli
