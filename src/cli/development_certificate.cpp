#include "cli/development_certificate.hpp"

#include "cli/files.hpp"
#include "runtime/clock.hpp"
#include "transport/dev_ca.hpp"

namespace cohook::cli {

result<development_certificate> development_certificate::make(std::vector<std::string> names,
                                                              std::string const& ca_file) {
    auto const now = system_clock().wall();
    auto const authority = transport::development_ca::create(now);
    if (!authority) return authority.error();
    names.insert(names.begin(), {"localhost", "127.0.0.1", "::1"});
    auto const identity = authority->issue(std::move(names), now);
    if (!identity) return identity.error();
    auto directory = scratch_directory::make();
    if (!directory) return directory.error();
    development_certificate made(std::move(*directory));
    if (auto put = write_private_file(made.certificate_file(), identity->certificate); !put) return put.error();
    if (auto put = write_private_file(made.key_file(), identity->private_key); !put) return put.error();
    if (auto put = write_private_file(ca_file, authority->certificate()); !put) return put.error();
    return made;
}

}  // namespace cohook::cli
