#include "cli/house.hpp"

#include <cohook/engine.hpp>

#include "cli/files.hpp"
#include "cli/first_key.hpp"
#include "cli/issuer_wire.hpp"
#include "delivery/core.hpp"
#include "service/sending_log.hpp"
#include "service/service.hpp"

namespace cohook::cli {
namespace asio = boost::asio;

/// In the order of construction; destroyed from the bottom up.
struct house::rooms {
    rooms(asio::any_io_executor runs_on, house_options wanted)
        : executor(std::move(runs_on)),
          options(std::move(wanted)),
          log(options.log_form, options.log_level),
          observed(system_clock()),
          told(log, observed.observer()) {}

    asio::any_io_executor executor;
    house_options options;
    service::event_log log;
    service::observation observed;
    service::sending_log told;
    std::unique_ptr<sender> sending;
    std::unique_ptr<issuer_wire> wire;
    std::unique_ptr<service::api> api;
    std::unique_ptr<service::server> server;
};

house::house(std::unique_ptr<rooms> built) : rooms_(std::move(built)) {}
house::~house() = default;

result<std::unique_ptr<house>> house::open(asio::any_io_executor executor, house_options options) {
    auto built = std::make_unique<rooms>(std::move(executor), std::move(options));
    rooms& all = *built;
    all.options.sending.observer = &all.told;
    auto sending = sender::open(all.options.sending);
    if (!sending) return sending.error();
    all.sending = std::move(*sending);

    service::api_parts parts;
    parts.members = &all.sending->register_of_members();
    parts.engine = &all.sending->deliveries();
    parts.store = &dispatch::store_of(all.sending->deliveries().internals());
    parts.clock = &system_clock();
    parts.chance = &system_chance();
    parts.observed = &all.observed;
    parts.log = &all.log;
    if (all.options.issuer) {
        auto wire = issuer_wire::open(*all.options.issuer_policy, all.options.sending.extra_authorities);
        if (!wire) return error(errc::invalid_argument, wire.error().message(), "extraAuthorities");
        all.wire = std::move(*wire);
        parts.wire = &all.wire->transport();
        parts.wire_executor = all.wire->executor();
    }
    service::api_options wanted;
    wanted.issuer = all.options.issuer;
    wanted.public_url = all.options.public_url;
    wanted.request_rate = all.options.request_rate;
    wanted.configuration = all.options.configuration;
    wanted.console_directory = all.options.console_directory;
    all.api = std::make_unique<service::api>(parts, std::move(wanted));
    all.server = std::make_unique<service::server>(all.executor, system_clock(), system_chance(), all.options.server,
                                                   all.api->handlers());
    all.api->serves(*all.server);
    return std::unique_ptr<house>(new house(std::move(built)));
}

asio::awaitable<result<first_secrets>> house::start() {
    rooms& all = *rooms_;
    // A port in use is told before anything is sent, and the sender knows the port, also where it was free choice.
    auto const listening = all.server->listen();
    if (!listening) co_return listening.error();
    all.sending->listens_on(all.server->port());
    auto const started = co_await all.sending->start();
    if (!started) co_return started.error();
    auto key = co_await make_first_key(all.sending->register_of_members(), all.options.admin_key_file);
    if (!key) co_return key.error();
    auto token = co_await all.api->begin_setup();
    if (!token) co_return token.error();
    std::string const& file = all.options.setup_token_file;
    if (*token && !file.empty()) {
        auto const put = write_private_file(file, **token + "\n");
        if (!put) co_return error(errc::invalid_argument, put.error().message(), "setup-token-file");
    }
    auto const serving = all.server->start();
    if (!serving) co_return serving.error();
    first_secrets made;
    made.admin_key = std::move(*key);
    made.setup_token = std::move(*token);
    co_return made;
}

asio::awaitable<void> house::stop(std::chrono::milliseconds deadline) {
    rooms& all = *rooms_;
    all.api->drain();
    all.server->drain();
    co_await all.sending->stop(deadline);
    co_await all.server->stop(std::chrono::seconds(1));
    all.server.reset();
    all.api.reset();
    all.wire.reset();
    all.sending->close();
}

std::string house::url() const {
    return rooms_->server->url();
}
result<void> house::reload_certificate() {
    return rooms_->server->reload_certificate();
}

}  // namespace cohook::cli
