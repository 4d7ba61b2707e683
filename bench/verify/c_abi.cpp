#include "verify/c_abi.hpp"

#include <cstdlib>

namespace bench {

c_receiver::c_receiver(sample_request const& request) {
    cohook_secret secret{};
    secret.value = sample_request::key.data();
    secret.value_size = sample_request::key.size();
    cohook_verifier_options options{};
    options.size = sizeof options;
    options.scheme = "standard-webhooks";
    options.secrets = &secret;
    options.secret_count = 1;
    cohook_verifier* made = nullptr;
    if (cohook_verifier_new(&options, &made, nullptr) != COHOOK_OK) std::abort();
    verifier_.reset(made);
    for (cohook::header_view const& line : request.headers)
        headers_.push_back({line.name.data(), line.name.size(), line.value.data(), line.value.size()});
    request_.size = sizeof request_;
    request_.headers = headers_.data();
    request_.header_count = headers_.size();
    request_.body = request.body.data();
    request_.body_size = request.body.size();
    request_.now = sample_request::time;
}

void c_receiver::verify() const {
    cohook_verification proved;
    proved.size = sizeof proved;
    if (cohook_verify(verifier_.get(), &request_, &proved) != COHOOK_VERDICT_OK) std::abort();
    cohook_verification_release(&proved);
}

}  // namespace bench
