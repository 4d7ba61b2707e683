// Persons put in order in memory, by what the reader sees of them.
#pragma once

#include <cohook/error.hpp>

#include "members/person.hpp"
#include "members/scopes.hpp"
#include "store/register_tables.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cohook::members {

class person_sort {
public:
    /// Errors: `invalid_argument` for a field that is unknown or holds no single value.
    static result<person_sort> of(std::vector<person_query::sort_key> const& keys);

    /// Keeps the person's sort values alone.
    void add(store::person_row const& person, scope_set scopes);
    /// The ids of this page; puts all in order.
    std::vector<std::int64_t> page(std::uint64_t skip, std::uint64_t limit);

private:
    struct column {
        std::size_t field = 0;
        bool number = false;
        bool descending = false;
    };
    struct value {
        bool present = false;
        std::int64_t number = 0;
        std::string text;
    };
    struct entry {
        std::int64_t id = 0;
        std::vector<value> values;
    };
    value value_of(column const& by, store::person_row const& person, scope_set scopes) const;
    bool before(entry const& left, entry const& right) const;

    std::vector<column> columns_;
    std::vector<entry> entries_;
};

}  // namespace cohook::members
