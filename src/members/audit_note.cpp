#include "members/audit_note.hpp"

namespace cohook::members {

boost::asio::awaitable<result<void>> commit_noted(store::store& truth, principal const& who, store::unit_ref work) {
    bool const noted = who.note != nullptr && !who.note->kept;
    auto both = [&](store::unit_of_work& unit) -> result<void> {
        if (noted) unit.requests().append_audit(who.note->row);
        return work(unit);
    };
    auto done = co_await truth.commit(both);
    if (done && noted) who.note->kept = true;
    co_return done;
}

}  // namespace cohook::members
