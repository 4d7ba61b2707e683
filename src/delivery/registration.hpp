// Registering: an endpoint is checked and written inside a unit of work, so that a caller can join it with rows of its own.
#pragma once

#include <cohook/endpoint.hpp>
#include <cohook/error.hpp>

#include "store/store.hpp"

#include <optional>
#include <string_view>

namespace cohook::dispatch {

class core;

/// Whether a webhook may have this URL: its form, and the egress rules as far as they can be told without asking a name
/// server.
result<void> check_url(core& engine, std::string_view url);
/// Checks every setting, the URL with the egress rules included, and writes. See `engine::put` for errors. After the
/// commit the caller awaits `endpoint_changed(engine, id)`.
result<endpoint> put_endpoint(core& engine, store::unit_of_work& unit, endpoint candidate,
                              std::optional<std::int64_t> expected_revision);
/// Removes it and ends its deliveries and its sync. After the commit the caller awaits `endpoint_changed(engine, id)`.
result<void> remove_endpoint(core& engine, store::unit_of_work& unit, std::string_view endpoint_id);

}  // namespace cohook::dispatch
