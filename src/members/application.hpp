// Organizations and applications, as they are shown and changed.
#pragma once

#include <cohook/endpoint.hpp>
#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "members/scopes.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::members {

/// An organization: owns applications. One with an `orgID` is of the register's directory, which every principal may
/// read; one without is seen by administrators and its own applications alone.
struct organization {
    organization() = default;

    std::string id;        ///< 1 to 40 of [A-Za-z0-9_-]; empty at creation: one is given (`org_…`)
    std::string document;  ///< canonical JSON of name (required), orgID, status, type, visitingAddress, website
    std::int64_t revision = 0;
    wall_time created{}, changed{};
};

struct application {
    application() = default;

    std::string id;               ///< 1 to 40 of [A-Za-z0-9_-]; empty at creation: one is given (`app_…`)
    std::string organization_id;  ///< empty: nobody's
    std::string name;             ///< 1 to 200 bytes
    scope_set approved;
    std::string metadata = "{}";  ///< a JSON object of the application's own, at most 16 KiB
    std::int64_t revision = 0;
    wall_time created{}, changed{};
};

/// What to change; what is not set stays. `approved` and `organization_id` are an administrator's to change.
struct application_patch {
    application_patch() = default;

    std::optional<std::string> organization_id;
    std::optional<std::string> name;
    std::optional<scope_set> approved;
    std::optional<std::string> metadata;
};

/// Changes the settings of an endpoint: given the stored one (or a fresh one of the right id and tenant) and whether it
/// is fresh. Pure, since it runs inside a unit of work and may run again. An error it returns rolls all back. An empty `url` afterwards
/// removes the endpoint.
using endpoint_change = std::function<result<void>(endpoint& settings, bool fresh)>;

/// The name by which an application's webhook of the members face is addressed.
inline constexpr std::string_view default_endpoint = "default";

/// The engine's id of an endpoint of this application: of `default`, `<application>-default`; any other name is an id.
std::string endpoint_id_of(std::string_view application_id, std::string_view name);

/// The application and its webhook, as one state.
struct application_with_webhook {
    application_with_webhook() = default;
    application app;
    std::optional<endpoint> webhook;  ///< the `default` endpoint; holds secrets: never shown as it is
};

}  // namespace cohook::members
