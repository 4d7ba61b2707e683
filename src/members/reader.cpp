#include "members/reader.hpp"

#include "members/access.hpp"
#include "members/application_document.hpp"

namespace cohook::members {

result<reader> reader::of(store::register_tables const& rows, std::string_view application_id) {
    reader found;
    if (application_id.empty()) return found;
    auto const row = rows.find_application(application_id);
    if (!row) return no_application(application_id);
    found.application_id_ = application_id;
    found.approved_ = approved_scopes(*row);
    return found;
}

scope_set reader::scopes(store::consent_row const& consent) const {
    if (administrator()) return every_scope();
    return approved_ & scope_set::from_stored(consent.scopes);
}

std::string reader::fields(store::person_row const& person, store::consent_row const& consent,
                           field_choice chosen) const {
    return visible_fields(person.document, scopes(consent), chosen);
}

person_shown reader::show(store::person_row const& person, store::consent_row const& consent,
                          field_choice chosen) const {
    person_shown shown;
    shown.id = person.id;
    shown.revision = person.revision;
    shown.last_changed = person.last_changed;
    shown.json = render_person(person.id, person.last_changed, fields(person, consent, chosen));
    return shown;
}

void reader::walk(store::register_tables const& rows, std::int64_t after, std::optional<name_search> const& named,
                  std::function<bool(store::person_row const&, store::consent_row const&)> const& visit) const {
    store::person_walk all;
    all.application_id = application_id_;
    all.after_id = after;
    if (named) all.name_begins = named->longest();
    rows.walk_persons(all, [&](store::person_row const& person, store::consent_row const& consent) {
        if (named && !named->finds(person.document, scopes(consent))) return true;
        return visit(person, consent);
    });
}

result<person_shown> reader::find(store::register_tables const& rows, std::int64_t id) const {
    auto const person = rows.find_person(id);
    if (!person || person->deleted) return no_person(id);
    if (administrator()) return show(*person, store::consent_row());
    auto const consent = rows.find_consent(id, application_id_);
    if (!consent) return no_person(id);
    return show(*person, *consent);
}

}  // namespace cohook::members
