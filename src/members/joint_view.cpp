#include "members/joint_view.hpp"

#include "members/access.hpp"

#include <set>

namespace cohook::members {

joint_view joint_view::of(store::register_tables const& rows, std::span<std::string const> applications) {
    joint_view made;
    for (auto const& application : applications)
        if (auto one = reader::of(rows, application); one && !one->administrator())
            made.readers_.push_back(std::move(*one));
    return made;
}

result<person_shown> joint_view::find(store::register_tables const& rows, std::int64_t id) const {
    auto const person = rows.find_person(id);
    if (!person || person->deleted) return no_person(id);
    bool seen = false;
    scope_set scopes;
    for (auto const& one : readers_) {
        auto const consent = rows.find_consent(id, one.application_id());
        if (!consent) continue;
        seen = true;
        scopes = scopes | one.scopes(*consent);
    }
    if (!seen) return no_person(id);
    person_shown shown;
    shown.id = id;
    shown.revision = person->revision;
    shown.last_changed = person->last_changed;
    shown.json = render_person(id, person->last_changed, visible_fields(person->document, scopes));
    return shown;
}

std::vector<person_shown> joint_view::list(store::register_tables const& rows, std::int64_t after, std::size_t limit,
                                           std::optional<name_search> const& named) const {
    // The first of all are among the first of each. Every scope that shows one name shows all of them, so whom a search
    // finds in the joint view, it finds in one of these.
    std::set<std::int64_t> ids;
    for (auto const& one : readers_) {
        std::size_t found = 0;
        one.walk(rows, after, named, [&](auto const& person, auto const&) {
            ids.insert(person.id);
            return ++found < limit;
        });
    }
    std::vector<person_shown> shown;
    for (auto const id : ids) {
        if (shown.size() == limit) break;
        if (auto one = find(rows, id)) shown.push_back(std::move(*one));
    }
    return shown;
}

}  // namespace cohook::members
