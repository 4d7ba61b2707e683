// For receivers: has this verified message been here before?
#pragma once

#include <cohook/verifier.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace cohook {

enum class admission {
    first_time,    ///< remembered now; process it
    repeated,      ///< processed before: a replay, or an honest resend. Acknowledge it, process nothing
    full,          ///< as many as may be remembered are still fresh: answer "try again later" (503)
    not_verified,  ///< the verification is not `ok`, or it has no id
    in_progress,   ///< reserved, and neither committed nor released: answer "try again later" (503)
};

/// Where ids are remembered. Implement it to share the memory between processes (a database, a cache).
///
/// A sender repeats what was not processed, with the same id. So: `reserve`, process, then `commit`, or `release` where
/// processing failed and the repetition is wanted. `scope` keeps senders apart (scheme and endpoint).
class replay_store {
public:
    virtual ~replay_store() = default;
    /// Asks for the id of a verified message and reserves it if it is new, in one indivisible step: of two threads with
    /// the same id exactly one is told `first_time`. `now` in Unix seconds. A reservation that is neither committed nor
    /// released runs out with the time for which ids are kept.
    virtual admission reserve(std::string_view scope, verification const& message, std::int64_t now) = 0;
    /// It was processed: a repetition is `repeated` from now on. Only by whom `reserve` told `first_time`.
    virtual void commit(std::string_view scope, verification const& message) = 0;
    /// It was not processed: its reservation is forgotten, a repetition is `first_time`. What is committed stays. Only by
    /// whom `reserve` told `first_time`.
    virtual void release(std::string_view scope, verification const& message) = 0;

    /// Reserves and commits: for those who cannot fail any more once they have seen a message.
    virtual admission admit(std::string_view scope, verification const& message, std::int64_t now);
};

/// The memory of one process, bounded and locked. An id costs about 130 bytes however long it is.
///
/// It forgets by time only, never because room is short: an attacker who could fill it would otherwise make it forget
/// what he wants to replay. The time may jump; an id is kept until `keep` has passed on the given time.
class replay_guard final : public replay_store {
public:
    /// `keep`: at least twice the tolerance of the verifier, or a stale copy could outlive the memory of it; values
    /// below one second count as one. `capacity`: how many ids at most; at least one.
    explicit replay_guard(std::chrono::seconds keep = std::chrono::seconds{600}, std::size_t capacity = 100'000);
    ~replay_guard() override;
    replay_guard(replay_guard const&) = delete;
    replay_guard& operator=(replay_guard const&) = delete;

    admission reserve(std::string_view scope, verification const& message, std::int64_t now) override;
    void commit(std::string_view scope, verification const& message) override;
    void release(std::string_view scope, verification const& message) override;
    /// In one indivisible step, so never `in_progress` for what is admitted.
    admission admit(std::string_view scope, verification const& message, std::int64_t now) override;
    /// How many ids are remembered, reserved ones among them; expired ones count until the next `reserve`.
    std::size_t size() const;

private:
    admission enter(std::string_view scope, verification const& message, std::int64_t now, bool committed);

    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace cohook
