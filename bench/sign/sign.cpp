// What a signature of 1 KiB costs beside nothing but its SHA-256 (G8). Prints one JSON object.
#include <cohook/signer.hpp>

// The floor is OpenSSL's plain block function, which is deprecated: it allocates nothing and asks no provider.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "paired_runs.hpp"

#include <openssl/sha.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace bench;

constexpr std::size_t calls = 10'000, rounds = 101;

class bare_sha256 {
public:
    explicit bare_sha256(std::string_view key) {
        start(inner_, key, 0x36);
        start(outer_, key, 0x5c);
    }
    unsigned char operator()(std::string_view id, std::string_view timestamp, std::string_view body) const {
        std::array<unsigned char, SHA256_DIGEST_LENGTH> mac{};
        SHA256_CTX work = inner_;
        for (std::string_view const part : {id, std::string_view("."), timestamp, std::string_view("."), body})
            SHA256_Update(&work, part.data(), part.size());
        SHA256_Final(mac.data(), &work);
        work = outer_;
        SHA256_Update(&work, mac.data(), mac.size());
        SHA256_Final(mac.data(), &work);
        return mac[0];
    }

private:
    static void start(SHA256_CTX& context, std::string_view key, unsigned char pad) {
        std::array<unsigned char, SHA256_CBLOCK> block{};
        for (std::size_t i = 0; i < block.size(); ++i)
            block[i] = static_cast<unsigned char>((i < key.size() ? static_cast<unsigned char>(key[i]) : 0) ^ pad);
        SHA256_Init(&context);
        SHA256_Update(&context, block.data(), block.size());
    }

    SHA256_CTX inner_{}, outer_{};
};

}  // namespace

int main() {
    std::string const id = "2070443601311540", key = "the key of the benchmarks", body(1024, 'x');
    constexpr std::int64_t timestamp = 1'614'366'835;
    cohook::secret const secret(key, cohook::secret::dialect::endpoint);
    std::array const keys = {cohook::signing_key::load(secret).value()};
    bare_sha256 const bare(key);
    std::string signature, spelled = std::to_string(timestamp);
    signature.reserve(64);
    unsigned char used = 0;
    auto const sign = [&] {
        signature.clear();
        if (append_signatures(signature, keys, id, timestamp, body) != cohook::verdict::ok) std::abort();
    };
    auto const hash = [&] { used = static_cast<unsigned char>(used + bare(id, spelled, body)); };
    comparison const seen = alternate(
        rounds, [&] { return nanoseconds_a_call(timed_by::processor, calls, sign); },
        [&] { return nanoseconds_a_call(timed_by::processor, calls, hash); });
    std::printf("{\"sign_ns\":%.1f,\"bare_ns\":%.1f,\"ratio\":%.4f,\"used\":%d}\n", seen.first, seen.second, seen.ratio,
                used);
}
