// The records of attempts: what went out, what came back.
#include "model/ids.hpp"
#include "store/sqlite_tables.hpp"

namespace cohook::store::sqlite {
namespace {

#define COHOOK_NEW_ATTEMPT "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
constexpr row_shape new_attempts = {"INSERT OR IGNORE INTO attempts VALUES " COHOOK_NEW_ATTEMPT,
                                    "INSERT OR IGNORE INTO attempts VALUES ", COHOOK_NEW_ATTEMPT};
#undef COHOOK_NEW_ATTEMPT

}  // namespace

attempt deliveries::read_attempt(query& from) const {
    attempt made;
    std::int64_t endpoint = 0;
    std::int64_t tenant = 0;
    auto& times = made.timings;
    from.read(made.id, made.delivery_id, endpoint, tenant, made.number, made.verdict, made.fault, made.wire,
              made.status, made.started_at, times.dns, times.connect, times.tls, times.send, times.first_byte,
              times.total, made.connection_reused, made.certificate_expires_at, made.response_truncated, made.peer,
              made.tls_version, made.detail, made.request_head, made.response_head, made.response_body);
    made.endpoint_id = names_.text(endpoint);
    made.tenant = names_.text(tenant);
    return made;
}

std::vector<attempt> deliveries::attempts(record_id delivery_id) const {
    std::vector<attempt> found;
    query asked(db_, "SELECT * FROM attempts INDEXED BY attempts_by_delivery WHERE delivery = ? ORDER BY number, id",
                delivery_id);
    while (asked.next()) found.push_back(read_attempt(asked));
    return found;
}

std::optional<attempt> deliveries::find_attempt(record_id attempt_id) const {
    query asked(db_, "SELECT * FROM attempts WHERE id = ?", attempt_id);
    if (!asked.next()) return std::nullopt;
    return read_attempt(asked);
}

void deliveries::each_attempt(wall_time from, wall_time until,
                              std::function<void(attempt_brief const&)> const& visit) const {
    query asked(
        db_,
        "SELECT a.tenant, a.started_at, a.verdict, a.total FROM attempts a JOIN deliveries d ON d.id = a.delivery "
        "WHERE a.id >= ? AND a.started_at >= ? AND a.started_at < ? AND d.kind <> ?",
        first_id_at(from), from, until, delivery_kind::test);
    while (asked.next()) {
        attempt_brief one;
        std::int64_t tenant = 0;
        asked.read(tenant, one.started_at, one.verdict, one.total);
        auto const name = names_.text(tenant);
        one.tenant = name;
        visit(one);
    }
}

// A record that is there already stays as it is: the same outcome may be written twice (I18).
void deliveries::write_attempt(attempt const& made, std::int64_t endpoint, std::int64_t tenant) {
    auto const& times = made.timings;
    db_.gathered().add(new_attempts, made.id, made.delivery_id, endpoint, tenant, made.number, made.verdict, made.fault,
                       made.wire, made.status, made.started_at, times.dns, times.connect, times.tls, times.send,
                       times.first_byte, times.total, made.connection_reused, made.certificate_expires_at,
                       made.response_truncated, made.peer, made.tls_version, made.detail, blob{made.request_head},
                       blob{made.response_head}, blob{made.response_body});
    tallies_.note_id(made.id);
}

}  // namespace cohook::store::sqlite
