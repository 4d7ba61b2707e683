// A receiver of webhooks for development: takes every POST, verifies what it can, answers as told, tells what came.
// `listen` prints what it tells; `demo` counts on it.
#pragma once

#include <cohook/endpoint.hpp>
#include <cohook/verifier.hpp>

#include "cli/receiver_answer.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "service/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cohook::cli {

/// One request, as judged. Of one that did not verify, nothing but the verdicts is to be trusted.
struct received {
    received() = default;

    std::uint64_t number = 0;  ///< from 1
    steady_time arrived{};     ///< when the whole request was there
    wall_time at{};
    std::string peer, target;
    std::string message_id, entity, change, sync_id;
    std::vector<std::int64_t> person_ids;
    std::string content;              ///< what the envelope's data decodes to, where its hash verified
    std::optional<verdict> envelope;  ///< none: no key was given, or another format is expected
    std::optional<verdict> headers;   ///< none: no key was given
    int answered = 0;

    bool genuine() const noexcept { return headers == verdict::ok && envelope.value_or(verdict::ok) == verdict::ok; }
};

struct receiver_options {
    receiver_options() = default;
    service::server_options server;
    std::string signing_key;  ///< of the endpoint, as typed; empty: nothing is verified
    /// Of the bodies that are expected: with `members` the hash of the envelope must verify too.
    payload_format format = payload_format::members;
    answer_plan answers;
    /// Where verified requests go on to; empty: nowhere. The answer is then that of this URL.
    std::string forward_to;
};

/// Runs on its executor, which must be single-threaded; every call is made there. Requests that do not verify are
/// answered 401 whatever the plan says. Bounded by the server's limits; keeps nothing of a request.
class receiver {
public:
    /// `told` runs before the answer goes out; must not block. Errors: `invalid_argument` for the key.
    static result<std::unique_ptr<receiver>> make(boost::asio::any_io_executor executor, cohook::clock& clock,
                                                  cohook::chance& chance, receiver_options options,
                                                  std::function<void(received const&)> told);
    receiver(receiver const&) = delete;
    receiver& operator=(receiver const&) = delete;
    ~receiver();

    result<void> start();
    std::string url() const;  ///< `https://127.0.0.1:8443`
    /// The answers from now on.
    void answer_by(answer_plan plan);
    boost::asio::awaitable<void> stop();

private:
    struct state;
    explicit receiver(std::unique_ptr<state> made);
    std::unique_ptr<state> state_;
};

}  // namespace cohook::cli
