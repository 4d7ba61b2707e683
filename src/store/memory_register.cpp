#include "store/memory_tables.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace cohook::store::memory {
namespace {

using order = person_walk::order;

template <class Rows, class Fits>
auto page_of(Rows const& rows, std::string_view after, std::size_t limit, Fits fits) {
    std::vector<typename Rows::mapped_type> found;
    for (auto at = rows.upper_bound(after); at != rows.end() && found.size() < limit; ++at)
        if (fits(at->second)) found.push_back(at->second);
    return found;
}

bool fits(person_walk const& walk, person_row const& row) {
    return !row.deleted && (!walk.church_id || row.church_id == walk.church_id) &&
           (!walk.changed_from || row.last_changed >= *walk.changed_from) &&
           (!walk.changed_to || row.last_changed < *walk.changed_to) &&
           (walk.by != order::by_id || row.id > walk.after_id);
}

/// Sorts into the order asked for what came in the order of the ids.
void arrange(std::vector<person_row const*>& rows, order by) {
    if (by == order::by_change || by == order::by_change_descending)
        std::stable_sort(rows.begin(), rows.end(),
                         [](person_row const* a, person_row const* b) { return a->last_changed < b->last_changed; });
    if (by == order::by_id_descending || by == order::by_change_descending) std::reverse(rows.begin(), rows.end());
}

}  // namespace

std::optional<organization_row> register_rows::find_organization(std::string_view id) const {
    return organizations_.copy(id);
}

std::vector<organization_row> register_rows::list_organizations(std::string_view after, std::size_t limit) const {
    return page_of(organizations_.all(), after, limit, [](auto const&) { return true; });
}

std::optional<application_row> register_rows::find_application(std::string_view id) const {
    return applications_.copy(id);
}

std::vector<application_row> register_rows::list_applications(std::optional<std::string_view> organization,
                                                              std::string_view after, std::size_t limit) const {
    return page_of(applications_.all(), after, limit,
                   [&](application_row const& row) { return !organization || row.organization_id == *organization; });
}

std::optional<person_row> register_rows::find_person(std::int64_t id) const {
    return persons_.copy(id);
}

std::optional<consent_row> register_rows::find_consent(std::int64_t person, std::string_view application) const {
    return consents_.copy(std::pair(person, std::string(application)));
}

std::vector<consent_row> register_rows::consents_of(std::int64_t person) const {
    std::vector<consent_row> found;
    auto const& rows = consents_.all();
    for (auto at = rows.lower_bound(std::pair(person, std::string())); at != rows.end() && at->first.first == person;
         ++at)
        found.push_back(at->second);
    return found;
}

std::vector<person_row const*> register_rows::candidates(person_walk const& walk) const {
    std::vector<person_row const*> found;
    auto const take = [&](person_row const* row) {
        if (row && fits(walk, *row)) found.push_back(row);
    };
    if (!walk.ids.empty()) {
        auto ids = walk.ids;
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        for (auto const id : ids) take(persons_.find(id));
    } else if (!walk.application_id.empty()) {
        auto const from = std::pair(std::string(walk.application_id), std::numeric_limits<std::int64_t>::min());
        auto const& rows = consented_.all();
        for (auto at = rows.lower_bound(from); at != rows.end() && at->first.first == from.first; ++at)
            take(persons_.find(at->first.second));
    } else {
        for (auto const& [id, row] : persons_.all()) take(&row);
    }
    arrange(found, walk.by);
    return found;
}

void register_rows::walk_named(person_walk const& walk, std::function<bool(person_row const&)> const& visit) const {
    std::set<std::int64_t> ids;
    std::string const begin(walk.name_begins);
    auto const& rows = named_.all();
    for (auto at = rows.lower_bound(std::pair(begin, std::numeric_limits<std::int64_t>::min()));
         at != rows.end() && at->first.first.starts_with(begin); ++at)
        ids.insert(at->first.second);
    for (auto at = ids.upper_bound(walk.after_id); at != ids.end(); ++at) {
        auto const* row = persons_.find(*at);
        if (row && fits(walk, *row) && !visit(*row)) return;
    }
}

void register_rows::walk_persons(person_walk const& walk,
                                 std::function<bool(person_row const&, consent_row const&)> const& visit) const {
    consent_row none;
    auto const shown = [&](person_row const& row) {
        if (walk.application_id.empty()) return visit(row, none);
        auto const* consent = consents_.find(std::pair(row.id, std::string(walk.application_id)));
        return !consent || visit(row, *consent);
    };
    if (!walk.name_begins.empty()) return walk_named(walk, shown);
    // In the order of the ids nothing need be gathered first: a sync asks for a page after another.
    if (walk.by == order::by_id && walk.ids.empty()) {
        auto const visit_next = [&](person_row const* row) { return !row || !fits(walk, *row) || shown(*row); };
        if (walk.application_id.empty()) {
            for (auto at = persons_.all().upper_bound(walk.after_id); at != persons_.all().end(); ++at)
                if (!visit_next(&at->second)) return;
            return;
        }
        std::string const application(walk.application_id);
        auto const& rows = consented_.all();
        for (auto at = rows.upper_bound(std::pair(application, walk.after_id));
             at != rows.end() && at->first.first == application; ++at)
            if (!visit_next(persons_.find(at->first.second))) return;
        return;
    }
    for (auto const* row : candidates(walk))
        if (!shown(*row)) return;
}

std::uint64_t register_rows::count_persons(std::string_view application_id) const {
    person_walk walk;
    walk.application_id = application_id;
    walk.after_id = std::numeric_limits<std::int64_t>::min();
    std::uint64_t counted = 0;
    walk_persons(walk, [&](person_row const&, consent_row const&) { return ++counted, true; });
    return counted;
}

std::optional<api_key_row> register_rows::find_api_key(std::string_view id) const {
    return api_keys_.copy(id);
}

std::vector<api_key_row> register_rows::list_api_keys(std::optional<std::string_view> application) const {
    return page_of(api_keys_.all(), {}, std::numeric_limits<std::size_t>::max(),
                   [&](api_key_row const& row) { return !application || row.application_id == *application; });
}

std::int64_t register_rows::put_organization(organization_row const& row) {
    auto stored = row;
    auto const* old = organizations_.find(row.id);
    auto const revision = stored.revision = old ? old->revision + 1 : 1;
    organizations_.put(row.id, std::move(stored));
    return revision;
}

bool register_rows::erase_organization(std::string_view id) {
    return organizations_.erase(id);
}

std::int64_t register_rows::put_application(application_row const& row) {
    auto stored = row;
    auto const* old = applications_.find(row.id);
    auto const revision = stored.revision = old ? old->revision + 1 : 1;
    applications_.put(row.id, std::move(stored));
    return revision;
}

bool register_rows::erase_application(std::string_view id) {
    std::string const application(id);
    auto const& rows = consented_.all();
    auto const from = std::pair(application, std::numeric_limits<std::int64_t>::min());
    for (auto at = rows.lower_bound(from); at != rows.end() && at->first.first == application;)
        erase_consent((at++)->first.second, application);
    for (auto const& key : list_api_keys(id)) api_keys_.erase(key.id);
    return applications_.erase(id);
}

std::int64_t register_rows::put_person(person_row const& row) {
    auto stored = row;
    auto const* old = persons_.find(row.id);
    auto const revision = stored.revision = old ? old->revision + 1 : 1;
    if (old)
        for (auto const& word : old->name_words) named_.erase(std::pair(word, row.id));
    for (auto const& word : row.name_words) named_.put({word, row.id}, true);
    persons_.put(row.id, std::move(stored));
    return revision;
}

void register_rows::put_consent(consent_row const& row) {
    consents_.put({row.person_id, row.application_id}, row);
    consented_.put({row.application_id, row.person_id}, true);
}

bool register_rows::erase_consent(std::int64_t person, std::string_view application) {
    consented_.erase(std::pair(std::string(application), person));
    return consents_.erase(std::pair(person, std::string(application)));
}

void register_rows::put_api_key(api_key_row const& row) {
    api_keys_.put(row.id, row);
}

}  // namespace cohook::store::memory
