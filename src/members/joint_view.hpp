// What several applications of one principal see of persons together: everybody whom one of them sees, and of each what
// any of them does.
#pragma once

#include <cohook/error.hpp>

#include "members/reader.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cohook::members {

/// As of one state of the store.
class joint_view {
public:
    /// Applications that are not there (any more) see nothing.
    static joint_view of(store::register_tables const& rows, std::span<std::string const> applications);

    /// Errors: `not_found`.
    result<person_shown> find(store::register_tables const& rows, std::int64_t id) const;
    /// By id, after `after`; those alone whom `named` finds, if it is given.
    std::vector<person_shown> list(store::register_tables const& rows, std::int64_t after, std::size_t limit,
                                   std::optional<name_search> const& named) const;

private:
    std::vector<reader> readers_;
};

}  // namespace cohook::members
