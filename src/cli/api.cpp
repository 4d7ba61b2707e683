#include "cli/api.hpp"

#include "cli/event_loop.hpp"
#include "cli/files.hpp"
#include "runtime/clock.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

errc kind_of_status(int status) {
    switch (status) {
        case 400:
        case 414:
        case 415:
        case 422: return errc::invalid_argument;
        case 401: return errc::unauthorized;
        case 403: return errc::forbidden;
        case 404: return errc::not_found;
        case 409:
        case 412: return errc::conflict;
        case 413: return errc::too_large;
        case 429:
        case 503:
        case 504: return errc::unavailable;
        case 507: return errc::storage_full;
        default: return errc::internal;
    }
}

error problem_of(service::client_response const& answer) {
    errc const kind = kind_of_status(answer.status);
    boost::system::error_code fault;
    json::value const body = json::parse(answer.body, fault);
    std::string what;
    if (!fault) what = text_at(body, "detail");
    if (!fault && what.empty()) what = text_at(body, "message");
    if (what.empty()) what = "the server answered " + std::to_string(answer.status);
    std::string field;
    json::object const* const members = fault ? nullptr : body.if_object();
    json::value const* const errors = members == nullptr ? nullptr : members->if_contains("errors");
    if (errors != nullptr && errors->is_array() && !errors->as_array().empty()) {
        field = text_at(errors->as_array().front(), "path");
    }
    return error(kind, std::move(what), std::move(field));
}

}  // namespace

result<std::unique_ptr<service::client>> connect_to_server(settings const& config, asio::any_io_executor executor) {
    service::client_options options;
    options.url = config.text("server");
    options.ca_file = config.text("server-ca-file");
    options.timeout = config.span("timeout");
    options.api_key = config.text("api-key");
    if (config.has("api-key-file")) {
        auto key = read_secret(config.text("api-key-file"));
        if (!key) return key.error();
        options.api_key = std::move(*key);
    }
    if (options.api_key.find_first_of("\r\n \t") != std::string::npos) {
        return error(errc::invalid_argument, "the API key holds white space: is this the right file?");
    }
    return service::client::make(std::move(executor), system_clock(), std::move(options));
}

result<json::value> value_of(result<service::client_response> const& answer) {
    if (!answer) return answer.error();
    if (!answer->ok()) return problem_of(*answer);
    if (answer->body.empty()) return json::value();
    boost::system::error_code fault;
    json::value read = json::parse(answer->body, fault);
    if (fault) return error(errc::internal, "the server's answer is not JSON");
    return read;
}

asio::awaitable<result<json::value>> call_api(service::client& to, std::string method, std::string target,
                                              std::string body) {
    service::client_request what(std::move(method), std::move(target), std::move(body));
    auto const state = co_await asio::this_coro::cancellation_state;
    auto const answer = co_await to.send(std::move(what));
    // Interrupted: that is the person's doing, and no news about the server.
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return value_of(answer);
}

exit_code with_server(invocation& call,
                      std::function<asio::awaitable<exit_code>(service::client& to, invocation& call)> work) {
    event_loop loop;
    auto const client = connect_to_server(call.config, loop.executor());
    if (!client) return call.out.complain(client.error());
    return loop.run([&] { return work(**client, call); });
}

asio::awaitable<exit_code> print_list(service::client& to, invocation& call, std::string target,
                                      std::function<std::string(json::value const& row)> line_of) {
    std::string cursor;
    do {
        std::string next = target;
        if (!cursor.empty()) next += "&cursor=" + encoded(cursor);
        auto const page = co_await call_api(to, "GET", std::move(next));
        if (!page) co_return complain_about_api(call, page.error());
        for (json::value const& each : page->at("data").as_array())
            call.out.print(call.json() ? json::serialize(each) : line_of(each));
        cursor = text_at(*page, "nextCursor");
    } while (!cursor.empty());
    co_return exit_code::ok;
}

exit_code complain_about_api(invocation& call, error const& what, std::string next) {
    if (what.kind() == errc::unavailable) {
        next = "is it running? Start it with `cohook serve`, or name another with --server";
    }
    if (what.kind() == errc::unauthorized) {
        next = "name a file that holds the key with --api-key-file, or set COHOOK_API_KEY";
    }
    if (what.kind() == errc::forbidden) next = "this needs an administrator's key";
    return call.out.complain(what, next);
}

std::string encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string made;
    for (char const letter : text) {
        auto const byte = static_cast<unsigned char>(letter);
        bool const plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' || byte == '.' || byte == '~';
        if (plain) {
            made += letter;
            continue;
        }
        made += '%';
        made += digits[byte >> 4];
        made += digits[byte & 15];
    }
    return made;
}

std::string text_at(json::value const& from, std::string_view member) {
    json::object const* const members = from.if_object();
    json::value const* const found = members == nullptr ? nullptr : members->if_contains(member);
    if (found == nullptr || found->is_null()) return {};
    if (found->is_string()) return std::string(found->as_string());
    return json::serialize(*found);
}

std::int64_t number_at(json::value const& from, std::string_view member) {
    json::object const* const members = from.if_object();
    json::value const* const found = members == nullptr ? nullptr : members->if_contains(member);
    if (found == nullptr || !found->is_number()) return 0;
    boost::system::error_code fault;
    auto const number = found->to_number<std::int64_t>(fault);
    return fault ? static_cast<std::int64_t>(found->is_double() ? found->as_double() : 0) : number;
}

}  // namespace cohook::cli
