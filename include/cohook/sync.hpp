// Sync Data: every record of a source to one endpoint, paced and resumable.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/error.hpp>
#include <cohook/message.hpp>
#include <cohook/time.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook {

enum class sync_state : std::uint8_t { running, paused, completed, cancelled, failed };

std::string_view to_string(sync_state) noexcept;
std::optional<sync_state> parse_sync_state(std::string_view) noexcept;

/// A job as people see it.
struct sync_status {
    sync_status() = default;

    record_id id = 0;
    std::string endpoint_id;
    std::string tenant;
    sync_state state = sync_state::running;
    std::uint64_t total = 0;  ///< records to send, as counted at the start (it may grow)
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;   ///< given up
    std::uint64_t waiting = 0;  ///< to be retried
    std::uint64_t skipped = 0;  ///< no longer to be seen by the application when their turn came
    std::chrono::milliseconds interval{0};
    std::uint32_t batch = 1;  ///< records in one POST
    record_id retry_of = 0;   ///< the sync whose failed records these are; 0: it is of all records
    wall_time started_at{};
    std::optional<wall_time> ended_at;
    std::string reason;                                  ///< of `failed`, `paused`
    double rate = 0;                                     ///< records acknowledged a second, lately; not stored
    std::optional<std::chrono::milliseconds> remaining;  ///< estimate while running; not stored
};

/// One record as of the moment it was read.
struct sync_record {
    sync_record() = default;
    std::string key;
    std::optional<std::string> content;  ///< JSON text of one object; none: no longer to be seen, nothing is sent
};

/// Where the records of a sync come from. Called on the engine's executor, one call at a time for each job. An error ends the
/// job as failed, save `cancelled`: whoever owns the source is going away, and the job goes on from its place after the next
/// start. A call must end when the engine is stopped: `stop` waits for it.
class record_source {
public:
    virtual ~record_source() = default;

    /// Type and fixed attributes of every message of this sync (`entity`, `change`); its content is not used.
    virtual message frame() const = 0;
    /// How many records there are now.
    virtual boost::asio::awaitable<result<std::uint64_t>> count() = 0;
    /// The keys of the next records after `cursor` (empty: from the start), in a fixed order, at most `limit`; none:
    /// the end. A key is its own cursor; it holds no comma and no control character.
    virtual boost::asio::awaitable<result<std::vector<std::string>>> next(std::string cursor, std::size_t limit) = 0;
    /// The records of these keys as of now, in the order of the keys, one for each. Called right before their POSTs.
    virtual boost::asio::awaitable<result<std::vector<sync_record>>> read(std::vector<std::string> keys) = 0;
};

}  // namespace cohook
