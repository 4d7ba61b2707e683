// What is remembered of requests to the server: idempotency keys and the audit trail.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store {

struct idempotency_row {
    std::string tenant;
    std::string key;
    std::string fingerprint;  ///< of method, target and body
    int status = 0;           ///< 0: still in flight
    std::string response;     ///< the answer's body
    wall_time created{};
    std::int64_t owner = 0;  ///< epoch of the process that works on it
};

struct audit_row {
    record_id id = 0;
    wall_time at{};
    std::string actor;  ///< key id or person
    std::string tenant;
    std::string action;   ///< `signing-key.reveal`
    std::string subject;  ///< `endpoint/ep_…`
    std::string detail;   ///< JSON; no secret
};

class request_tables {
public:
    virtual ~request_tables() = default;
    virtual std::optional<idempotency_row> find_idempotency(std::string_view tenant, std::string_view key) const = 0;
    virtual void put_idempotency(idempotency_row const& row) = 0;
    virtual void erase_idempotency(std::string_view tenant, std::string_view key) = 0;
    virtual std::size_t purge_idempotency(wall_time before, std::size_t limit) = 0;
    virtual void append_audit(audit_row const& row) = 0;
    /// Newest first; ids below `before` (0: from the newest). No tenant: all.
    virtual std::vector<audit_row> list_audit(std::optional<std::string_view> tenant, record_id before,
                                              std::size_t limit) const = 0;
};

}  // namespace cohook::store
