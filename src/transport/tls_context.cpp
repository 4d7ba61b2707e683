#include "transport/tls_context.hpp"

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace cohook::transport {
namespace {

constexpr int longest_chain = 10;
constexpr long largest_certificate_list = 100 * 1024;
constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int on_new_session(SSL* client, SSL_SESSION* session) {
    auto* const receiver = static_cast<session_receiver*>(SSL_get_app_data(client));
    if (receiver == nullptr) return 0;
    receiver->receive(ssl_session_ptr(session));
    return 1;
}

/// Looks at a stapled OCSP response (RFC 6960). A good statement that the certificate is revoked ends the handshake; no
/// staple, or one that cannot be verified, says nothing: stapling is the server's choice.
int on_status(SSL* client, void*) {
    unsigned char const* der = nullptr;
    long const size = SSL_get_tlsext_status_ocsp_resp(client, static_cast<void*>(&der));
    auto* const chain = SSL_get0_verified_chain(client);
    if (size <= 0 || der == nullptr || chain == nullptr || sk_X509_num(chain) < 2) return 1;
    ocsp_response_ptr response(d2i_OCSP_RESPONSE(nullptr, &der, size));
    ocsp_basic_ptr basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
    ocsp_certid_ptr id(OCSP_cert_to_id(nullptr, sk_X509_value(chain, 0), sk_X509_value(chain, 1)));
    auto* const store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(client));
    int status = V_OCSP_CERTSTATUS_UNKNOWN;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    bool const said = basic && id && OCSP_basic_verify(basic.get(), chain, store, 0) > 0 &&
                      OCSP_resp_find_status(basic.get(), id.get(), &status, nullptr, nullptr, &from, &until) == 1 &&
                      OCSP_check_validity(from, until, 300, -1) == 1;
    ERR_clear_error();
    if (!said || status != V_OCSP_CERTSTATUS_REVOKED) return 1;
    SSL_set_verify_result(client, X509_V_ERR_CERT_REVOKED);
    return 0;
}

/// Adds every certificate of a PEM text to the trusted ones; how many there were, negative where one was refused.
int trust(X509_STORE* store, std::string const& pem) {
    bio_ptr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    int count = 0;
    while (x509_ptr one{PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)}) {
        if (X509_STORE_add_cert(store, one.get()) != 1) return -1;
        ++count;
    }
    ERR_clear_error();
    return count;
}

attempt_fault fault_of_certificate(long verdict) {
    switch (verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED: return attempt_fault::tls_cert_expired;
        case X509_V_ERR_CERT_NOT_YET_VALID: return attempt_fault::tls_cert_not_yet_valid;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return attempt_fault::tls_cert_host;
        case X509_V_ERR_CERT_REVOKED: return attempt_fault::tls_cert_revoked;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_UNTRUSTED: return attempt_fault::tls_cert_untrusted;
        default: return attempt_fault::tls_cert_invalid;
    }
}

bool set_up(SSL_CTX* made) {
    SSL_CTX_set_options(made, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(made,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_verify_depth(made, longest_chain);
    SSL_CTX_set_max_cert_list(made, largest_certificate_list);
    SSL_CTX_set_security_level(made, 2);
    SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(made, on_new_session);
    SSL_CTX_set_tlsext_status_type(made, TLSEXT_STATUSTYPE_ocsp);
    // The macros of OpenSSL hold casts of the old style.
    SSL_CTX_callback_ctrl(made, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(on_status));
    return SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_alpn_protos(made, http_1_1, sizeof http_1_1) == 0;
}

}  // namespace

result<std::unique_ptr<tls_context>> tls_context::create(tls_options const& options, cohook::clock& clock) {
    ssl_ctx_ptr made(SSL_CTX_new(TLS_client_method()));
    if (!made || !set_up(made.get()))
        return error(errc::internal, "OpenSSL could not set up TLS: " + take_openssl_error());
    if (options.system_authorities && SSL_CTX_set_default_verify_paths(made.get()) != 1)
        return error(errc::internal,
                     "OpenSSL could not read the machine's certificate authorities: " + take_openssl_error());
    if (!options.extra_authorities.empty() && trust(SSL_CTX_get_cert_store(made.get()), options.extra_authorities) <= 0)
        return error(errc::invalid_argument,
                     "the additional certificate authorities cannot be read: expected one or more certificates in PEM "
                     "form, each beginning with -----BEGIN CERTIFICATE-----",
                     "tls.extraAuthorities");
    return std::unique_ptr<tls_context>(new tls_context(std::move(made), clock));
}

std::string tls_context::origin_of(egress::url const& url) {
    return url.host() + ':' + std::to_string(url.port());
}

ssl_ptr tls_context::make_client(egress::url const& url) {
    ssl_ptr client(SSL_new(made_.get()));
    if (!client) return nullptr;
    SSL_set_connect_state(client.get());
    auto* const rules = SSL_get0_param(client.get());
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    auto* const name = const_cast<char*>(url.host().c_str());
    bool const named = url.is_address() ? X509_VERIFY_PARAM_set1_ip_asc(rules, url.host().c_str()) == 1
                                        : X509_VERIFY_PARAM_set1_host(rules, url.host().c_str(), 0) == 1 &&
                                              SSL_ctrl(client.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                                       TLSEXT_NAMETYPE_host_name, name) == 1;
    if (!named) return nullptr;
    if (auto session = sessions_.take(origin_of(url), clock_.wall())) SSL_set_session(client.get(), session.get());
    return client;
}

tls_failure explain_tls_failure(SSL* client) {
    auto const code = ERR_peek_error();
    auto const reason = ERR_GET_REASON(code);
    auto const verdict = SSL_get_verify_result(client);
    tls_failure failure{attempt_fault::tls_protocol, {}};
    if (verdict != X509_V_OK) {
        failure.fault = fault_of_certificate(verdict);
        failure.detail = X509_verify_cert_error_string(verdict);
        ERR_clear_error();
        return failure;
    }
    if (ERR_GET_LIB(code) == ERR_LIB_SSL &&
        (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION ||
         reason == SSL_R_VERSION_TOO_LOW || reason == SSL_R_VERSION_TOO_HIGH))
        failure.fault = attempt_fault::tls_version;
    failure.detail = take_openssl_error();
    return failure;
}

}  // namespace cohook::transport
