// The commands' way to the server: JSON over service/client.hpp, refusals as error values.
#pragma once

#include "cli/command.hpp"
#include "service/client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cohook::cli {

/// From the settings server, api-key or api-key-file, server-ca-file, timeout.
result<std::unique_ptr<service::client>> connect_to_server(settings const& config,
                                                           boost::asio::any_io_executor executor);

/// Any answer that is not 2xx is an error: its problem in words, `unauthorized` for 401, `not_found` for 404, `conflict`
/// for 409 and 412, `unavailable` for 503 …. An empty answer is null.
/// `call_api` throws `operation_aborted` where it is cancelled.
result<boost::json::value> value_of(result<service::client_response> const& answer);
boost::asio::awaitable<result<boost::json::value>> call_api(service::client& to, std::string method, std::string target,
                                                            std::string body = std::string());

/// Runs `work` with a connection; complains where there is none.
exit_code with_server(invocation& call,
                      std::function<boost::asio::awaitable<exit_code>(service::client& to, invocation& call)> work);

/// Prints a list to its end, page after page: with `--json` each row as it is, else the line that is made of it. `target`
/// has a query already.
boost::asio::awaitable<exit_code> print_list(service::client& to, invocation& call, std::string target,
                                             std::function<std::string(boost::json::value const& row)> line_of);

/// An error of the API for the person, with what to do next; `next` where the error's kind does not say it.
exit_code complain_about_api(invocation& call, error const& what, std::string next = std::string());

/// One path segment or query value, percent-encoded.
std::string encoded(std::string_view text);

// Members of answers, as text; a missing one is empty.
std::string text_at(boost::json::value const& from, std::string_view member);
std::int64_t number_at(boost::json::value const& from, std::string_view member);

}  // namespace cohook::cli
