// Bytes that are text on one side and unsigned on the other; bytes that must not stay behind; OpenSSL's error queue.
#pragma once

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace cohook::signing {

inline unsigned char const* octets(std::string_view text) noexcept {
    return reinterpret_cast<unsigned char const*>(text.data());
}

inline std::string_view text_of(std::span<unsigned char const> bytes) noexcept {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

/// Equal? In a time that depends on the lengths alone, which are public. As CRYPTO_memcmp does it, but eight bytes at a
/// time: that is a fifth of the cost.
inline bool same_bytes(std::span<unsigned char const> a, std::span<unsigned char const> b) noexcept {
    if (a.size() != b.size()) return false;
    std::uint64_t differing = 0, one = 0, other = 0;
    std::size_t at = 0;
    // What has been seen so far is hidden from the compiler, or it might stop at the first difference.
    auto const note = [&](std::uint64_t bits) {
        differing |= bits;
        asm volatile("" : "+r"(differing));
    };
    for (; at + sizeof one <= a.size(); at += sizeof one) {
        std::memcpy(&one, a.data() + at, sizeof one);
        std::memcpy(&other, b.data() + at, sizeof other);
        note(one ^ other);
    }
    for (; at < a.size(); ++at) note(a[at] ^ b[at]);
    return differing == 0;
}

/// Key material on the heap, cleansed when it goes. Move-only; a move leaves no copy behind.
class secret_bytes {
public:
    secret_bytes() = default;
    explicit secret_bytes(std::size_t size) : bytes_(new unsigned char[size]()), size_(size) {}
    explicit secret_bytes(std::string_view copied) : secret_bytes(copied.size()) {
        if (size_ != 0) std::memcpy(bytes_.get(), copied.data(), size_);
    }
    secret_bytes(secret_bytes&& other) noexcept
        : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
    secret_bytes& operator=(secret_bytes&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~secret_bytes() {
        if (bytes_) OPENSSL_cleanse(bytes_.get(), size_);
    }

    std::span<unsigned char> span() noexcept { return {bytes_.get(), size_}; }
    std::string_view view() const noexcept { return {reinterpret_cast<char const*>(bytes_.get()), size_}; }
    std::size_t size() const noexcept { return size_; }

private:
    std::unique_ptr<unsigned char[]> bytes_;
    std::size_t size_ = 0;
};

/// Takes away what OpenSSL calls inside its scope put on the thread's error queue, and nothing that was there before.
class clean_error_queue {
public:
    clean_error_queue() noexcept { ERR_set_mark(); }
    ~clean_error_queue() { ERR_pop_to_mark(); }
    clean_error_queue(clean_error_queue const&) = delete;
    clean_error_queue& operator=(clean_error_queue const&) = delete;
};

}  // namespace cohook::signing
