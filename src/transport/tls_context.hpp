// What all TLS connections of a transport share: whom to trust, what to refuse, which sessions to resume.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/error.hpp>

#include "egress/url.hpp"
#include "runtime/clock.hpp"
#include "transport/openssl_handles.hpp"
#include "transport/tls_options.hpp"
#include "transport/tls_sessions.hpp"

#include <memory>
#include <string>

namespace cohook::transport {

/// TLS 1.2 and 1.3, ALPN http/1.1 alone, no renegotiation, no compression, no client certificate; the name checked
/// against the subject alternative names by RFC 6125, never against the common name. Belongs to one executor.
class tls_context {
public:
    /// Errors: `invalid_argument` where the extra authorities are not PEM certificates; `internal` where OpenSSL refuses.
    static result<std::unique_ptr<tls_context>> create(tls_options const& options, cohook::clock& clock);

    /// A client for this host, with SNI unless it is an address, and a session to resume where there is one. Null where
    /// memory is short.
    ssl_ptr make_client(egress::url const& url);
    tls_sessions& sessions() noexcept { return sessions_; }
    /// Whose sessions are whose.
    static std::string origin_of(egress::url const& url);

private:
    tls_context(ssl_ctx_ptr made, cohook::clock& clock) : made_(std::move(made)), clock_(clock) {}

    ssl_ctx_ptr made_;
    cohook::clock& clock_;
    tls_sessions sessions_;
};

/// Receives the sessions that a server gives; registered with each SSL of a context as its app data.
class session_receiver {
public:
    virtual ~session_receiver() = default;
    virtual void receive(ssl_session_ptr session) = 0;
};

/// Why a handshake, or a connection after it, failed in OpenSSL. Takes the error queue of this thread.
struct tls_failure {
    attempt_fault fault;
    std::string detail;
};
tls_failure explain_tls_failure(SSL* client);

}  // namespace cohook::transport
