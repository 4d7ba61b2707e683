#include "delivery/core.hpp"
#include "members/access.hpp"
#include "members/change_writer.hpp"
#include "members/registry.hpp"

namespace cohook::members {

registry::task<std::vector<consent>> registry::consents_of(principal const& who, std::int64_t person_id) {
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    std::vector<consent> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        found.clear();
        auto const person = now.members().find_person(person_id);
        if (!person || person->deleted) return no_person(person_id);
        for (auto const& row : now.members().consents_of(person_id)) {
            if (!who.acts_for(row.application_id)) continue;
            consent one(row.person_id, row.application_id, scope_set::from_stored(row.scopes));
            one.granted_at = row.granted_at;
            found.push_back(std::move(one));
        }
        if (!who.administrator() && found.empty()) return no_person(person_id);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<write_report> registry::put_consent(principal const& who, std::int64_t person_id,
                                                   std::string application_id, scope_set scopes) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto change = [&](change_writer& writer) -> result<write_report> {
        return writer.put_consent(person_id, application_id, scopes);
    };
    co_return co_await write_and_report(who, change);
}

registry::task<write_report> registry::withdraw_consent(principal const& who, std::int64_t person_id,
                                                        std::string application_id) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto change = [&](change_writer& writer) -> result<write_report> {
        return writer.withdraw_consent(person_id, application_id);
    };
    co_return co_await write_and_report(who, change);
}

}  // namespace cohook::members
