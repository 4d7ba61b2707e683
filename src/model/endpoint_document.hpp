// An endpoint as one JSON document: how the stores keep it. It holds the signing keys, so it is never shown.
#pragma once

#include <cohook/endpoint.hpp>

#include <string>
#include <string_view>

namespace cohook {

/// Every setting, policy and date of the endpoint. Durations are whole milliseconds, dates milliseconds since 1970 UTC.
std::string to_document(endpoint const& value);

/// The endpoint that `to_document` was given, in every member. A member that the text lacks keeps its default and one
/// that is unknown is passed over, so that older and newer documents can be read. Errors: `invalid_argument` with the
/// path of a member of the wrong kind.
result<endpoint> endpoint_from_document(std::string_view text);

}  // namespace cohook
