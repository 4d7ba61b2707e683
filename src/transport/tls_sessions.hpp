// Sessions to resume: a full handshake costs as much as dozens of deliveries.
#pragma once

#include <cohook/time.hpp>

#include "transport/openssl_handles.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cohook::transport {

/// The tickets of each origin, newest last. Belongs to one executor.
class tls_sessions {
public:
    explicit tls_sessions(std::size_t most_origins = 1024) : most_origins_(most_origins) {}

    /// Keeps a session; takes it over. At most four an origin: a server of TLS 1.3 sends two at a time.
    void put(std::string const& origin, ssl_session_ptr session);
    /// The newest one whose certificate has not expired at `now`; null where there is none. A session of TLS 1.3 is
    /// given once (RFC 8446, appendix C.4), one of TLS 1.2 again and again.
    ssl_session_ptr take(std::string const& origin, wall_time now);
    /// Forgets an origin: its server did not like them.
    void drop(std::string const& origin);

private:
    std::size_t most_origins_;
    std::map<std::string, std::vector<ssl_session_ptr>, std::less<>> origins_;
};

/// When the certificate ends; the epoch where it cannot be read.
wall_time certificate_end(X509 const* certificate);

}  // namespace cohook::transport
