#include "transport/dev_ca.hpp"

#include "egress/network.hpp"
#include "transport/openssl_handles.hpp"

#include <openssl/ec.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

namespace cohook::transport {
namespace {

error openssl_error(std::string_view what) {
    return error(errc::internal, "OpenSSL could not " + std::string(what) + ": " + take_openssl_error());
}

std::string text_of(BIO* memory) {
    char* data = nullptr;
    auto const size = BIO_get_mem_data(memory, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

std::string pem_of(X509* certificate) {
    bio_ptr memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate);
    return text_of(memory.get());
}

std::string pem_of(EVP_PKEY* key) {
    bio_ptr memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(memory.get());
}

bool is_dns_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*";
    return !name.empty() && name.size() <= 253 && name.find_first_not_of(allowed) == std::string_view::npos;
}

result<std::string> alternative_names(std::vector<std::string> const& names) {
    std::string list;
    for (auto const& name : names) {
        bool const address = egress::parse_address(name).has_value();
        if (!address && !is_dns_name(name))
            return error(errc::invalid_argument,
                         "\"" + name + "\" is neither a DNS name nor an address; give one like hooks.example.com");
        list += (list.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
    }
    return list;
}

bool add_extension(X509* certificate, X509* issuer, int kind, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    x509_extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_time(ASN1_TIME* field, wall_time when) {
    return ASN1_TIME_set(field, std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count()) != nullptr;
}

bool set_serial(X509* certificate) {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
    bytes[0] &= 0x7f;
    bignum_ptr number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

/// An unsigned certificate for `key` with all but the extensions.
x509_ptr blank_certificate(EVP_PKEY* key, certificate_request const& request) {
    x509_ptr made(X509_new());
    auto* subject = made ? X509_get_subject_name(made.get()) : nullptr;
    auto const* name = reinterpret_cast<unsigned char const*>(request.common_name.c_str());
    if (subject == nullptr || X509_set_version(made.get(), 2) != 1 || !set_serial(made.get()) ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) != 1 ||
        !set_time(X509_getm_notBefore(made.get()), request.not_before) ||
        !set_time(X509_getm_notAfter(made.get()), request.not_after) || X509_set_pubkey(made.get(), key) != 1)
        return nullptr;
    return made;
}

/// A key on P-256. The function, not OpenSSL's macro `EVP_EC_gen`: that one casts constness away.
EVP_PKEY* make_key() {
    char curve[] = "P-256";
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve);
}

/// Signs with `signer`; with no issuer the certificate is its own.
result<pem_identity> issue_with(certificate_request const& request, X509* issuer, EVP_PKEY* signer) {
    auto names = alternative_names(request.names);
    if (!names) return names.error();
    pkey_ptr key(make_key());
    if (!key) return openssl_error("make a key");
    auto made = blank_certificate(key.get(), request);
    if (!made) return openssl_error("make a certificate");
    auto* const by = issuer != nullptr ? issuer : made.get();
    bool const extended =
        X509_set_issuer_name(made.get(), X509_get_subject_name(by)) == 1 &&
        add_extension(made.get(), by, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(made.get(), by, NID_key_usage, "critical,digitalSignature") &&
        add_extension(made.get(), by, NID_ext_key_usage, "serverAuth") &&
        // Authorities of this kind all have one name: without it a chain could be tried against the wrong one's key.
        (issuer == nullptr || add_extension(made.get(), by, NID_authority_key_identifier, "keyid:always")) &&
        (names->empty() || add_extension(made.get(), by, NID_subject_alt_name, *names));
    if (!extended || X509_sign(made.get(), signer != nullptr ? signer : key.get(), EVP_sha256()) == 0)
        return openssl_error("sign a certificate");
    pem_identity identity;
    identity.certificate = pem_of(made.get());
    identity.private_key = pem_of(key.get());
    return identity;
}

}  // namespace

struct development_ca::keys {
    pkey_ptr key;
    x509_ptr certificate;
};

development_ca::development_ca(std::unique_ptr<keys> made, std::string certificate)
    : keys_(std::move(made)), certificate_(std::move(certificate)) {}
development_ca::development_ca(development_ca&&) noexcept = default;
development_ca& development_ca::operator=(development_ca&&) noexcept = default;
development_ca::~development_ca() = default;

result<development_ca> development_ca::create(wall_time now, std::chrono::hours lasting) {
    auto made = std::make_unique<keys>();
    made->key.reset(make_key());
    if (!made->key) return openssl_error("make a key");
    certificate_request request;
    request.common_name = "cohook development authority";
    request.not_before = now - std::chrono::hours(24);
    request.not_after = now + lasting;
    made->certificate = blank_certificate(made->key.get(), request);
    auto* const own = made->certificate.get();
    bool const signed_well = own != nullptr && X509_set_issuer_name(own, X509_get_subject_name(own)) == 1 &&
                             add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE") &&
                             add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                             add_extension(own, own, NID_subject_key_identifier, "hash") &&
                             X509_sign(own, made->key.get(), EVP_sha256()) != 0;
    if (!signed_well) return openssl_error("make the authority's certificate");
    auto text = pem_of(own);
    return development_ca(std::move(made), std::move(text));
}

result<pem_identity> development_ca::issue(certificate_request const& request) const {
    return issue_with(request, keys_->certificate.get(), keys_->key.get());
}

result<pem_identity> development_ca::issue(std::vector<std::string> names, wall_time now) const {
    certificate_request request;
    request.names = std::move(names);
    request.not_before = now - std::chrono::hours(24);
    request.not_after = now + std::chrono::hours(24 * 30);
    return issue(request);
}

result<pem_identity> development_ca::self_signed(certificate_request const& request) {
    return issue_with(request, nullptr, nullptr);
}

result<std::string> development_ca::ocsp_response(pem_identity const& about, standing says) const {
    bio_ptr memory(BIO_new_mem_buf(about.certificate.data(), static_cast<int>(about.certificate.size())));
    x509_ptr subject(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
    ocsp_basic_ptr basic(OCSP_BASICRESP_new());
    asn1_time_ptr now(X509_gmtime_adj(nullptr, 0)), next(X509_gmtime_adj(nullptr, 24 * 3600));
    if (!subject || !basic || !now || !next) return openssl_error("read the certificate");
    ocsp_certid_ptr id(OCSP_cert_to_id(nullptr, subject.get(), keys_->certificate.get()));
    bool const revoked = says == standing::revoked;
    bool const made = id && OCSP_basic_add1_status(basic.get(), id.get(),
                                                   revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD,
                                                   OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked ? now.get() : nullptr,
                                                   now.get(), next.get()) != nullptr;
    if (!made ||
        OCSP_basic_sign(basic.get(), keys_->certificate.get(), keys_->key.get(), EVP_sha256(), nullptr, 0) != 1)
        return openssl_error("sign the statement");
    ocsp_response_ptr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
    unsigned char* der = nullptr;
    int const size = response ? i2d_OCSP_RESPONSE(response.get(), &der) : -1;
    if (size <= 0) return openssl_error("encode the statement");
    std::string encoded(reinterpret_cast<char const*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return encoded;
}

}  // namespace cohook::transport
