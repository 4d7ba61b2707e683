#include "members/person_search.hpp"

#include "members/person_schema.hpp"
#include "members/person_sort.hpp"

#include <algorithm>
#include <limits>

namespace cohook::members {
namespace {

using order = store::person_walk::order;

/// What of the query the store's walk cannot decide, and whether there is anything to decide at all.
class matcher {
public:
    matcher(reader const& on_behalf, person_query const& query) : reader_(on_behalf), query_(query) {
        if (query.church_ids) {
            churches_ = *query.church_ids;
            std::ranges::sort(churches_);
        }
    }

    bool operator()(store::person_row const& person, store::consent_row const& consent) const {
        if (person.deleted) return false;
        if (query_.id_gt && person.id <= *query_.id_gt) return false;
        if (query_.id_gte && person.id < *query_.id_gte) return false;
        if (query_.id_lt && person.id >= *query_.id_lt) return false;
        if (query_.id_lte && person.id > *query_.id_lte) return false;
        if (query_.named && !query_.named->finds(person.document, reader_.scopes(consent))) return false;
        if (!query_.church_ids) return true;
        if (!person.church_id || !std::ranges::binary_search(churches_, *person.church_id)) return false;
        static auto const church = *person_field_index("churchID");
        return reader_.scopes(consent).shows(person_fields()[church].shown_by);
    }

private:
    reader const& reader_;
    person_query const& query_;
    std::vector<std::int64_t> churches_;
};

wall_time later(std::optional<wall_time> left, std::optional<wall_time> right) {
    return std::max(left.value_or(wall_time::min()), right.value_or(wall_time::min()));
}

wall_time earlier(std::optional<wall_time> left, std::optional<wall_time> right) {
    return std::min(left.value_or(wall_time::max()), right.value_or(wall_time::max()));
}

/// Dates are whole milliseconds, so `$gt` is `$gte` of the next one.
void set_dates(person_query const& query, store::person_walk& walk) {
    constexpr std::chrono::milliseconds one(1);
    std::optional<wall_time> after, until;
    if (query.changed_gt && *query.changed_gt < wall_time::max()) after = *query.changed_gt + one;
    if (query.changed_lte && *query.changed_lte < wall_time::max()) until = *query.changed_lte + one;
    if (after || query.changed_gte) walk.changed_from = later(after, query.changed_gte);
    if (until || query.changed_lt) walk.changed_to = earlier(until, query.changed_lt);
}

store::person_walk walk_of(person_query const& query, reader const& on_behalf) {
    store::person_walk walk;
    walk.application_id = on_behalf.application_id();
    if (query.ids) {
        walk.ids = *query.ids;
        std::ranges::sort(walk.ids);
        walk.ids.erase(std::unique(walk.ids.begin(), walk.ids.end()), walk.ids.end());
    }
    if (query.church_ids && query.church_ids->size() == 1) walk.church_id = query.church_ids->front();
    set_dates(query, walk);
    if (query.sort.size() == 1) {
        auto const& by = query.sort.front();
        if (by.field == "personID" && by.descending) walk.by = order::by_id_descending;
        if (by.field == "lastChangedDate") walk.by = by.descending ? order::by_change_descending : order::by_change;
    }
    if (walk.by == order::by_id) {
        if (query.id_gt) walk.after_id = std::max(walk.after_id, *query.id_gt);
        if (query.id_gte && *query.id_gte > 0) walk.after_id = std::max(walk.after_id, *query.id_gte - 1);
        if (query.named && walk.ids.empty()) walk.name_begins = query.named->longest();
    }
    return walk;
}

bool filters(person_query const& query) {
    return query.ids || query.church_ids || query.id_gt || query.id_gte || query.id_lt || query.id_lte ||
           query.changed_gt || query.changed_gte || query.changed_lt || query.changed_lte || query.named;
}

bool nothing_can_match(person_query const& query) {
    return (query.ids && query.ids->empty()) || (query.church_ids && query.church_ids->empty());
}

bool sorted_by_store(person_query const& query) {
    if (query.sort.empty()) return true;
    auto const& field = query.sort.front().field;
    return query.sort.size() == 1 && (field == "personID" || field == "lastChangedDate");
}

void search_in_order(store::register_tables const& rows, reader const& on_behalf, person_query const& query,
                     field_choice chosen, person_page& page) {
    // Without a filter the count is the store's, and the walk may stop at the end of the page.
    auto const all = !filters(query);
    if (all) page.total = rows.count_persons(on_behalf.application_id());
    if (all && page.limit == 0) return;
    matcher const matches(on_behalf, query);
    std::uint64_t seen = 0;
    rows.walk_persons(walk_of(query, on_behalf), [&](auto const& person, auto const& consent) {
        if (!matches(person, consent)) return true;
        if (seen >= page.skip && page.data.size() < page.limit)
            page.data.push_back(on_behalf.show(person, consent, chosen).json);
        ++seen;
        return !(all && page.data.size() == page.limit);
    });
    if (!all) page.total = seen;
}

/// The persons of these ids, in the order of the ids.
std::vector<std::string> show_all(store::register_tables const& rows, reader const& on_behalf,
                                  std::vector<std::int64_t> const& ids, field_choice chosen) {
    std::vector<std::string> shown(ids.size());
    if (ids.empty()) return shown;
    store::person_walk walk;
    walk.application_id = on_behalf.application_id();
    walk.ids = ids;
    std::ranges::sort(walk.ids);
    rows.walk_persons(walk, [&](auto const& person, auto const& consent) {
        auto const place = static_cast<std::size_t>(std::ranges::find(ids, person.id) - ids.begin());
        shown[place] = on_behalf.show(person, consent, chosen).json;
        return true;
    });
    return shown;
}

result<void> search_sorted(store::register_tables const& rows, reader const& on_behalf, person_query const& query,
                           field_choice chosen, person_page& page) {
    auto sort = person_sort::of(query.sort);
    if (!sort) return sort.error();
    matcher const matches(on_behalf, query);
    rows.walk_persons(walk_of(query, on_behalf), [&](auto const& person, auto const& consent) {
        if (!matches(person, consent)) return true;
        if (++page.total <= largest_sorted) sort->add(person, on_behalf.scopes(consent));
        return page.total <= largest_sorted;
    });
    if (page.total > largest_sorted)
        return error(errc::invalid_argument,
                     "sorting by this is possible for " + std::to_string(largest_sorted) +
                         " persons at most; narrow the query, or sort by personID or lastChangedDate",
                     "$sort");
    page.data = show_all(rows, on_behalf, sort->page(page.skip, page.limit), chosen);
    return {};
}

}  // namespace

result<person_page> search_persons(store::register_tables const& rows, reader const& on_behalf,
                                   person_query const& query) {
    person_page page;
    page.limit = std::min(query.limit, largest_page);
    page.skip = query.skip;
    field_choice chosen;
    if (!query.select.empty()) {
        auto parsed = field_choice::parse(query.select);
        if (!parsed) return parsed.error();
        chosen = *parsed;
    }
    if (auto good = person_sort::of(query.sort); !good) return good.error();
    if (nothing_can_match(query)) return page;
    if (sorted_by_store(query)) {
        search_in_order(rows, on_behalf, query, chosen, page);
        return page;
    }
    if (auto done = search_sorted(rows, on_behalf, query, chosen, page); !done) return done.error();
    return page;
}

}  // namespace cohook::members
