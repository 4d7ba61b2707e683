#include "cli/forwarding.hpp"

#include "model/text_rules.hpp"
#include "service/client.hpp"

#include <algorithm>
#include <array>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

constexpr std::array<std::string_view, 10> of_the_connection = {
    "host",    "connection",        "keep-alive", "content-length",      "content-type",
    "upgrade", "transfer-encoding", "te",         "proxy-authorization", "user-agent"};

bool passes(service::header_field const& field) {
    return std::none_of(of_the_connection.begin(), of_the_connection.end(),
                        [&](std::string_view name) { return equal_ignoring_case(name, field.name); });
}

}  // namespace

asio::awaitable<service::response> forward(asio::any_io_executor executor, cohook::clock& clock, std::string base,
                                           service::request const& asked) {
    service::client_options options;
    options.url = std::move(base);
    auto const to = service::client::make(executor, clock, std::move(options));
    if (!to) co_return service::response(502, "text/plain", to.error().message() + "\n");
    service::client_request what(asked.method, asked.target, asked.body);
    for (service::header_field const& each : asked.headers) {
        if (passes(each)) what.headers.push_back(each);
    }
    if (auto const type = asked.header("content-type")) what.content_type = std::string(*type);
    auto const answer = co_await (*to)->send(std::move(what));
    if (!answer) co_return service::response(502, "text/plain", answer.error().message() + "\n");
    service::response passed(answer->status);
    passed.body = answer->body;
    if (auto const type = answer->header("content-type")) passed.set("Content-Type", std::string(*type));
    co_return passed;
}

}  // namespace cohook::cli
