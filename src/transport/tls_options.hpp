// Whom a sender trusts.
#pragma once

#include <string>

namespace cohook::transport {

struct tls_options {
    bool system_authorities = true;  ///< the machine's store of certificate authorities
    std::string extra_authorities;   ///< PEM certificates trusted besides, e.g. of a development authority
};

}  // namespace cohook::transport
