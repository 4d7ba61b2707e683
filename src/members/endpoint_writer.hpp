// The endpoints of an application, written inside a unit of work.
#pragma once

#include <cohook/endpoint.hpp>
#include <cohook/error.hpp>

#include "members/application.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::dispatch {
class core;
}

namespace cohook::members {

/// The stored endpoint, changed. No value: the url is empty now, the endpoint is not there (any more). Errors: those of
/// `change` and of `dispatch::put_endpoint`; `not_found` for another name than `default` that the application has not.
/// After the commit the caller awaits `dispatch::endpoint_changed` with `endpoint_id_of(application_id, name)`.
result<std::optional<endpoint>> write_endpoint(dispatch::core& engine, store::unit_of_work& unit,
                                               std::string const& application_id, std::string_view name,
                                               endpoint_change const& change, std::optional<std::int64_t> expected);

/// The endpoint of this name, where it is the application's. Errors: `not_found`.
result<endpoint> find_own_endpoint(store::endpoint_tables const& endpoints, std::string_view application_id,
                                   std::string_view name);

}  // namespace cohook::members
