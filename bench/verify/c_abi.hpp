// The same verification through the C ABI of the shared library, as a program in C makes it.
#pragma once

#include "verify/request.hpp"

#include <cohook.h>
#include <memory>
#include <vector>

namespace bench {

class c_receiver {
public:
    explicit c_receiver(sample_request const& request);

    /// Ends the process where the request does not verify.
    void verify() const;

private:
    struct release {
        void operator()(cohook_verifier* verifier) const noexcept { cohook_verifier_free(verifier); }
    };
    std::unique_ptr<cohook_verifier, release> verifier_;
    std::vector<cohook_header> headers_;
    cohook_request request_{};
};

}  // namespace bench
