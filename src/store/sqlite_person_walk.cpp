// Walking the persons an application may see. First the ids, from whichever index leads to the fewest in the order asked
// for; then each person and its consent, judged once more against every condition.
#include "store/sqlite_tables.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace cohook::store::sqlite {
namespace {

using order = person_walk::order;

bool by_change(person_walk const& walk) {
    return walk.by == order::by_change || walk.by == order::by_change_descending;
}

bool descending(person_walk const& walk) {
    return walk.by == order::by_id_descending || walk.by == order::by_change_descending;
}

std::int64_t from_of(person_walk const& walk) {
    return walk.changed_from ? walk.changed_from->time_since_epoch().count() : std::numeric_limits<std::int64_t>::min();
}

std::int64_t after_of(person_walk const& walk) {
    return walk.by == order::by_id ? walk.after_id : std::numeric_limits<std::int64_t>::min();
}

bool fits(person_walk const& walk, person_row const& row) {
    return !row.deleted && (!walk.church_id || row.church_id == walk.church_id) &&
           (!walk.changed_from || row.last_changed >= *walk.changed_from) &&
           (!walk.changed_to || row.last_changed < *walk.changed_to) && row.id > after_of(walk);
}

/// Reads persons and consents into the same two rows again and again.
class visitor {
public:
    visitor(connection& db, person_walk const& walk,
            std::function<bool(person_row const&, consent_row const&)> const& visit)
        : db_(db), walk_(walk), visit_(visit) {
        consent_.application_id = walk.application_id;
    }

    /// False: enough.
    bool operator()(std::int64_t id) {
        query person(db_, "SELECT * FROM persons WHERE id = ?", id);
        if (!person.next()) return !db_.trouble();
        person.read(person_.id, person_.church_id, person_.last_changed, person_.revision, person_.deleted,
                    person_.document);
        if (!fits(walk_, person_) || !find_consent(id)) return !db_.trouble();
        return visit_(person_, consent_);
    }

    /// When the person was last changed, if it is one of the walk.
    std::optional<std::int64_t> moment(std::int64_t id) {
        query person(db_, "SELECT church, changed, deleted FROM persons WHERE id = ?", id);
        if (!person.next()) return std::nullopt;
        person_.id = id;
        person.read(person_.church_id, person_.last_changed, person_.deleted);
        if (!fits(walk_, person_)) return std::nullopt;
        return person_.last_changed.time_since_epoch().count();
    }

private:
    bool find_consent(std::int64_t id) {
        if (walk_.application_id.empty()) return true;
        query consent(db_, "SELECT scopes, granted_at FROM consents WHERE person = ? AND application = ?", id,
                      walk_.application_id);
        if (!consent.next()) return false;
        consent_.person_id = id;
        consent.read(consent_.scopes, consent_.granted_at);
        return true;
    }

    connection& db_;
    person_walk const& walk_;
    std::function<bool(person_row const&, consent_row const&)> const& visit_;
    person_row person_;
    consent_row consent_;
};

char const* ids_of_consents(bool down) {
    return down ? "SELECT person FROM consents INDEXED BY consents_by_application WHERE application = ? AND alive = 1 "
                  "AND person > ? ORDER BY person DESC"
                : "SELECT person FROM consents INDEXED BY consents_by_application WHERE application = ? AND alive = 1 "
                  "AND person > ? ORDER BY person";
}

char const* ids_of_church(bool down) {
    return down ? "SELECT id FROM persons INDEXED BY persons_by_church WHERE deleted = 0 AND church = ? AND id > ? "
                  "ORDER BY id DESC"
                : "SELECT id FROM persons INDEXED BY persons_by_church WHERE deleted = 0 AND church = ? AND id > ? "
                  "ORDER BY id";
}

char const* ids_of_all(bool down) {
    return down ? "SELECT id FROM persons INDEXED BY persons_alive WHERE deleted = 0 AND id > ? ORDER BY id DESC"
                : "SELECT id FROM persons INDEXED BY persons_alive WHERE deleted = 0 AND id > ? ORDER BY id";
}

char const* ids_by_change(bool down) {
    return down ? "SELECT id FROM persons INDEXED BY persons_by_change WHERE deleted = 0 AND changed >= ? "
                  "ORDER BY changed DESC, id DESC"
                : "SELECT id FROM persons INDEXED BY persons_by_change WHERE deleted = 0 AND changed >= ? "
                  "ORDER BY changed, id";
}

/// Those of an application are picked by its consents before a person is read.
char const* ids_by_name(bool of_application) {
    return of_application
               ? "SELECT DISTINCT person FROM person_words WHERE word >= ? AND word < ? AND person > ? AND EXISTS "
                 "(SELECT 1 FROM consents WHERE consents.person = person_words.person AND application = ?) "
                 "ORDER BY person"
               : "SELECT DISTINCT person FROM person_words WHERE word >= ? AND word < ? AND person > ? AND ? = '' "
                 "ORDER BY person";
}

/// Behind every word that begins so: no word holds the last character there is.
std::string past(std::string_view begin) {
    return std::string(begin) + "\U0010ffff";
}

template <class Take>
void each_id(query&& asked, Take take) {
    while (asked.next())
        if (!take(asked.integer())) return;
}

/// The ids of the walk's narrowest source in the order of the ids (`ids`: in any).
template <class Take>
void each_candidate(connection& db, person_walk const& walk, bool down, Take take) {
    if (!walk.ids.empty()) {
        for (auto const id : walk.ids)
            if (!take(id)) return;
    } else if (walk.church_id) {
        each_id(query(db, ids_of_church(down), *walk.church_id, after_of(walk)), take);
    } else if (!walk.application_id.empty()) {
        each_id(query(db, ids_of_consents(down), walk.application_id, after_of(walk)), take);
    } else {
        each_id(query(db, ids_of_all(down), after_of(walk)), take);
    }
}

/// Whether the persons the application may see are so few that it is better to sort them than to pass by the others.
bool is_small_share(connection& db, std::string_view application) {
    query all(db, "SELECT max(id) - min(id) + 1 FROM persons INDEXED BY persons_alive WHERE deleted = 0");
    auto const persons = all.next() ? all.integer() : 0;
    query some(db,
               "SELECT count(*) FROM (SELECT 1 FROM consents INDEXED BY consents_by_application WHERE application = ? "
               "AND alive = 1 LIMIT ?)",
               application, persons / 8 + 1);
    return some.next() && some.integer() <= persons / 8;
}

/// Walks that no index leads through in order: the ids first, then sorted.
void visit_sorted(visitor& visit, std::vector<std::pair<std::int64_t, std::int64_t>> found, bool down) {
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (down) std::reverse(found.begin(), found.end());
    for (auto const& [rank, id] : found)
        if (!visit(id)) return;
}

}  // namespace

void register_rows::walk_persons(person_walk const& walk,
                                 std::function<bool(person_row const&, consent_row const&)> const& visit) const {
    visitor each(db_, walk, visit);
    if (!walk.name_begins.empty())
        return each_id(query(db_, ids_by_name(!walk.application_id.empty()), walk.name_begins, past(walk.name_begins),
                             walk.after_id, walk.application_id),
                       each);
    auto const down = descending(walk);
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    if (by_change(walk)) {
        auto const few =
            !walk.ids.empty() || walk.church_id ||
            (!walk.changed_from && !walk.application_id.empty() && is_small_share(db_, walk.application_id));
        if (!few) return each_id(query(db_, ids_by_change(down), from_of(walk)), each);
        each_candidate(db_, walk, false, [&](std::int64_t id) {
            if (auto const moment = each.moment(id)) found.emplace_back(*moment, id);
            return true;
        });
        return visit_sorted(each, std::move(found), down);
    }
    auto const keep = [&](std::int64_t id) {
        found.emplace_back(id, id);
        return true;
    };
    if (!walk.ids.empty()) {
        each_candidate(db_, walk, false, keep);
    } else if (walk.changed_from && !walk.church_id) {
        each_id(query(db_, ids_by_change(false), from_of(walk)), keep);
    } else {
        return each_candidate(db_, walk, down, each);
    }
    visit_sorted(each, std::move(found), down);
}

std::uint64_t register_rows::count_persons(std::string_view application_id) const {
    auto const counted = [](query&& asked) { return asked.next() ? static_cast<std::uint64_t>(asked.integer()) : 0; };
    if (application_id.empty())
        return counted(query(db_, "SELECT count(*) FROM persons INDEXED BY persons_alive WHERE deleted = 0"));
    return counted(query(db_,
                         "SELECT count(*) FROM consents INDEXED BY consents_by_application WHERE application = ? "
                         "AND alive = 1",
                         application_id));
}

}  // namespace cohook::store::sqlite
