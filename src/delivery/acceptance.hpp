// Accepting: a message becomes a pending delivery inside a unit of work, and after the commit it is handed to its lane.
#pragma once

#include <cohook/engine.hpp>
#include <cohook/error.hpp>
#include <cohook/message.hpp>

#include "delivery/directory.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::dispatch {

class core;

/// What one unit of work accepts. Lives in the coroutine that commits:
///
///     dispatch::acceptance accepted(core);
///     auto work = [&](store::unit_of_work& unit) -> result<void> {
///         accepted.begin();                                   // a unit may run again
///         … write rows …; return accepted.add(unit, endpoint_id, message);
///     };
///     auto done = co_await store.commit(work);
///     if (done) accepted.hand_over();
///
/// Destroyed without `hand_over`, it gives back what it reserved; nothing was accepted then.
class acceptance {
public:
    explicit acceptance(core& engine);
    acceptance(acceptance const&) = delete;
    acceptance& operator=(acceptance const&) = delete;
    ~acceptance();

    void begin();
    /// Makes the body in the endpoint's format, signs the envelope, writes the delivery. Errors: `not_found` where the
    /// endpoint is gone, `too_large` over 1 MiB, `invalid_argument` for a message that is not JSON.
    /// A disabled endpoint accepts too: its backlog waits for it.
    result<send_receipt> add(store::unit_of_work& unit, std::string_view endpoint_id, message const& what,
                             delivery_kind kind = delivery_kind::change);
    /// A new delivery of the message of another one: same `messageId`, same bytes. Errors: `not_found`, also where its
    /// endpoint is gone or its body is no longer kept.
    result<record_id> repeat(store::unit_of_work& unit, record_id delivery_id);
    /// After the commit: wakes the lanes.
    void hand_over();

private:
    struct handed;

    void insert(store::unit_of_work& unit, endpoint_in_use const& to, cohook::delivery row, std::string const& body);

    core& engine_;
    std::string body_;             ///< of the message that is being added; its memory is that of the one before
    std::vector<handed> direct_;   ///< what goes to a window without a detour over the store
    std::set<entry_ptr> waiting_;  ///< endpoints whose lanes find the rest in the store: memory stays with the rows
    std::uint64_t count_ = 0;
};

}  // namespace cohook::dispatch
