#include "service/endpoint_change.hpp"

#include "documents/endpoint_settings.hpp"

namespace cohook::service {

namespace asio = boost::asio;

namespace {

error no_endpoint() {
    return error(errc::not_found, "the application has no endpoint of this name");
}

members::endpoint_change existing_only(settings_change how) {
    return [how = std::move(how)](endpoint& settings, bool fresh) -> result<void> {
        if (fresh) return no_endpoint();
        return how(settings);
    };
}

}  // namespace

asio::awaitable<outcome<endpoint>> change_named_endpoint(call& asked, settings_change how) {
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    std::string application = asked.path["application"];
    std::string name = asked.path["endpoint"];
    auto checked = existing_only(std::move(how));
    auto changed = co_await asked.room.members.change_endpoint(asked.who, std::move(application), std::move(name),
                                                               std::move(checked), *expected);
    if (!changed) co_return conditional(asked, changed.error());
    if (!*changed) co_return no_endpoint();
    co_return std::move(**changed);
}

response endpoint_answer(endpoint const& settings, int status) {
    return json_answer(status, show_endpoint(settings), std::to_string(settings.revision));
}

}  // namespace cohook::service
