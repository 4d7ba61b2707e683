// The service room: the members register and the engine over HTTP, for programs.
//
// What comes in: requests, from anyone. What goes out: answers, the event stream, the metrics, the log. A request passes
// these pages in order:
//
//     server.hpp      bytes → a well-formed request within the limits, or a refusal
//     router.hpp      which operation; routes.cpp is the one table of them, openapi.json describes the same
//     auth.hpp        whose key or session; idempotency.hpp: whether it was done already
//     operations.hpp  members_face_*.cpp and native_*.cpp: read the input, call members/ or the engine, show the result
//     problem.hpp     what went wrong, as an answer
//
// It holds no rule that an embedding program would miss (those live in members/ and below), decides nothing about when
// a message is sent, and shows no secret but in the calls that reveal one, which are on record first.
#pragma once

#include <cohook/engine.hpp>

#include "members/registry.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "service/activity.hpp"
#include "service/event_log.hpp"
#include "service/issuer.hpp"
#include "service/metrics.hpp"
#include "service/server.hpp"
#include "service/stream.hpp"
#include "store/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cohook::service {

/// Metrics and event stream, and what feeds them. Made before the engine (`core_options::observer` is `&observer()`),
/// destroyed after it and after the server.
class observation {
public:
    explicit observation(cohook::clock& clock) : events(clock), watch_(numbers, events, recent) {}
    engine_observer& observer() noexcept { return watch_; }

    metrics numbers;
    event_hub events;
    activity recent;

private:
    engine_watch watch_;
};

/// All of it outlives the api.
struct api_parts {
    members::registry* members = nullptr;
    cohook::engine* engine = nullptr;
    store::store* store = nullptr;
    cohook::clock* clock = nullptr;
    cohook::chance* chance = nullptr;
    observation* observed = nullptr;
    event_log* log = nullptr;
    /// What the issuer is asked through, and its executor; null: there is no issuer.
    transport::transport* wire = nullptr;
    boost::asio::any_io_executor wire_executor;
};

struct api_options {
    /// Who comes without a key is the operator. For development, with a listener on a loopback address alone: it is the
    /// caller's to see to that.
    bool open_access = false;
    /// Requests a second of each API key and each account, with twice as many saved up; 0: no limit. What is open to
    /// all, health above all, is counted apart, by address.
    std::uint32_t request_rate = 0;
    /// Who vouches for those who sign in, besides passwords. Needs `api_parts::wire`.
    std::optional<issuer_settings> issuer;
    /// By which browsers reach the server, where that is not how it listens: `https://hooks.example.org`.
    std::string public_url;
    /// What the server was told, for `GET /v1/system`: by setting, `{value, origin}`. No secret is among it.
    boost::json::object configuration;
    /// The console's files are read from here, anew at every request, before the embedded ones. For development.
    std::string console_directory;
};

/// The API as a handler of requests. Outlives the server it is given to. Thread-safe.
///
///     service::observation observed(clock);            // before the engine
///     service::api api(parts, options);
///     service::server server(executor, clock, chance, server_options, api.handlers());
///     api.serves(server);                              // its numbers show in /metrics
///     server.start();
///     …
///     api.drain(); server.drain();                     // readyz says no; no new connections
///     co_await engine.stop(deadline);                  // ends what handlers wait for
///     co_await server.stop(grace);
class api {
public:
    api(api_parts parts, api_options options);
    api(api const&) = delete;
    api& operator=(api const&) = delete;
    ~api();

    server_handlers handlers();
    void serves(server const& listening);
    /// `/readyz` answers 503 from now on.
    void drain();
    /// The one-time text that makes the first account; none where there is one already. Printed, never sent.
    boost::asio::awaitable<result<std::optional<std::string>>> begin_setup();

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

}  // namespace cohook::service
