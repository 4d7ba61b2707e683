#include "transport/tls_sessions.hpp"

#include <ctime>

namespace cohook::transport {
namespace {

constexpr std::size_t most_of_an_origin = 4;

}  // namespace

void tls_sessions::put(std::string const& origin, ssl_session_ptr session) {
    if (!session || SSL_SESSION_is_resumable(session.get()) != 1) return;
    if (origins_.size() >= most_origins_ && !origins_.contains(origin)) origins_.erase(origins_.begin());
    auto& kept = origins_[origin];
    if (kept.size() >= most_of_an_origin) kept.erase(kept.begin());
    kept.push_back(std::move(session));
}

ssl_session_ptr tls_sessions::take(std::string const& origin, wall_time now) {
    auto const found = origins_.find(origin);
    if (found == origins_.end()) return nullptr;
    while (!found->second.empty()) {
        auto newest = std::move(found->second.back());
        found->second.pop_back();
        auto const* const certificate = SSL_SESSION_get0_peer(newest.get());
        if (certificate == nullptr || certificate_end(certificate) <= now) continue;
        if (SSL_SESSION_get_protocol_version(newest.get()) >= TLS1_3_VERSION) return newest;
        SSL_SESSION_up_ref(newest.get());
        found->second.emplace_back(newest.get());
        return newest;
    }
    origins_.erase(found);
    return nullptr;
}

void tls_sessions::drop(std::string const& origin) {
    origins_.erase(origin);
}

wall_time certificate_end(X509 const* certificate) {
    std::tm broken{};
    if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &broken) != 1) return wall_time();
    return wall_time(std::chrono::seconds(timegm(&broken)));
}

}  // namespace cohook::transport
