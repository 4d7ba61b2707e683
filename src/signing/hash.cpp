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

/// What a provider does for one digest.
struct offer {
    void* provider = nullptr;
    OSSL_FUNC_digest_newctx_fn* make = nullptr;
    OSSL_FUNC_digest_freectx_fn* release = nullptr;
    OSSL_FUNC_digest_init_fn* start = nullptr;
    OSSL_FUNC_digest_update_fn* absorb = nullptr;
    OSSL_FUNC_digest_final_fn* finish = nullptr;

    explicit operator bool() const noexcept { return make && release && start && absorb && finish; }
};

offer read_offer(void* provider, OSSL_DISPATCH const* function) {
    offer read;
    read.provider = provider;
    for (; function->function_id != 0; ++function) {
        switch (function->function_id) {
            case OSSL_FUNC_DIGEST_NEWCTX: read.make = OSSL_FUNC_digest_newctx(function); break;
            case OSSL_FUNC_DIGEST_FREECTX: read.release = OSSL_FUNC_digest_freectx(function); break;
            case OSSL_FUNC_DIGEST_INIT: read.start = OSSL_FUNC_digest_init(function); break;
            case OSSL_FUNC_DIGEST_UPDATE: read.absorb = OSSL_FUNC_digest_update(function); break;
            case OSSL_FUNC_DIGEST_FINAL: read.finish = OSSL_FUNC_digest_final(function); break;
            default: break;
        }
    }
    return read;
}

/// What stands behind a digest as it is configured here: fetched as ever, then looked up at its provider.
offer offer_of(char const* name) {
    clean_error_queue const guard;
    // Never freed: it keeps its provider, and OpenSSL's own clean-up at exit may run before our last user.
    EVP_MD const* const algorithm = EVP_MD_fetch(nullptr, name, nullptr);
    if (algorithm == nullptr) return {};
    auto* const provider = const_cast<OSSL_PROVIDER*>(EVP_MD_get0_provider(algorithm));
    int may_change = 0;
    OSSL_ALGORITHM const* const all = OSSL_PROVIDER_query_operation(provider, OSSL_OP_DIGEST, &may_change);
    offer found;
    for (OSSL_ALGORITHM const* one = all; !found && one != nullptr && one->algorithm_names != nullptr; ++one) {
        std::string_view const names = one->algorithm_names;
        std::string const first(names.substr(0, names.find(':')));
        if (EVP_MD_is_a(algorithm, first.c_str()) == 1)
            found = read_offer(OSSL_PROVIDER_get0_provider_ctx(provider), one->implementation);
    }
    OSSL_PROVIDER_unquery_operation(provider, OSSL_OP_DIGEST, all);
    return found;
}

offer const& offer_of(digest kind) {
    static std::array<offer, facts.size()> const all = [] {
        std::array<offer, facts.size()> made;
        for (std::size_t i = 0; i < made.size(); ++i) made[i] = offer_of(facts[i].openssl_name);
        return made;
    }();
    return all[static_cast<std::size_t>(kind)];
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

hasher::~hasher() {
    if (state_ != nullptr) offer_of(kind_).release(state_);
}

hasher* hasher::of(digest kind) noexcept {
    thread_local std::array<hasher, facts.size()> mine{hasher(digest::sha1), hasher(digest::sha256),
                                                       hasher(digest::sha384), hasher(digest::sha512)};
    hasher& one = mine[static_cast<std::size_t>(kind)];
    if (one.state_ == nullptr && offer_of(kind)) one.state_ = offer_of(kind).make(offer_of(kind).provider);
    return one.state_ == nullptr ? nullptr : &one;
}

bool hasher::start() noexcept {
    return offer_of(kind_).start(state_, nullptr) == 1;
}

bool hasher::absorb(std::string_view bytes) noexcept {
    return bytes.empty() || offer_of(kind_).absorb(state_, octets(bytes), bytes.size()) == 1;
}

bool hasher::finish(unsigned char* out) noexcept {
    std::size_t written = 0;
    return offer_of(kind_).finish(state_, out, &written, size_of(kind_)) == 1;
}

}  // namespace cohook::signing
