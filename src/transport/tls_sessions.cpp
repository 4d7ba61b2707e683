#include "transport/tls_sessions.hpp"

#include <ctime>

namespace cohook::transport {

void tls_sessions::put(std::string const& origin, ssl_session_ptr session) {
    if (!session || SSL_SESSION_is_resumable(session.get()) != 1) return;
    auto const kept = origins_.try_emplace(origin).first;
    make_room(kept);
    kept->second.push_back(std::move(session));
    ++count_;
}

void tls_sessions::make_room(origins::iterator for_one) {
    auto& kept = for_one->second;
    if (kept.size() < most_of_one_ && count_ < most_) return;
    if (!kept.empty()) {
        kept.erase(kept.begin());
        --count_;
        return;
    }
    auto other = origins_.begin();
    if (other == for_one) ++other;
    if (other != origins_.end()) drop(std::string(other->first));
}

ssl_session_ptr tls_sessions::take(std::string const& origin, wall_time now) {
    auto const found = origins_.find(origin);
    if (found == origins_.end()) return nullptr;
    auto& kept = found->second;
    ssl_session_ptr taken;
    while (!taken && !kept.empty()) {
        auto newest = std::move(kept.back());
        kept.pop_back();
        --count_;
        auto const* const certificate = SSL_SESSION_get0_peer(newest.get());
        if (certificate != nullptr && certificate_end(certificate) > now) taken = std::move(newest);
    }
    if (taken && SSL_SESSION_get_protocol_version(taken.get()) < TLS1_3_VERSION) {
        SSL_SESSION_up_ref(taken.get());
        kept.emplace_back(taken.get());
        ++count_;
    }
    if (kept.empty()) origins_.erase(found);
    return taken;
}

void tls_sessions::drop(std::string const& origin) {
    auto const found = origins_.find(origin);
    if (found == origins_.end()) return;
    count_ -= found->second.size();
    origins_.erase(found);
}

wall_time certificate_end(X509 const* certificate) {
    std::tm broken{};
    if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &broken) != 1) return wall_time();
    return wall_time(std::chrono::seconds(timegm(&broken)));
}

}  // namespace cohook::transport
