// HMAC (RFC 2104) at the price of the hash alone: the two padded keys are hashed once, when the key is made, and each
// message starts from a copy of these states. Nothing is fetched, and nothing of ours is allocated, for a message.
#pragma once

#include <cohook/error.hpp>

#include <openssl/types.h>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace cohook::signing {

enum class digest : unsigned char { sha1, sha256, sha384, sha512 };

std::optional<digest> parse_digest(std::string_view name) noexcept;
/// Bytes of one hash, and so of one MAC.
std::size_t size_of(digest kind) noexcept;

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
    [[nodiscard]] bool compute(std::initializer_list<std::string_view> parts, mac_value& out) const noexcept {
        return compute(std::span<std::string_view const>(parts.begin(), parts.size()), out);
    }

    digest kind() const noexcept { return kind_; }

private:
    struct release {
        void operator()(EVP_MD_CTX* context) const noexcept;
    };
    using context = std::unique_ptr<EVP_MD_CTX, release>;

    explicit hmac_key(digest kind) : kind_(kind) {}
    bool absorb(std::string_view key, EVP_MD const* algorithm);

    digest kind_;
    context inner_;
    context outer_;
};

}  // namespace cohook::signing
