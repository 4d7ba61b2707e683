#include "cli/house.hpp"

#include <cohook/engine.hpp>

#include "delivery/core.hpp"
#include "members/person_source.hpp"
#include "members/registry.hpp"
#include "runtime/shard_threads.hpp"
#include "service/service.hpp"
#include "store/store.hpp"
#include "transport/http_transport.hpp"
#include "transport/system_resolver.hpp"

namespace cohook::cli {
namespace asio = boost::asio;
using transport_ptr = std::unique_ptr<transport::transport>;

/// In the order of construction; destroyed from the bottom up.
struct house::rooms {
    rooms(asio::any_io_executor runs_on, house_options wanted)
        : executor(std::move(runs_on)),
          options(std::move(wanted)),
          log(options.log_form, options.log_level),
          observed(system_clock()),
          policy(std::make_shared<egress::address_policy const>(options.policy)),
          names(system_clock(), transport::system_resolver_options()) {}

    asio::any_io_executor executor;
    house_options options;
    service::event_log log;
    service::observation observed;
    std::shared_ptr<egress::address_policy const> policy;
    transport::system_resolver names;
    std::shared_ptr<store::store> truth;
    std::unique_ptr<shard_threads> threads;
    std::unique_ptr<engine> deliveries;
    std::unique_ptr<members::registry> people;
    std::unique_ptr<service::api> api;
    std::unique_ptr<service::server> server;
};

namespace {

result<transport_ptr> make_wire(house_options const& options, std::shared_ptr<egress::address_policy const> policy,
                                transport::resolver& names, asio::any_io_executor executor) {
    transport::transport_options wired;
    wired.names = &names;
    wired.policy = std::move(policy);
    wired.tls.extra_authorities = options.extra_authorities;
    auto made = transport::make_transport(std::move(executor), std::move(wired));
    if (!made) return made.error();
    return transport_ptr(std::move(*made));
}

asio::awaitable<result<std::optional<std::string>>> first_key(members::registry& people) {
    auto const who = members::principal::operator_of_machine();
    auto const keys = co_await people.list_api_keys(who, std::nullopt);
    if (!keys) co_return keys.error();
    for (members::api_key const& each : *keys) {
        bool const usable = each.application_id.empty() && !each.revoked_at;
        if (usable) co_return std::optional<std::string>();
    }
    members::api_key_request wanted;
    wanted.label = "first administrator";
    auto made = co_await people.create_api_key(who, std::move(wanted));
    if (!made) co_return made.error();
    co_return std::optional<std::string>(std::move(made->text));
}

}  // namespace

house::house(std::unique_ptr<rooms> built) : rooms_(std::move(built)) {}
house::~house() = default;

result<std::unique_ptr<house>> house::open(asio::any_io_executor executor, house_options options) {
    auto built = std::make_unique<rooms>(std::move(executor), std::move(options));
    rooms& all = *built;
    // A broken file of authorities is told here, not by the first shard.
    if (auto tried = make_wire(all.options, all.policy, all.names, all.executor); !tried) {
        return error(errc::invalid_argument, tried.error().message(), "ca-file");
    }
    auto truth = store::open_store(all.options.store);
    if (!truth) return truth.error();
    all.truth = std::move(*truth);
    std::size_t const shards = all.options.shards == 0 ? default_shard_count() : all.options.shards;
    all.threads = std::make_unique<shard_threads>(shards, "shard");

    dispatch::seams outside;
    outside.clock = &system_clock();
    outside.chance = &system_chance();
    outside.store = all.truth;
    outside.shards = all.threads->executors();
    outside.make_transport = [&all](asio::any_io_executor shard) {
        return make_wire(all.options, all.policy, all.names, std::move(shard)).value();
    };
    dispatch::core_options inside;
    inside.policy = all.options.policy;
    inside.allow_http = all.options.policy.urls().allow_http;
    inside.sources = members::person_sources(all.truth);
    inside.observer = &all.observed.observer();
    inside.connection_slots = all.options.connection_slots;
    inside.retention = all.options.retention;
    auto core = dispatch::make_core(std::move(outside), std::move(inside));
    all.deliveries = std::make_unique<engine>(core);
    all.people = std::make_unique<members::registry>(*core, system_chance());

    service::api_parts parts;
    parts.members = all.people.get();
    parts.engine = all.deliveries.get();
    parts.store = all.truth.get();
    parts.clock = &system_clock();
    parts.chance = &system_chance();
    parts.observed = &all.observed;
    parts.log = &all.log;
    all.api = std::make_unique<service::api>(parts, service::api_options());
    all.server = std::make_unique<service::server>(all.executor, system_clock(), system_chance(), all.options.server,
                                                   all.api->handlers());
    all.api->serves(*all.server);
    return std::unique_ptr<house>(new house(std::move(built)));
}

asio::awaitable<result<std::optional<std::string>>> house::start() {
    auto const started = co_await rooms_->deliveries->start();
    if (!started) co_return started.error();
    auto key = co_await first_key(*rooms_->people);
    if (!key) co_return key.error();
    auto const listening = rooms_->server->start();
    if (!listening) co_return listening.error();
    co_return key;
}

asio::awaitable<void> house::stop(std::chrono::milliseconds deadline) {
    rooms& all = *rooms_;
    all.api->drain();
    all.server->drain();
    co_await all.deliveries->stop(deadline);
    co_await all.server->stop(std::chrono::seconds(1));
    all.server.reset();
    all.api.reset();
    all.people.reset();
    all.truth->close();
    // The shards have let go of their connections: their threads run dry, and then nothing refers to the engine.
    all.threads->stop();
    all.deliveries.reset();
}

std::string house::url() const {
    return rooms_->server->url();
}
result<void> house::reload_certificate() {
    return rooms_->server->reload_certificate();
}

}  // namespace cohook::cli
