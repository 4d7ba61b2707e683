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
    /// `most_of_one`: of one origin; as many as its connections that may rest, for all of them may end at once and come
    /// back at once. `most`: of all origins together.
    explicit tls_sessions(std::size_t most_of_one = 64, std::size_t most = 2048)
        : most_of_one_(most_of_one), most_(most) {}

    /// Keeps a session; takes it over. The origin's oldest one makes room, or where it has none another origin's.
    void put(std::string const& origin, ssl_session_ptr session);
    /// The newest one whose certificate has not expired at `now`; null where there is none. A session of TLS 1.3 is
    /// given once (RFC 8446, appendix C.4), one of TLS 1.2 again and again.
    ssl_session_ptr take(std::string const& origin, wall_time now);
    /// Forgets an origin: its server did not like them.
    void drop(std::string const& origin);

private:
    using origins = std::map<std::string, std::vector<ssl_session_ptr>, std::less<>>;
    void make_room(origins::iterator for_one);

    std::size_t most_of_one_, most_, count_ = 0;
    origins origins_;  ///< none of them is empty
};

/// When the certificate ends; the epoch where it cannot be read.
wall_time certificate_end(X509 const* certificate);

}  // namespace cohook::transport
