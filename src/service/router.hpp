// Which operation a request asks for. The one table of routes: the dispatcher goes by it, OpenAPI is held against it.
#pragma once

#include "service/problem.hpp"
#include "service/query.hpp"
#include "service/request.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cohook::members {
class principal;
struct audit_note;
struct session;
}  // namespace cohook::members

namespace cohook::service {

struct backroom;

/// Values of a template's `{names}`, decoded.
class path_values {
public:
    void put(std::string_view name, std::string value) { values_.emplace_back(name, std::move(value)); }
    /// The value; empty where the template has no such name.
    std::string const& operator[](std::string_view name) const noexcept;

private:
    std::vector<std::pair<std::string_view, std::string>> values_;
};

/// One request on its way through an operation. Lives until the operation is done.
struct call {
    call(backroom& room_, request& message_, members::principal const& who_, members::audit_note& note_)
        : room(room_), message(message_), who(who_), note(note_) {}

    backroom& room;
    request& message;
    members::principal const& who;
    members::audit_note& note;                  ///< its line of the audit trail, where the route leaves one
    members::session const* session = nullptr;  ///< where somebody signed in
    path_values path;
    std::vector<query_pair> query;
};

using reply = boost::asio::awaitable<outcome<response>>;
using operation = reply (*)(call&);

enum class route_auth : std::uint8_t {
    none,     ///< open to all; `call::who` is nobody of consequence
    any,      ///< an application or an administrator, by key or session
    admin,    ///< system administrators alone
    session,  ///< whoever is signed in; a key is nobody's session
};

enum class route_body : std::uint8_t {
    none,    ///< any body is refused
    json,    ///< `application/json`; may be left out where the operation says so
    merge,   ///< `application/json` or `application/merge-patch+json`
    stream,  ///< `application/x-ndjson`, without a limit of its own
};

enum class route_audit : std::uint8_t {
    none,
    with,    ///< a line in the same commit as the write
    before,  ///< a line made durable first: nothing is revealed or sent that is not on record
};

struct route {
    std::string_view method;
    std::string_view path;  ///< template: `/v1/persons/{person}`; `{+rest}`, at the end, takes all that is left
    std::string_view id;    ///< operationId of OpenAPI, and the action of the audit trail
    route_auth auth = route_auth::any;
    route_body body = route_body::none;
    route_audit audit = route_audit::none;
    operation run = nullptr;
    bool writes = false;  ///< needs the right to write (a GET that reveals; every other method does anyway)
    bool secret = false;  ///< its answer holds a secret: never kept for a repetition
};

/// Every route there is.
std::span<route const> all_routes() noexcept;

struct matched_route {
    route const* found = nullptr;
    path_values values;
};

/// `HEAD` finds what `GET` does. Errors: 404; 405 with `Allow`; 400 for broken escapes.
outcome<matched_route> find_route(std::string_view method, std::string_view path);
/// The template for metrics and logs; `unmatched` where there is none.
std::string_view route_name(std::string_view method, std::string_view path) noexcept;

}  // namespace cohook::service
