// The event stream: what the engine tells, as server-sent events (HTML standard, 9.2) for whoever listens.
//
// A listener that does not keep up loses its backlog and gets a `resync` event in its place: it then asks for the state
// anew. Nothing here slows the engine down: a slow listener costs its bounded buffer and no more.
#pragma once

#include <cohook/engine.hpp>

#include "runtime/clock.hpp"
#include "service/request.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cohook::service {

enum class topic : std::uint8_t { attempts = 1, syncs = 2, endpoints = 4, tests = 8 };

std::string_view to_string(topic which) noexcept;
std::optional<topic> parse_topic(std::string_view text) noexcept;

/// What a listener wants.
struct stream_wish {
    stream_wish() = default;
    std::uint8_t topics = 0xff;                       ///< bits of `topic`
    std::optional<std::vector<std::string>> tenants;  ///< of these applications alone
    std::optional<steady_time> until;  ///< it ends then, and the client comes again with the id of the last event
    std::string last_event_id;         ///< go on after this one; empty: from now
};

/// A Run Test that can be followed.
struct followed_test {
    std::string tenant;
    std::string endpoint_id;
    std::optional<std::string> run;  ///< as whoever began it calls it
};

/// Thread-safe. Outlives its listeners' connections' executors' last use of it: it is destroyed after the server stopped.
class event_hub {
public:
    explicit event_hub(cohook::clock& clock);
    event_hub(event_hub const&) = delete;
    event_hub& operator=(event_hub const&) = delete;
    ~event_hub();

    void attempted(delivery const& what, attempt const& made);
    void test_progressed(followed_test const& what, test_progress const& progress);
    void endpoint_disabled(std::string const& endpoint_id, std::string const& reason);
    void breaker_changed(std::string const& endpoint_id, bool open);
    void sync_changed(sync_status const& status);

    /// A body for `text/event-stream`, made on and for this executor.
    std::shared_ptr<body_source> listen(boost::asio::any_io_executor executor, stream_wish wish);
    std::size_t listeners() const;

private:
    class listener;
    struct event {
        std::uint64_t number = 0;
        topic which = topic::attempts;
        std::string tenant;
        std::string text;  ///< as it goes out
    };
    using event_ptr = std::shared_ptr<event const>;

    bool wanted();
    void publish(topic which, std::string tenant, std::string_view name, boost::json::object data);
    std::string tenant_of(std::string const& endpoint_id) const;

    cohook::clock& clock_;
    std::string const era_;  ///< tells ids of this process from those of the one before
    mutable std::mutex mutex_;
    std::uint64_t number_ = 0;
    std::uint64_t dropped_ = 0;     ///< the newest event that is not in `recent_` any more
    std::deque<event_ptr> recent_;  ///< for those who come back
    std::vector<std::weak_ptr<listener>> listeners_;
    steady_time keep_until_{};                              ///< events are kept for returners until then
    std::unordered_map<std::string, std::string> tenants_;  ///< endpoint → application, as seen in attempts
};

/// Feeds the numbers and the stream from the engine. Outlives the engine.
class metrics;
class activity;
class engine_watch final : public engine_observer {
public:
    engine_watch(metrics& numbers, event_hub& hub, activity& recent) : numbers_(numbers), hub_(hub), recent_(recent) {}
    void accepted(std::uint64_t deliveries) override;
    void attempted(delivery const& what, attempt const& made) override;
    void endpoint_disabled(std::string const& endpoint_id, std::string const& reason) override;
    void breaker_changed(std::string const& endpoint_id, bool open) override;
    void sync_changed(sync_status const& status) override;

private:
    metrics& numbers_;
    event_hub& hub_;
    activity& recent_;
};

}  // namespace cohook::service
