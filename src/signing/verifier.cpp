#include <cohook/verifier.hpp>

#include "signing/verifier_state.hpp"

namespace cohook {

using namespace signing;

result<verifier> verifier::make(scheme name, std::span<secret const> secrets, verifier_options options) {
    auto const refuse = [](char const* why, char const* field) { return error(errc::invalid_argument, why, field); };
    if (secrets.empty()) return refuse("there is no secret: a verifier needs at least one", "secret");
    if (secrets.size() > max_keys) return refuse("there are more than 8 secrets; drop the oldest", "secrets");
    tolerance const window = options.window.value_or(tolerance(recipe_of(name).window));
    if (window.window() < std::chrono::seconds{0})
        return refuse("the tolerance is negative; give seconds from 0 upwards, or switch it off", "window");
    auto made = std::make_shared<state>();
    made->name = name;
    made->window = window;
    made->dots = options.dots;
    layout_options const layout{options.url, options.generic, options.http_message.algorithm};
    if (result<void> const ready = made->layout.prepare(name, layout); !ready) return ready.error();
    if (name == scheme::rfc9421)
        if (result<void> const ready = made->http_message.prepare(options.http_message); !ready) return ready.error();
    if (result<void> const loaded = made->keys.load(made->layout.how(), secrets); !loaded) return loaded.error();
    return verifier(std::move(made));
}

result<verifier> verifier::make(scheme name, secret only, verifier_options options) {
    return make(name, std::span<secret const>(&only, 1), std::move(options));
}

verification verifier::verify(request_view const& request, std::int64_t now) const noexcept {
    try {
        switch (state_->name) {
            case scheme::members_envelope: return check_envelope(*state_, request, now);
            case scheme::twilio: return check_twilio(*state_, request, now);
            case scheme::rfc9421: return check_http_message(*state_, request, now);
            default: return check_template(*state_, request, now);
        }
    } catch (...) {
        return verification(verdict::internal_error);
    }
}

verification verifier::verify(std::span<header_view const> headers, std::string_view body,
                              std::int64_t now) const noexcept {
    return verify(request_view(headers, body), now);
}

scheme verifier::name() const noexcept {
    return state_->name;
}

bool verifier::vouches_for(verification const& message) const noexcept {
    return message && verification_access::keys(message) == state_.get();
}

}  // namespace cohook
