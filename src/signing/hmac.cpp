#include "signing/hmac.hpp"

#include "signing/bytes.hpp"

#include <openssl/evp.h>

#include <utility>

namespace cohook::signing {
namespace {

struct digest_facts {
    std::string_view name;
    char const* openssl_name;
    std::size_t size;
    std::size_t block;
};

constexpr std::array<digest_facts, 4> facts = {{
    {"sha1", "SHA1", 20, 64},
    {"sha256", "SHA2-256", 32, 64},
    {"sha384", "SHA2-384", 48, 128},
    {"sha512", "SHA2-512", 64, 128},
}};

digest_facts const& facts_of(digest kind) noexcept {
    return facts[static_cast<std::size_t>(kind)];
}

// Fetched once a process and never freed: OpenSSL's own clean-up at exit may run before our last user.
EVP_MD const* algorithm_of(digest kind) {
    static std::array<EVP_MD*, 4> const fetched = [] {
        std::array<EVP_MD*, 4> all{};
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = EVP_MD_fetch(nullptr, facts[i].openssl_name, nullptr);
        return all;
    }();
    return fetched[static_cast<std::size_t>(kind)];
}

bool start_padded(EVP_MD_CTX* context, EVP_MD const* algorithm, std::span<unsigned char const> key,
                  unsigned char pad_byte, std::size_t block) {
    secret_bytes pad(block);
    for (std::size_t i = 0; i < block; ++i) {
        unsigned char const key_byte = i < key.size() ? key[i] : 0;
        pad.span()[i] = static_cast<unsigned char>(key_byte ^ pad_byte);
    }
    return EVP_DigestInit_ex2(context, algorithm, nullptr) == 1 &&
           EVP_DigestUpdate(context, pad.span().data(), block) == 1;
}

// One working context a thread, kept for its life.
EVP_MD_CTX* scratch() noexcept {
    struct owner {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        ~owner() { EVP_MD_CTX_free(context); }
    };
    thread_local owner const mine;
    return mine.context;
}

// Small parts are gathered first: a call of OpenSSL costs more than the copying.
bool absorb_all(EVP_MD_CTX* work, std::span<std::string_view const> parts) noexcept {
    std::array<char, 128> gathered;
    std::size_t size = 0;
    bool good = true;
    for (std::string_view const part : parts) {
        if (part.size() <= gathered.size() - size) {
            if (!part.empty()) std::memcpy(gathered.data() + size, part.data(), part.size());
            size += part.size();
            continue;
        }
        good = good && EVP_DigestUpdate(work, gathered.data(), size) == 1 &&
               EVP_DigestUpdate(work, part.data(), part.size()) == 1;
        size = 0;
    }
    return good && (size == 0 || EVP_DigestUpdate(work, gathered.data(), size) == 1);
}

}  // namespace

std::optional<digest> parse_digest(std::string_view name) noexcept {
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (facts[i].name == name) return static_cast<digest>(i);
    return std::nullopt;
}

std::size_t size_of(digest kind) noexcept {
    return facts_of(kind).size;
}

bool hash_of(digest kind, std::string_view bytes, mac_value& out) noexcept {
    clean_error_queue const guard;
    EVP_MD_CTX* const work = scratch();
    EVP_MD const* const algorithm = algorithm_of(kind);
    bool const good = work != nullptr && algorithm != nullptr && EVP_DigestInit_ex2(work, algorithm, nullptr) == 1 &&
                      EVP_DigestUpdate(work, bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(work, out.bytes_.data(), nullptr) == 1;
    out.size_ = good ? size_of(kind) : 0;
    return good;
}

void hmac_key::release::operator()(EVP_MD_CTX* context) const noexcept {
    EVP_MD_CTX_free(context);
}

result<hmac_key> hmac_key::make(std::string_view key, digest kind) {
    clean_error_queue const guard;
    if (key.empty())
        return error(errc::invalid_argument, "the signing key is empty: anyone could sign with it; give some text",
                     "secret");
    EVP_MD const* algorithm = algorithm_of(kind);
    hmac_key made(kind);
    if (algorithm == nullptr || !made.absorb(key, algorithm))
        return error(errc::internal, "OpenSSL offers no usable " + std::string(facts_of(kind).name) +
                                         "; its default provider seems to be switched off");
    return made;
}

bool hmac_key::absorb(std::string_view key, EVP_MD const* algorithm) {
    digest_facts const& fact = facts_of(kind_);
    inner_.reset(EVP_MD_CTX_new());
    outer_.reset(EVP_MD_CTX_new());
    if (!inner_ || !outer_) return false;
    secret_bytes hashed;
    if (key.size() > fact.block) {
        hashed = secret_bytes(fact.size);
        if (EVP_DigestInit_ex2(inner_.get(), algorithm, nullptr) != 1 ||
            EVP_DigestUpdate(inner_.get(), key.data(), key.size()) != 1 ||
            EVP_DigestFinal_ex(inner_.get(), hashed.span().data(), nullptr) != 1)
            return false;
        key = hashed.view();
    }
    std::span<unsigned char const> const bytes(octets(key), key.size());
    return start_padded(inner_.get(), algorithm, bytes, 0x36, fact.block) &&
           start_padded(outer_.get(), algorithm, bytes, 0x5c, fact.block);
}

bool hmac_key::compute(std::span<std::string_view const> parts, mac_value& out) const noexcept {
    EVP_MD_CTX* const work = scratch();
    out.size_ = 0;
    bool good = work != nullptr && EVP_MD_CTX_copy_ex(work, inner_.get()) == 1;
    good = good && absorb_all(work, parts);
    good = good && EVP_DigestFinal_ex(work, out.bytes_.data(), nullptr) == 1;
    std::size_t const size = facts_of(kind_).size;
    good = good && EVP_MD_CTX_copy_ex(work, outer_.get()) == 1 &&
           EVP_DigestUpdate(work, out.bytes_.data(), size) == 1 &&
           EVP_DigestFinal_ex(work, out.bytes_.data(), nullptr) == 1;
    if (!good) {
        ERR_clear_error();
        return false;
    }
    out.size_ = size;
    return true;
}

}  // namespace cohook::signing
