// Every scheme that can sign, with a key for it: for suites that ask of all what they promise.
#pragma once

#include "samples.hpp"

namespace samples {

using cohook::scheme;

inline constexpr std::string_view url = "https://example.com/hook?a=1";

/// A scheme with a key of its kind.
struct sample {
    scheme name;
    std::string_view secret;
    std::string_view verifying = {};  // where it is another key
    std::string algorithm = {};       // of `scheme::rfc9421`
};

// The first key of RFC 8032, 7.1, and a P-256 key made for these tests.
inline constexpr std::string_view seed_hex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
inline constexpr std::string_view public_hex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
inline constexpr std::string_view seed_base64 = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
inline constexpr std::string_view public_base64 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
inline constexpr std::string_view p256_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJQYmBUHnGIp633+D\n"
    "ihek7zQk/j3/Nshd9pRJtgdENh+hRANCAAQj+0wjS3+XvgMsRun7l/X87brPfC8C\n"
    "ikyqZNOOfFRwex5dbgpOZ7QP55QY8sCgrt64u8gHfrZ9kJP9cvmZmY10\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view p256_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEI/tMI0t/l74DLEbp+5f1/O26z3wv\n"
    "AopMqmTTjnxUcHseXW4KTme0D+eUGPLAoK7euLvIB362fZCT/XL5mZmNdA==\n"
    "-----END PUBLIC KEY-----\n";

inline std::vector<sample> signable() {
    return {{scheme::standard_webhooks, samples::key},
            {scheme::standard_webhooks, samples::private_key, samples::public_key},
            {scheme::svix, samples::key},
            {scheme::stripe, "whsec_any text"},
            {scheme::github, "key"},
            {scheme::slack, "key"},
            {scheme::zoom, "key"},
            {scheme::shopify, "key"},
            {scheme::square, "key"},
            {scheme::paddle, "key"},
            {scheme::linear, "key"},
            {scheme::discord, seed_hex, public_hex},
            {scheme::twilio, "key"},
            {scheme::rfc9421, "a2V5", {}, "hmac-sha256"},
            {scheme::rfc9421, seed_base64, public_base64, "ed25519"},
            {scheme::rfc9421, p256_private, p256_public, "ecdsa-p256-sha256"},
            {scheme::generic_hmac, "key"}};
}

inline cohook::generic_hmac_layout generic() {
    cohook::generic_hmac_layout layout;
    layout.header = "X-Sign";
    layout.prefix = "sha512=";
    layout.hash = "sha512";
    layout.encoding = "base64";
    layout.signed_bytes = "{id}\n{ts}\n{url}\n{body}";
    layout.timestamp_header = "X-Time";
    layout.id_header = "X-Id";
    return layout;
}

inline cohook::signer_options sending(sample const& one) {
    cohook::signer_options options;
    options.url = url;
    options.generic = generic();
    options.http_message.algorithm = one.algorithm;
    return options;
}

inline cohook::verifier_options receiving(sample const& one) {
    cohook::verifier_options options;
    options.url = url;
    options.generic = generic();
    options.http_message.algorithm = one.algorithm;
    return options;
}

inline std::string_view verifying_secret(sample const& one) {
    return one.verifying.empty() ? one.secret : one.verifying;
}

}  // namespace samples
