// HMAC (RFC 2104) at the price of the hash alone: the two padded keys are made once, when the key is, and hashed with
// each message, which costs less than a copy of their state does. Nothing is fetched and nothing allocated for a message.
#pragma once

#include <cohook/error.hpp>

#include "signing/bytes.hpp"
#include "signing/hash.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

namespace cohook::signing {

/// A hash or MAC of up to 64 bytes.
class mac_value {
public:
    std::span<unsigned char const> bytes() const noexcept { return {bytes_.data(), size_}; }

private:
    friend class hmac_key;
    friend bool hash_of(digest kind, std::string_view bytes, mac_value& out) noexcept;
    std::array<unsigned char, 64> bytes_;
    std::size_t size_ = 0;
};

/// The bare hash, without a key. False only where OpenSSL fails.
[[nodiscard]] bool hash_of(digest kind, std::string_view bytes, mac_value& out) noexcept;

/// An immutable key. Any thread may compute with it, also several at once.
class hmac_key {
public:
    /// `key`: any number of bytes but none, for the HMAC of an empty key can be made by anyone: `invalid_argument`.
    /// `internal` where OpenSSL has no such digest (a provider switched off).
    static result<hmac_key> make(std::string_view key, digest kind = digest::sha256);

    /// The MAC of the parts as if they were one string. False only where OpenSSL is out of memory.
    [[nodiscard]] bool compute(std::span<std::string_view const> parts, mac_value& out) const noexcept;
    /// The same into `size_of(kind())` bytes.
    [[nodiscard]] bool compute(std::span<std::string_view const> parts, unsigned char* out) const noexcept;
    [[nodiscard]] bool compute(std::initializer_list<std::string_view> parts, mac_value& out) const noexcept {
        return compute(std::span<std::string_view const>(parts.begin(), parts.size()), out);
    }

    digest kind() const noexcept { return kind_; }

private:
    explicit hmac_key(digest kind) : kind_(kind), pads_(2 * block_size_of(kind)) {}
    bool absorb(std::string_view key);
    std::string_view inner_pad() const noexcept { return pads_.view().substr(0, pads_.size() / 2); }
    std::string_view outer_pad() const noexcept { return pads_.view().substr(pads_.size() / 2); }

    digest kind_;
    secret_bytes pads_;  ///< the inner, then the outer
};

}  // namespace cohook::signing
