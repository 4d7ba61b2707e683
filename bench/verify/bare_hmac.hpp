// The floor: an HMAC-SHA256 whose padded keys are hashed already, by OpenSSL alone.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace bench {

class bare_hmac {
public:
    explicit bare_hmac(std::string_view key) {
        std::array<unsigned char, 64> inner{}, outer{};
        for (std::size_t i = 0; i < inner.size(); ++i) {
            unsigned char const byte = i < key.size() ? static_cast<unsigned char>(key[i]) : 0;
            inner[i] = static_cast<unsigned char>(byte ^ 0x36);
            outer[i] = static_cast<unsigned char>(byte ^ 0x5c);
        }
        start(inner_.get(), inner);
        start(outer_.get(), outer);
    }

    std::array<unsigned char, 32> operator()(std::initializer_list<std::string_view> parts) {
        std::array<unsigned char, 32> mac{};
        EVP_MD_CTX_copy_ex(work_.get(), inner_.get());
        for (std::string_view const part : parts) EVP_DigestUpdate(work_.get(), part.data(), part.size());
        EVP_DigestFinal_ex(work_.get(), mac.data(), nullptr);
        EVP_MD_CTX_copy_ex(work_.get(), outer_.get());
        EVP_DigestUpdate(work_.get(), mac.data(), mac.size());
        EVP_DigestFinal_ex(work_.get(), mac.data(), nullptr);
        return mac;
    }

private:
    struct release {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
        void operator()(EVP_MD* algorithm) const noexcept { EVP_MD_free(algorithm); }
    };
    void start(EVP_MD_CTX* context, std::array<unsigned char, 64> const& pad) {
        EVP_DigestInit_ex2(context, sha256_.get(), nullptr);
        EVP_DigestUpdate(context, pad.data(), pad.size());
    }

    std::unique_ptr<EVP_MD, release> sha256_{EVP_MD_fetch(nullptr, "SHA2-256", nullptr)};
    std::unique_ptr<EVP_MD_CTX, release> inner_{EVP_MD_CTX_new()}, outer_{EVP_MD_CTX_new()}, work_{EVP_MD_CTX_new()};
};

}  // namespace bench
