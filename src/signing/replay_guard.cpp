#include <cohook/replay_guard.hpp>

#include "signing/hmac.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

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

// Nothing where the hash fails.
std::optional<fingerprint> fingerprint_of(std::string_view scope, verification const& message) {
    std::string const length = std::to_string(scope.size()) + ":";  // keeps ("ab", "c") and ("a", "bc") apart
    signing::mac_value mac;
    if (!fingerprint_key().compute({length, scope, message.id()}, mac)) return std::nullopt;
    fingerprint made;
    std::copy(mac.bytes().begin(), mac.bytes().end(), made.begin());
    return made;
}

}  // namespace

struct replay_guard::state {
    struct remembered {
        fingerprint const* of;  // the key in `known`, whose place does not change
        std::int64_t at;
        bool committed;
    };
    using by_age_list = std::list<remembered>;

    state(std::int64_t keep_seconds, std::size_t most) : keep(keep_seconds), capacity(most) {}

    std::int64_t const keep;
    std::size_t const capacity;
    mutable std::mutex lock;
    std::unordered_map<fingerprint, by_age_list::iterator, fingerprint_hash> known;
    by_age_list by_age;

    bool is_over(std::int64_t at, std::int64_t now) const noexcept {
        return now > at &&
               static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(at) > static_cast<std::uint64_t>(keep);
    }
    // False for want of memory; nothing is left of the try then.
    bool remember(fingerprint const& key, std::int64_t now, bool committed) noexcept {
        try {
            by_age.push_back({nullptr, now, committed});
        } catch (...) {
            return false;
        }
        try {
            by_age.back().of = &known.emplace(key, std::prev(by_age.end())).first->first;
            return true;
        } catch (...) {
            by_age.pop_back();
            return false;
        }
    }
    void drop_expired(std::int64_t now) {
        while (!by_age.empty() && is_over(by_age.front().at, now)) {
            known.erase(*by_age.front().of);
            by_age.pop_front();
        }
    }
};

admission replay_store::admit(std::string_view scope, verification const& message, std::int64_t now) {
    auto const told = reserve(scope, message, now);
    if (told == admission::first_time) commit(scope, message);
    return told;
}

replay_guard::replay_guard(std::chrono::seconds keep, std::size_t capacity)
    : state_(std::make_unique<state>(std::max<std::int64_t>(keep.count(), 1), std::max<std::size_t>(capacity, 1))) {}
replay_guard::~replay_guard() = default;

admission replay_guard::enter(std::string_view scope, verification const& message, std::int64_t now, bool committed) {
    if (!message || message.id().empty()) return admission::not_verified;
    auto const key = fingerprint_of(scope, message);
    if (!key) return admission::full;

    std::lock_guard const hold(state_->lock);
    state_->drop_expired(now);
    if (auto const found = state_->known.find(*key); found != state_->known.end())
        return found->second->committed ? admission::repeated : admission::in_progress;
    if (state_->known.size() >= state_->capacity) return admission::full;
    return state_->remember(*key, now, committed) ? admission::first_time : admission::full;
}

admission replay_guard::admit(std::string_view scope, verification const& message, std::int64_t now) {
    return enter(scope, message, now, true);
}

admission replay_guard::reserve(std::string_view scope, verification const& message, std::int64_t now) {
    return enter(scope, message, now, false);
}

void replay_guard::commit(std::string_view scope, verification const& message) {
    auto const key = fingerprint_of(scope, message);
    if (!key) return;

    std::lock_guard const hold(state_->lock);
    if (auto const found = state_->known.find(*key); found != state_->known.end()) found->second->committed = true;
}

void replay_guard::release(std::string_view scope, verification const& message) {
    auto const key = fingerprint_of(scope, message);
    if (!key) return;

    std::lock_guard const hold(state_->lock);
    auto const found = state_->known.find(*key);
    if (found == state_->known.end() || found->second->committed) return;
    state_->by_age.erase(found->second);
    state_->known.erase(found);
}

std::size_t replay_guard::size() const {
    std::lock_guard const hold(state_->lock);
    return state_->known.size();
}

}  // namespace cohook
