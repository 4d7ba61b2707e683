// A hash that starts again in the memory of the one before. OpenSSL 3.0 frees and allocates a digest's state whenever
// `EVP_DigestInit_ex2` or `EVP_MD_CTX_copy_ex` is called; for a message of a kilobyte that is a tenth of its HMAC. What
// the provider offers for it (provider-digest(7)) does not, so that is what is called here.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cohook::signing {

enum class digest : unsigned char { sha1, sha256, sha384, sha512 };

std::optional<digest> parse_digest(std::string_view name) noexcept;
/// As `parse_digest` takes it.
std::string_view name_of(digest kind) noexcept;
/// Bytes of one hash, and so of one MAC.
std::size_t size_of(digest kind) noexcept;
/// Bytes that the digest takes in at a time: HMAC fills up its keys to that.
std::size_t block_size_of(digest kind) noexcept;

/// The hash under way of one thread. Every call is false, or null, only where OpenSSL is out of memory or has no such
/// digest (a provider switched off).
class hasher {
public:
    /// The calling thread's own, one a kind; what it was at is forgotten by `start`.
    static hasher* of(digest kind) noexcept;

    explicit hasher(digest kind) noexcept;
    ~hasher();
    hasher(hasher const&) = delete;
    hasher& operator=(hasher const&) = delete;

    [[nodiscard]] bool start() noexcept;
    [[nodiscard]] bool absorb(std::string_view bytes) noexcept;
    /// Writes as many bytes as `size_of` says.
    [[nodiscard]] bool finish(unsigned char* out) noexcept;

private:
    struct offer;
    static offer offer_of(char const* name);
    static offer const& offer_of(digest kind);

    offer const& by_;  ///< what OpenSSL's provider does for this digest
    std::size_t const size_;
    void* state_ = nullptr;
};

}  // namespace cohook::signing
