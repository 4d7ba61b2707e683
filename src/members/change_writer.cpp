#include "members/change_writer.hpp"

#include "delivery/acceptance.hpp"
#include "members/access.hpp"
#include "members/application_document.hpp"
#include "members/name_search.hpp"
#include "members/view.hpp"

#include <algorithm>
#include <utility>

namespace cohook::members {
namespace {

constexpr std::size_t endpoint_page = 200;
constexpr std::size_t fan_out_page = 500;

}  // namespace

namespace {

message message_about(std::string_view change, std::string persons) {
    message what("person." + std::string(change), "[" + std::move(persons) + "]");
    what.attributes.emplace_back("entity", "person");
    what.attributes.emplace_back("change", std::string(change));
    return what;
}

}  // namespace

message person_message(std::string_view change, std::int64_t id, wall_time last_changed, std::string_view fields) {
    auto what = message_about(change, render_person(id, last_changed, fields));
    what.key = std::to_string(id);
    return what;
}

message message_about_nobody() {
    return message_about(change_name::test, {});
}

change_writer::audience const& change_writer::audience_of(std::string const& application_id) {
    auto const known = audiences_.find(application_id);
    if (known != audiences_.end()) return known->second;
    auto& found = audiences_[application_id];
    auto const row = unit_.members().find_application(application_id);
    if (!row) return found;
    found.exists = true;
    found.approved = approved_scopes(*row);
    std::string after;
    while (true) {
        auto page = unit_.endpoints().list(application_id, after, endpoint_page);
        for (auto& one : page) found.endpoints.push_back(std::move(one.id));
        if (page.size() < endpoint_page) return found;
        after = found.endpoints.back();
    }
}

result<std::uint64_t> change_writer::tell(audience const& to, message const& what) {
    for (auto const& endpoint_id : to.endpoints) {
        auto accepted = accepted_.add(unit_, endpoint_id, what);
        if (!accepted) return accepted.error();
    }
    return to.endpoints.size();
}

result<change_writer::consent_changes> change_writer::plan_consents(std::int64_t id, bool living,
                                                                    std::span<consent_wish const> wishes) {
    consent_changes plan;
    if (living)
        for (auto const& row : unit_.members().consents_of(id)) {
            auto const scopes = scope_set::from_stored(row.scopes);
            plan[row.application_id] = consent_change{scopes, scopes};
        }
    for (std::size_t index = 0; index < wishes.size(); ++index) {
        auto const& wish = wishes[index];
        if (!audience_of(wish.application_id).exists)
            return error(errc::invalid_argument,
                         "there is no application '" + wish.application_id + "' to consent to; create it first",
                         "consents[" + std::to_string(index) + "].application");
        plan[wish.application_id].after = wish.scopes;
    }
    return plan;
}

result<std::uint64_t> change_writer::tell_all(store::person_row const* before, store::person_row const& after,
                                              consent_changes const& consents) {
    std::uint64_t told = 0;
    for (auto const& [application_id, consent] : consents) {
        auto const& to = audience_of(application_id);
        if (to.endpoints.empty()) continue;
        auto const saw = before && consent.before;
        if (!consent.after) {
            if (!saw) continue;
            auto const change = after.deleted ? change_name::deleted : change_name::access_revoked;
            auto sent = tell(to, person_message(change, after.id, now_, {}));
            if (!sent) return sent;
            told += *sent;
            continue;
        }
        auto const fields = visible_fields(after.document, to.approved & *consent.after);
        if (saw && visible_fields(before->document, to.approved & *consent.before) == fields) continue;
        auto const change = saw ? change_name::updated : (before ? change_name::access_granted : change_name::created);
        auto sent = tell(to, person_message(change, after.id, after.last_changed, fields));
        if (!sent) return sent;
        told += *sent;
    }
    return told;
}

result<write_report> change_writer::put_person(person_document const& document, std::span<consent_wish const> wishes,
                                               std::optional<std::int64_t> expected) {
    auto const old = unit_.members().find_person(document.id);
    auto const living = old && !old->deleted;
    auto const stored = living ? old->revision : 0;
    if (auto fresh = check_revision(expected, stored); !fresh) return fresh.error();
    auto consents = plan_consents(document.id, living, wishes);
    if (!consents) return consents.error();

    write_report report;
    auto row = living ? *old : store::person_row{};
    if (!living || old->document != document.text) {
        report.effect = living ? write_effect::updated : write_effect::created;
        row.id = document.id;
        row.church_id = document.church_id;
        row.document = document.text;
        row.name_words = name_words_of(document.text, every_scope());
        row.last_changed = old ? std::max(now_, old->last_changed) : now_;
        row.revision = unit_.members().put_person(row);
    }
    for (auto const& [application_id, consent] : *consents) {
        if (consent.before == consent.after) continue;
        if (report.effect == write_effect::unchanged) report.effect = write_effect::updated;
        unit_.members().put_consent({document.id, application_id, consent.after->to_stored(), now_});
        ++report.consents;
    }
    report.revision = row.revision;
    report.last_changed = row.last_changed;
    if (report.effect == write_effect::unchanged) return report;
    auto told = tell_all(living ? &*old : nullptr, row, *consents);
    if (!told) return told.error();
    report.messages = *told;
    return report;
}

result<write_report> change_writer::remove_person(std::int64_t id, std::optional<std::int64_t> expected) {
    auto const old = unit_.members().find_person(id);
    if (!old || old->deleted) return no_person(id);
    if (auto fresh = check_revision(expected, old->revision); !fresh) return fresh.error();
    auto consents = plan_consents(id, true, {});
    if (!consents) return consents.error();
    for (auto& [application_id, consent] : *consents) {
        consent.after.reset();
        unit_.members().erase_consent(id, application_id);
    }
    store::person_row tombstone;
    tombstone.id = id;
    tombstone.document = "{}";
    tombstone.deleted = true;
    tombstone.last_changed = std::max(now_, old->last_changed);
    write_report report;
    report.effect = write_effect::updated;
    report.last_changed = tombstone.last_changed;
    report.revision = tombstone.revision = unit_.members().put_person(tombstone);
    auto told = tell_all(&*old, tombstone, *consents);
    if (!told) return told.error();
    report.messages = *told;
    return report;
}

result<write_report> change_writer::put_consent(std::int64_t id, std::string const& application_id, scope_set scopes) {
    auto const person = unit_.members().find_person(id);
    if (!person || person->deleted) return no_person(id);
    if (!audience_of(application_id).exists) return no_application(application_id);
    auto const old = unit_.members().find_consent(id, application_id);
    write_report report;
    report.revision = person->revision;
    report.last_changed = person->last_changed;
    consent_changes one;
    if (old) one[application_id].before = scope_set::from_stored(old->scopes);
    one[application_id].after = scopes;
    if (one[application_id].before == one[application_id].after) return report;
    report.effect = old ? write_effect::updated : write_effect::created;
    report.consents = 1;
    unit_.members().put_consent({id, application_id, scopes.to_stored(), now_});
    auto told = tell_all(&*person, *person, one);
    if (!told) return told.error();
    report.messages = *told;
    return report;
}

result<write_report> change_writer::withdraw_consent(std::int64_t id, std::string const& application_id) {
    auto const person = unit_.members().find_person(id);
    auto const old = unit_.members().find_consent(id, application_id);
    if (!person || person->deleted || !old)
        return error(errc::not_found,
                     "person " + std::to_string(id) + " has given no consent to application '" + application_id + "'");
    unit_.members().erase_consent(id, application_id);
    consent_changes one;
    one[application_id].before = scope_set::from_stored(old->scopes);
    auto told = tell_all(&*person, *person, one);
    if (!told) return told.error();
    write_report report;
    report.effect = write_effect::updated;
    report.revision = person->revision;
    report.last_changed = person->last_changed;
    report.consents = 1;
    report.messages = *told;
    return report;
}

result<std::uint64_t> change_writer::reapprove(std::string const& application_id, scope_set before, scope_set after) {
    audiences_.erase(application_id);
    auto const& to = audience_of(application_id);
    if (to.endpoints.empty() || before == after) return 0;
    std::uint64_t told = 0;
    std::vector<message> page;
    store::person_walk walk;
    walk.application_id = application_id;
    std::int64_t last_seen = walk.after_id;
    auto const visit = [&](store::person_row const& person, store::consent_row const& consent) {
        last_seen = person.id;
        auto const consented = scope_set::from_stored(consent.scopes);
        if (((before ^ after) & consented).empty()) return true;
        auto const fields = visible_fields(person.document, after & consented);
        if (fields == visible_fields(person.document, before & consented)) return true;
        page.push_back(person_message(change_name::updated, person.id, person.last_changed, fields));
        return page.size() < fan_out_page;
    };
    do {
        page.clear();
        walk.after_id = last_seen;
        unit_.members().walk_persons(walk, visit);
        for (auto const& what : page) {
            auto sent = tell(to, what);
            if (!sent) return sent;
            told += *sent;
        }
    } while (page.size() == fan_out_page);
    return told;
}

}  // namespace cohook::members
