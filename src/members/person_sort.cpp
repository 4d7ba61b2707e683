#include "members/person_sort.hpp"

#include "members/json_scan.hpp"
#include "members/person_schema.hpp"

#include <algorithm>
#include <charconv>

namespace cohook::members {

result<person_sort> person_sort::of(std::vector<person_query::sort_key> const& keys) {
    person_sort sort;
    for (auto const& key : keys) {
        auto const path = "$sort[" + key.field.substr(0, 60) + "]";
        auto const index = person_field_index(key.field);
        if (!index)
            return error(errc::invalid_argument,
                         "'" + path + "' is not a field of a person; sort by one such as lastName or lastChangedDate",
                         path);
        auto const kind = person_fields()[*index].kind;
        if (kind == field_kind::object || kind == field_kind::list)
            return error(errc::invalid_argument,
                         "'" + path + "' holds no single value to sort by; sort by a field that does, such as lastName",
                         path);
        auto const number = kind == field_kind::person_id || kind == field_kind::number_id;
        sort.columns_.push_back({*index, number || kind == field_kind::timestamp, key.descending});
    }
    return sort;
}

person_sort::value person_sort::value_of(column const& by, store::person_row const& person, scope_set scopes) const {
    auto const& wanted = person_fields()[by.field];
    value found;
    if (wanted.kind == field_kind::person_id || wanted.kind == field_kind::timestamp) {
        found.present = true;
        found.number =
            wanted.kind == field_kind::person_id ? person.id : person.last_changed.time_since_epoch().count();
        return found;
    }
    if (!scopes.shows(wanted.shown_by)) return found;
    auto const text = member_of(person.document, wanted.name);
    found.present = !text.empty();
    if (by.number)
        std::from_chars(text.data(), text.data() + text.size(), found.number);
    else
        found.text = text;
    return found;
}

void person_sort::add(store::person_row const& person, scope_set scopes) {
    entry one;
    one.id = person.id;
    one.values.reserve(columns_.size());
    for (auto const& by : columns_) one.values.push_back(value_of(by, person, scopes));
    entries_.push_back(std::move(one));
}

bool person_sort::before(entry const& left, entry const& right) const {
    for (std::size_t index = 0; index < columns_.size(); ++index) {
        auto const& a = left.values[index];
        auto const& b = right.values[index];
        if (a.present != b.present) return a.present;
        auto const order = columns_[index].number ? (a.number < b.number   ? -1
                                                     : a.number > b.number ? 1
                                                                           : 0)
                                                  : a.text.compare(b.text);
        if (order != 0) return (order < 0) != columns_[index].descending;
    }
    return left.id < right.id;
}

std::vector<std::int64_t> person_sort::page(std::uint64_t skip, std::uint64_t limit) {
    std::ranges::sort(entries_, [this](auto const& left, auto const& right) { return before(left, right); });
    std::vector<std::int64_t> ids;
    for (auto at = skip; at < entries_.size() && ids.size() < limit; ++at) ids.push_back(entries_[at].id);
    return ids;
}

}  // namespace cohook::members
