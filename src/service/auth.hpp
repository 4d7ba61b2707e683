// Who asks: the key or the session of a request becomes a principal.
#pragma once

#include "members/account.hpp"
#include "service/backroom.hpp"
#include "service/problem.hpp"
#include "service/request.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <utility>

namespace cohook::service {

/// The text of the key: `Authorization: Bearer KEY` or `x-access-token: KEY`. Nothing: there is none. Errors: 401 where
/// two differ, or where `Authorization` is of another scheme.
outcome<std::optional<std::string>> key_of(request const& message);

/// Who asks, and the session where it is one.
struct caller {
    explicit caller(members::principal acting) : who(std::move(acting)) {}
    explicit caller(members::session signed_in) : who(signed_in.who), session(std::move(signed_in)) {}
    members::principal who;
    std::optional<members::session> session;
};

/// Whose the key or the session cookie is (401: both were given). Without either: the operator, where the server is open
/// on the own machine and the request comes from no web page of another origin; else 401. A change by a session is
/// refused (403) where the console's page did not send it.
boost::asio::awaitable<outcome<caller>> authenticate(backroom& room, request const& message);

}  // namespace cohook::service
