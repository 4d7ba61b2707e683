// A certificate for a receiver on this machine, signed by an authority that is made on the spot and forgotten.
#pragma once

#include <cohook/error.hpp>

#include "cli/scratch_directory.hpp"

#include <string>
#include <vector>

namespace cohook::cli {

/// Certificate and key lie in a private directory that goes with this object; the authority's certificate stays in
/// `ca_file`, for senders to trust (`--ca-file`).
class development_certificate {
public:
    /// For localhost, 127.0.0.1, ::1 and the names given.
    static result<development_certificate> make(std::vector<std::string> names, std::string const& ca_file);

    std::string certificate_file() const { return directory_.file("certificate.pem"); }
    std::string key_file() const { return directory_.file("key.pem"); }

private:
    explicit development_certificate(scratch_directory directory) : directory_(std::move(directory)) {}
    scratch_directory directory_;
};

}  // namespace cohook::cli
