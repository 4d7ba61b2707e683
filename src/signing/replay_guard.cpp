#include <cohook/replay_guard.hpp>

#include "signing/hmac.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <mutex>
#include <unordered_set>

namespace cohook {
namespace {

using fingerprint = std::array<unsigned char, 32>;

struct fingerprint_hash {
    std::size_t operator()(fingerprint const& of) const noexcept {
        std::size_t first = 0;
        std::memcpy(&first, of.data(), sizeof first);
        return first;
    }
};

// An HMAC serves as the hash here: it is at hand, needs no fetch a message, and takes parts. The key separates nothing
// but this use from others.
signing::hmac_key const& fingerprint_key() {
    static signing::hmac_key const key = signing::hmac_key::make("cohook replay guard").value();
    return key;
}

}  // namespace

struct replay_guard::state {
    struct remembered {
        fingerprint of;
        std::int64_t at;
    };

    state(std::int64_t keep_seconds, std::size_t most) : keep(keep_seconds), capacity(most) {}

    std::int64_t const keep;
    std::size_t const capacity;
    mutable std::mutex lock;
    std::unordered_set<fingerprint, fingerprint_hash> seen;
    std::deque<remembered> by_age;

    bool is_over(std::int64_t at, std::int64_t now) const noexcept {
        return now > at &&
               static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(at) > static_cast<std::uint64_t>(keep);
    }
    // False for want of memory. By age first: where the set fails then, a stray entry is all that is left.
    bool remember(fingerprint const& key, std::int64_t now) noexcept {
        try {
            by_age.push_back({key, now});
            seen.insert(key);
            return true;
        } catch (...) {
            return false;
        }
    }
    void forget(std::int64_t now) {
        while (!by_age.empty() && is_over(by_age.front().at, now)) {
            seen.erase(by_age.front().of);
            by_age.pop_front();
        }
    }
};

replay_guard::replay_guard(std::chrono::seconds keep, std::size_t capacity)
    : state_(std::make_unique<state>(std::max<std::int64_t>(keep.count(), 1), std::max<std::size_t>(capacity, 1))) {}
replay_guard::~replay_guard() = default;

admission replay_guard::admit(std::string_view scope, verification const& message, std::int64_t now) {
    if (!message || message.id().empty()) return admission::not_verified;
    std::string const length = std::to_string(scope.size()) + ":";  // keeps ("ab", "c") and ("a", "bc") apart
    signing::mac_value mac;
    if (!fingerprint_key().compute({length, scope, message.id()}, mac)) return admission::full;
    fingerprint key;
    std::copy(mac.bytes().begin(), mac.bytes().end(), key.begin());

    std::lock_guard const hold(state_->lock);
    state_->forget(now);
    if (state_->seen.contains(key)) return admission::repeated;
    if (state_->seen.size() >= state_->capacity) return admission::full;
    return state_->remember(key, now) ? admission::first_time : admission::full;
}

std::size_t replay_guard::size() const {
    std::lock_guard const hold(state_->lock);
    return state_->seen.size();
}

}  // namespace cohook
