// The endpoints and how they have been doing.
#pragma once

#include <cohook/endpoint.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store {

/// What the engine remembers of an endpoint over restarts. Written only when it changes, not at every attempt.
struct endpoint_health {
    std::string endpoint_id;
    std::optional<wall_time> failing_since;    ///< the first failure after the last success; none: it is doing well
    std::optional<wall_time> last_success_at;  ///< as of the last change of `failing_since`
    std::string last_error;                    ///< name of the last fault or status; empty while doing well
};

class endpoint_tables {
public:
    virtual ~endpoint_tables() = default;

    virtual std::optional<endpoint> find(std::string_view id) const = 0;
    /// The revision without the rest; none: no such endpoint. Cheap: asked at every acceptance.
    virtual std::optional<std::int64_t> revision(std::string_view id) const = 0;
    /// By id, after `after`. No tenant: all.
    virtual std::vector<endpoint> list(std::optional<std::string_view> tenant, std::string_view after,
                                       std::size_t limit) const = 0;
    virtual std::optional<endpoint_health> health(std::string_view id) const = 0;
    virtual std::uint64_t count() const = 0;

    /// Creates or replaces; the stored revision becomes the old one + 1 (1 for a new one), which is returned.
    virtual std::int64_t put(endpoint const& value) = 0;
    /// False: there was none. Its deliveries are the caller's to end.
    virtual bool erase(std::string_view id) = 0;
    virtual void put_health(endpoint_health const& value) = 0;
};

}  // namespace cohook::store
