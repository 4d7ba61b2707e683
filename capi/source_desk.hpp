// Where the questions of syncs to the host's source of records wait for their answers.
#pragma once

#include <cohook/sync.hpp>

#include "boundary.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace cohook::capi {

using source_answer = std::variant<std::monostate, std::uint64_t, std::vector<std::string>, std::vector<sync_record>>;

/// One question. Shared by the sync that waits and the request that the host holds; settled once.
class source_question {
public:
    std::int32_t kind = COHOOK_SOURCE_COUNT;
    std::string endpoint_id, application_id, cursor;
    std::size_t limit = 0;
    std::vector<std::string> keys;

    /// COHOOK_OK, COHOOK_CONFLICT for a second answer, COHOOK_CANCELLED where nobody waits any more.
    cohook_status settle(result<source_answer> answer);
    /// Whoever waits gives up; a later answer is told so.
    void give_up();

private:
    friend class source_desk;
    cohook_status finish(result<source_answer> answer, bool given_up);
    bool set_wake(std::function<void()> wake);  ///< false: settled already

    std::mutex lock_;
    std::function<void()> wake_;
    result<source_answer> answer_;
    bool settled_ = false;
    bool given_up_ = false;
};

using question_ptr = std::shared_ptr<source_question>;

/// Hands questions to the host and waits for the answers. Thread-safe.
class source_desk {
public:
    /// `deliver` puts a question before the host; it must not block.
    explicit source_desk(std::function<void(question_ptr)> deliver) : deliver_(std::move(deliver)) {}

    /// Completes with the answer, on the awaiting executor; with `cancelled` where the question was given up. Cancellation:
    /// terminal, gives it up.
    boost::asio::awaitable<result<source_answer>> ask(question_ptr asked);
    /// Every question is given up, and later ones at once: their syncs keep their places.
    void close();

private:
    bool enter(question_ptr const& asked);

    std::function<void(question_ptr)> deliver_;
    std::mutex lock_;
    std::vector<std::weak_ptr<source_question>> open_;
    bool closed_ = false;
};

/// The source of a sync whose records the host gives. `desk` outlives it.
std::shared_ptr<record_source> make_host_source(source_desk& desk, sync_status const& job);

}  // namespace cohook::capi

struct cohook_source_request {
    cohook::capi::question_ptr asked;
    bool of_callback = false;  ///< the engine's own: `free` leaves it alone
};
