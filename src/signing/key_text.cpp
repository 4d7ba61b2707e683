#include "signing/key_text.hpp"

#include "signing/bytes.hpp"

#include <climits>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace cohook::signing {
namespace {

struct bio_release {
    void operator()(BIO* from) const noexcept { BIO_free(from); }
};
using bio = std::unique_ptr<BIO, bio_release>;

// Instead of OpenSSL's own, which asks at the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

error bad_key(char const* why) {
    return error(errc::invalid_argument, why, "secret");
}

template <class Read>
result<evp_pkey> read_pem(std::string_view text, Read read, char const* fault) {
    clean_error_queue const guard;
    if (text.size() > INT_MAX) return bad_key(fault);
    bio const from(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!from) return error(errc::internal, "OpenSSL is out of memory");
    evp_pkey key(read(from.get(), nullptr, no_password, nullptr));
    if (!key) return bad_key(fault);
    return key;
}

template <class Read>
result<evp_pkey> read_der(std::string_view bytes, Read read, char const* fault) {
    clean_error_queue const guard;
    unsigned char const* at = octets(bytes);
    if (bytes.size() > LONG_MAX) return bad_key(fault);
    evp_pkey key(read(nullptr, &at, static_cast<long>(bytes.size())));
    if (!key || at != octets(bytes) + bytes.size()) return bad_key(fault);
    return key;
}

constexpr char const* no_public_key =
    "the key is no public key: neither PEM with `BEGIN PUBLIC KEY`, nor base64 of the same in DER";
constexpr char const* no_private_key =
    "the key is no readable private key: neither PEM without a password, nor base64 of the same in DER";

}  // namespace

bool is_pem(std::string_view text) noexcept {
    return text.starts_with("-----BEGIN");
}

result<evp_pkey> read_public_key_pem(std::string_view text) {
    return read_pem(text, PEM_read_bio_PUBKEY, no_public_key);
}
result<evp_pkey> read_private_key_pem(std::string_view text) {
    return read_pem(text, PEM_read_bio_PrivateKey, no_private_key);
}
result<evp_pkey> read_public_key_der(std::string_view bytes) {
    return read_der(bytes, d2i_PUBKEY, no_public_key);
}
result<evp_pkey> read_private_key_der(std::string_view bytes) {
    return read_der(bytes, d2i_AutoPrivateKey, no_private_key);
}

}  // namespace cohook::signing
