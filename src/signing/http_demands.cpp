#include "signing/http_demands.hpp"

#include <algorithm>

namespace cohook::signing {

result<void> http_demands::prepare(http_signature_demands const& wanted) {
    algorithm_ = wanted.algorithm;
    tag_ = wanted.tag;
    for (std::string const& spelled : wanted.components) {
        std::optional<http_component> component = parse_component(spelled);
        if (!component)
            return error(errc::invalid_argument,
                         "`" + spelled +
                             "` is no component of a request: give a derived one such as @method, or the name of a "
                             "header field in lower case",
                         "http_message.components");
        components_.push_back(std::move(*component));
    }
    return {};
}

candidate::algorithm http_demands::made_by() const noexcept {
    if (algorithm_ == "ed25519") return candidate::algorithm::ed25519;
    return algorithm_ == "hmac-sha256" ? candidate::algorithm::hmac : candidate::algorithm::ecdsa;
}

bool http_demands::concern(http_signature const& claim) const {
    bool const right_tag = tag_.empty() || claim.parameters.tag == tag_;
    return right_tag && claim.parameters.algorithm.value_or(algorithm_) == algorithm_;
}

bool http_demands::are_covered_by(http_signature const& claim) const {
    auto const is_covered = [&](http_component const& wanted) {
        return std::any_of(claim.components.begin(), claim.components.end(), [&](http_component const& one) {
            bool const whole_field = !wanted.form && one.is_whole() && one.name == wanted.name;
            return one.identifier == wanted.identifier || whole_field;
        });
    };
    return std::all_of(components_.begin(), components_.end(), is_covered);
}

}  // namespace cohook::signing
