// What a receiver demands of an RFC 9421 signature, made ready for use.
#pragma once

#include <cohook/verifier.hpp>

#include "signing/http_signature.hpp"
#include "signing/request.hpp"

#include <string>
#include <vector>

namespace cohook::signing {

class http_demands {
public:
    /// Errors: `invalid_argument` in the field `http_message.components`.
    result<void> prepare(http_signature_demands const& wanted);

    std::string const& algorithm() const noexcept { return algorithm_; }
    candidate::algorithm made_by() const noexcept;

    /// Is this signature one that we can check and want to look at, by its `tag` and its `alg`?
    bool concern(http_signature const& claim) const;
    /// Does it cover all that is demanded?
    bool are_covered_by(http_signature const& claim) const;

private:
    std::string algorithm_;
    std::string tag_;
    std::vector<http_component> components_;
};

}  // namespace cohook::signing
