// Who asks: the key of a request becomes a principal.
#pragma once

#include "members/principal.hpp"
#include "service/backroom.hpp"
#include "service/problem.hpp"
#include "service/request.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace cohook::service {

/// The text of the key: `Authorization: Bearer KEY` or `x-access-token: KEY`. Nothing: there is none. Errors: 401 where
/// two differ, or where `Authorization` is of another scheme.
outcome<std::optional<std::string>> key_of(request const& message);

/// The principal behind the key. Without a key: the operator, where the server is open on the own machine and the request
/// comes from no web page of another origin; else 401.
boost::asio::awaitable<outcome<members::principal>> authenticate(backroom& room, request const& message);

}  // namespace cohook::service
