#include <cohook/endpoint.hpp>

#include <utility>

namespace cohook {
namespace {

constexpr std::size_t most_keys = 8;

}  // namespace

bool is_incomplete(endpoint const& settings) noexcept {
    return settings.disabled_reason == awaits_key;
}

void set_key(endpoint& settings, std::string secret) {
    if (is_incomplete(settings)) {
        settings.enabled = true;
        settings.disabled_reason.clear();
    }
    endpoint_key key;
    key.secret = std::move(secret);
    settings.signing_keys.clear();
    settings.signing_keys.push_back(std::move(key));
}

void rotate_key(endpoint& settings, std::string secret, wall_time now, wall_time until) {
    if (is_incomplete(settings) || until <= now) return set_key(settings, std::move(secret));
    endpoint_key key;
    key.secret = std::move(secret);
    std::erase_if(settings.signing_keys, [&](endpoint_key const& old) {
        return old.secret == key.secret || (old.expires_at && *old.expires_at <= now);
    });
    for (auto& old : settings.signing_keys)
        if (!old.expires_at || *old.expires_at > until) old.expires_at = until;
    settings.signing_keys.insert(settings.signing_keys.begin(), std::move(key));
    if (settings.signing_keys.size() > most_keys) settings.signing_keys.resize(most_keys);
}

result<void> set_enabled(endpoint& settings, bool enabled) {
    if (enabled && is_incomplete(settings))
        return error(errc::invalid_argument, "the endpoint has no signing key yet; set it first", "signingKey");
    settings.enabled = enabled;
    if (!is_incomplete(settings)) settings.disabled_reason.clear();
    return {};
}

}  // namespace cohook
