#include "service/service.hpp"

#include "runtime/shard_threads.hpp"
#include "service/dispatcher.hpp"
#include "service/problem.hpp"
#include "service/router.hpp"

namespace cohook::service {

namespace asio = boost::asio;

namespace {

boost::json::object fields_of(exchange_record const& record, std::string_view route) {
    boost::json::object fields;
    fields.emplace("component", "http");
    fields.emplace("requestId", record.id);
    fields.emplace("method", record.method);
    fields.emplace("route", boost::json::string_view(route.data(), route.size()));
    fields.emplace("path", record.path);
    fields.emplace("status", record.status);
    fields.emplace("durationMs", std::chrono::duration<double, std::milli>(record.took).count());
    fields.emplace("bytes", record.bytes_out);
    fields.emplace("peer", record.peer);
    return fields;
}

/// Being unavailable (draining, a full disk) is the state of the server, told where it begins; each request that meets it
/// is no fault of its own.
log_level level_of(int status, bool probe) {
    if (status == 503) return probe ? log_level::info : log_level::warning;
    if (status >= 500) return log_level::error;
    return probe ? log_level::debug : log_level::info;
}

}  // namespace

struct api::inside {
    inside(api_parts const& parts, api_options const& options)
        : accounts(parts.members->engine(), *parts.chance, password_thread.executors().front()),
          room{*parts.members,
               accounts,
               *parts.engine,
               *parts.store,
               *parts.clock,
               *parts.chance,
               parts.observed->numbers,
               parts.observed->events,
               parts.observed->recent,
               *parts.log,
               request_budget(options.request_rate),
               request_budget(options.request_rate)} {
        room.open_access = options.open_access;
        room.console_directory = options.console_directory;
        room.public_url = options.public_url;
        room.configuration = options.configuration;
        room.started = room.clock.wall();
        if (!options.issuer || parts.wire == nullptr) return;
        vouching.emplace(*options.issuer, *parts.wire, parts.wire_executor, room.clock);
        room.vouching = &*vouching;
    }
    /// To derive a key from a password takes a tenth of a second: apart from those who serve.
    shard_threads password_thread{1, "passwords"};
    members::accounts accounts;
    std::optional<issuer> vouching;
    backroom room;
};

api::api(api_parts parts, api_options options) : inside_(std::make_unique<inside>(parts, options)) {}
api::~api() = default;

void api::serves(server const& listening) {
    inside_->room.serving = &listening;
}

asio::awaitable<result<std::optional<std::string>>> api::begin_setup() {
    return inside_->accounts.begin_setup();
}

void api::drain() {
    inside_->room.draining = true;
}

server_handlers api::handlers() {
    auto& room = inside_->room;
    server_handlers made;
    made.handle = [&room](request& message) { return dispatch(room, message); };
    made.plan = [](request const& message) { return plan_body(message); };
    made.refusal = [](int status, std::string const& why, std::string const& id) {
        fault const refused(status, error(errc::invalid_argument, why));
        return to_response(refused, "", id);
    };
    made.finished = [&room](exchange_record const& record) {
        auto const route = record.path.empty() ? "unmatched" : route_name(record.method, record.path);
        room.numbers.answered(record.method, route, record.status, std::chrono::duration<double>(record.took).count());
        bool const probe = route == "/livez" || route == "/readyz" || route == "/metrics";
        room.log.write(level_of(record.status, probe), "request", fields_of(record, route));
    };
    made.failed = [&room](std::string const& what) {
        boost::json::object fields;
        fields.emplace("component", "http");
        fields.emplace("what", what);
        room.log.write(log_level::error, "a handler threw; this is a bug", std::move(fields));
    };
    return made;
}

}  // namespace cohook::service
