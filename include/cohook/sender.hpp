// For programs that send: an engine with everything that it stands on, opened by one call.
//
//     auto sender = cohook::sender::open(options).value();
//     co_await sender->start();
//     co_await sender->deliveries().send("billing", cohook::message("invoice.paid", R"({"invoice":4711})"));
//     …
//     co_await sender->stop(std::chrono::seconds(10));
//     sender->close();
//
// Each of these may be awaited on the host's own loop, and goes on there when it is done; so the host needs no lock for
// what only its loop touches. With `observer_executor` the events arrive there, too (`examples/cpp/sender.cpp`).
#pragma once

#include <cohook/engine.hpp>
#include <cohook/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cohook {

namespace members {
class registry;
}

/// One thing that happened, for the host's log.
struct log_line {
    std::string_view level;   ///< `info` or `warning`
    std::string_view event;   ///< a stable name: `attempt.failed`
    std::string_view fields;  ///< a JSON object; no secret, no body, no person
};

/// What a sender is opened with. The defaults are those of production.
class sender_options {
public:
    sender_options() = default;

    std::string store;  ///< `sqlite:PATH` or `memory:`; required

    // --- where it may send. Development and tests only, all but the authorities.
    bool allow_http = false;
    std::vector<std::string> allow_addresses;  ///< networks (`127.0.0.0/8`) that may be reached though they are private
    bool decode_nat64 = false;             ///< judge the IPv4 address inside a translated one instead of refusing it
    std::vector<std::uint16_t> own_ports;  ///< that this process listens on: never sent to
    std::string extra_authorities;         ///< PEM, beside the system's

    // --- how much
    std::size_t shards = 0;                                      ///< threads that send; 0: as many as suit the machine
    std::size_t connection_slots = 1024;                         ///< attempts in flight at once, a shard
    std::chrono::milliseconds retention{std::chrono::days(30)};  ///< of settled deliveries

    // --- what the host hears and gives
    /// Outlives the sender, and whatever waits on `observer_executor`.
    engine_observer* observer = nullptr;
    /// Where the observer is told, in the order of what happens to a delivery: the host's own loop, or a strand of its
    /// threads. There it may call anything. Empty: on the engine's threads, with their rules. What is posted is copied and
    /// not bounded: a loop that stands still lets it pile up.
    boost::asio::any_io_executor observer_executor;
    /// Called on the engine's threads, several at once: returns quickly, never throws, calls nothing of the sender.
    std::function<void(log_line const&)> log;
    /// The records of syncs; none: the persons of the register.
    source_factory sources;
};

/// Store, resolver, transport, threads and engine in one, and the members register upon them. Thread-safe but for
/// `close`.
class sender {
public:
    /// Opens the store (creates or migrates it) and wires everything; nothing is sent before `start`. Blocks.
    /// Errors: those of the store, with the field `store` for its URL; `invalid_argument` in `allowAddresses[0]` or
    /// `extraAuthorities`.
    static result<std::unique_ptr<sender>> open(sender_options options);
    sender(sender const&) = delete;
    sender& operator=(sender const&) = delete;
    /// After `close`, or without it if `start` was never called.
    ~sender();

    /// One more of `own_ports`, for a listener whose port was free choice. Before `start`.
    void listens_on(std::uint16_t port);
    /// Takes over the backlog and starts to send.
    boost::asio::awaitable<result<void>> start();
    /// Refuses new work, lets attempts in flight end until `deadline` from now. Loses nothing. Idempotent.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);
    /// After `stop`, and when nothing of the sender is awaited any more: closes the store and joins every thread but
    /// those that a name server keeps waiting. Blocks; idempotent; not from a thread of the sender's.
    void close();

    engine& deliveries() noexcept;
    members::registry& register_of_members() noexcept;
    /// Of one of the threads that send: for programs without an executor of their own.
    boost::asio::any_io_executor executor() const;

private:
    struct rooms;
    explicit sender(std::unique_ptr<rooms> built);
    std::unique_ptr<rooms> rooms_;
};

}  // namespace cohook
