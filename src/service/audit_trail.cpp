#include "service/audit_trail.hpp"

#include "delivery/core.hpp"
#include "members/audit_note.hpp"
#include "model/ids.hpp"
#include "service/backroom.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::service {

namespace asio = boost::asio;

void fill_note(call& asked, std::string_view action) {
    auto& row = asked.note.row;
    row.id = dispatch::ids_of(asked.room.members.engine()).next();
    row.at = asked.room.clock.wall();
    row.actor = asked.who.actor;
    row.tenant = asked.path["application"].empty() ? asked.who.only_application() : asked.path["application"];
    row.action = std::string(action);
    row.subject = asked.message.path;
    row.detail = boost::json::serialize(boost::json::object{{"requestId", asked.message.id}});
}

asio::awaitable<result<void>> record(call& asked) {
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        unit.requests().append_audit(asked.note.row);
        return {};
    };
    auto const done = co_await commit_store(asked.room, work);
    asked.note.kept = done.has_value();
    co_return done;
}

asio::awaitable<void> record_refusal(call& asked, int status) {
    auto& row = asked.note.row;
    row.id = dispatch::ids_of(asked.room.members.engine()).next();
    row.at = asked.room.clock.wall();
    row.action += ".refused";
    row.detail = boost::json::serialize(boost::json::object{{"requestId", asked.message.id}, {"status", status}});
    co_await record(asked);
}

}  // namespace cohook::service
