#include "documents/stats_json.hpp"

#include "documents/delivery_json.hpp"

namespace cohook::documents {

namespace json = boost::json;

json::object show_counts(delivery_counts const& counts) {
    return {{"created", counts.created},     {"pending", counts.pending},
            {"inHand", counts.owned},        {"delivered", counts.delivered},
            {"exhausted", counts.exhausted}, {"expired", counts.expired},
            {"cancelled", counts.cancelled}, {"endpointGone", counts.endpoint_gone},
            {"purged", counts.purged}};
}

json::object show_engine(engine_stats const& now) {
    return {{"accepted", now.accepted},
            {"attempts", now.attempts},
            {"acknowledged", now.acknowledged},
            {"refused", now.refused},
            {"failed", now.failed},
            {"stale", now.stale},
            {"lanes", now.lanes},
            {"inFlight", now.in_flight},
            {"breakersOpen", now.breakers_open},
            {"syncs", now.syncs},
            {"connectionsOpened", now.connections_opened},
            {"connectionsReused", now.connections_reused},
            {"connectionsIdle", now.connections_idle},
            {"handshakes", now.handshakes},
            {"handshakesResumed", now.handshakes_resumed}};
}

json::object show_stats(backlog_report const& kept, engine_stats const& now) {
    return {{"deliveries", show_counts(kept.deliveries)},
            {"oldestDueAt", show_time(kept.oldest_due)},
            {"endpoints", kept.endpoints},
            {"engine", show_engine(now)}};
}

}  // namespace cohook::documents
