#include "signing/hash.hpp"

#include "signing/bytes.hpp"

#include <openssl/core_dispatch.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <array>
#include <string>

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

}  // namespace

std::optional<digest> parse_digest(std::string_view name) noexcept {
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (facts[i].name == name) return static_cast<digest>(i);
    return std::nullopt;
}

std::string_view name_of(digest kind) noexcept {
    return facts_of(kind).name;
}

std::size_t size_of(digest kind) noexcept {
    return facts_of(kind).size;
}

std::size_t block_size_of(digest kind) noexcept {
    return facts_of(kind).block;
}

/// The functions of one digest.
struct hasher::offer {
    /// Never freed: it keeps its provider, and OpenSSL's own clean-up at exit may run before our last user.
    EVP_MD const* algorithm = nullptr;
    void* provider = nullptr;
    OSSL_FUNC_digest_newctx_fn* make = nullptr;
    OSSL_FUNC_digest_freectx_fn* release = nullptr;
    OSSL_FUNC_digest_init_fn* start = nullptr;
    OSSL_FUNC_digest_update_fn* absorb = nullptr;
    OSSL_FUNC_digest_final_fn* finish = nullptr;

    offer() = default;
    offer(void* from, OSSL_DISPATCH const* function);
    bool complete() const noexcept { return make && release && start && absorb && finish; }
};

hasher::offer::offer(void* from, OSSL_DISPATCH const* function) : provider(from) {
    for (; function->function_id != 0; ++function) {
        switch (function->function_id) {
            case OSSL_FUNC_DIGEST_NEWCTX: make = OSSL_FUNC_digest_newctx(function); break;
            case OSSL_FUNC_DIGEST_FREECTX: release = OSSL_FUNC_digest_freectx(function); break;
            case OSSL_FUNC_DIGEST_INIT: start = OSSL_FUNC_digest_init(function); break;
            case OSSL_FUNC_DIGEST_UPDATE: absorb = OSSL_FUNC_digest_update(function); break;
            case OSSL_FUNC_DIGEST_FINAL: finish = OSSL_FUNC_digest_final(function); break;
            default: break;
        }
    }
}

/// What stands behind a digest as it is configured here: fetched as ever, then looked up at its provider.
hasher::offer hasher::offer_of(char const* name) {
    clean_error_queue const guard;
    EVP_MD const* const algorithm = EVP_MD_fetch(nullptr, name, nullptr);
    if (algorithm == nullptr) return {};
    auto* const provider = const_cast<OSSL_PROVIDER*>(EVP_MD_get0_provider(algorithm));
    int may_change = 0;
    OSSL_ALGORITHM const* const all = OSSL_PROVIDER_query_operation(provider, OSSL_OP_DIGEST, &may_change);
    offer found;
    for (OSSL_ALGORITHM const* one = all; !found.complete() && one != nullptr && one->algorithm_names != nullptr;
         ++one) {
        std::string_view const names = one->algorithm_names;
        std::string const first(names.substr(0, names.find(':')));
        if (EVP_MD_is_a(algorithm, first.c_str()) == 1)
            found = offer(OSSL_PROVIDER_get0_provider_ctx(provider), one->implementation);
    }
    found.algorithm = algorithm;
    OSSL_PROVIDER_unquery_operation(provider, OSSL_OP_DIGEST, all);
    return found;
}

hasher::offer const& hasher::offer_of(digest kind) {
    static std::array<offer, facts.size()> const all = [] {
        std::array<offer, facts.size()> made;
        for (std::size_t i = 0; i < made.size(); ++i) made[i] = offer_of(facts[i].openssl_name);
        return made;
    }();
    return all[static_cast<std::size_t>(kind)];
}

hasher::hasher(digest kind) noexcept : by_(offer_of(kind)), size_(size_of(kind)) {
    if (by_.complete()) state_ = by_.make(by_.provider);
}

hasher::~hasher() {
    if (state_ != nullptr) by_.release(state_);
}

hasher* hasher::of(digest kind) noexcept {
    thread_local std::array<hasher, facts.size()> mine{hasher(digest::sha1), hasher(digest::sha256),
                                                       hasher(digest::sha384), hasher(digest::sha512)};
    hasher& one = mine[static_cast<std::size_t>(kind)];
    return one.state_ == nullptr ? nullptr : &one;
}

bool hasher::start() noexcept {
    return by_.start(state_, nullptr) == 1;
}

bool hasher::absorb(std::string_view bytes) noexcept {
    return bytes.empty() || by_.absorb(state_, octets(bytes), bytes.size()) == 1;
}

bool hasher::finish(unsigned char* out) noexcept {
    std::size_t written = 0;
    return by_.finish(state_, out, &written, size_) == 1;
}

}  // namespace cohook::signing
