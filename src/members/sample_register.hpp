// The sample register: fictional people to try cohook with. Made by examples/register/make_register.py, embedded.
#pragma once

#include "members/importer.hpp"

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace cohook::members {

/// NDJSON for the importer: persons with consents to the sample's applications.
std::string_view sample_register() noexcept;
/// A JSON array of organizations (`id` beside the members of their documents).
std::string_view sample_organizations() noexcept;
/// A JSON array of applications: `id`, `organization`, `name`, `scopes`.
std::string_view sample_applications() noexcept;

/// Creates the sample's organizations and applications (those that exist stay as they are), then imports its persons.
boost::asio::awaitable<result<import_report>> load_sample_register(registry& members);

}  // namespace cohook::members
