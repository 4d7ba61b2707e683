#include <cohook/sender.hpp>

#include "delivery/core.hpp"
#include "egress/policy.hpp"
#include "embed/embed.hpp"
#include "embed/posting_observer.hpp"
#include "members/person_source.hpp"
#include "members/registry.hpp"
#include "runtime/shard_threads.hpp"
#include "store/store.hpp"
#include "transport/http_transport.hpp"
#include "transport/system_resolver.hpp"

#include <algorithm>
#include <utility>

namespace cohook {

namespace asio = boost::asio;
using transport_ptr = std::unique_ptr<transport::http_transport>;

/// In the order of construction; destroyed from the bottom up.
struct sender::rooms {
    rooms(sender_options wanted, egress::policy_options judged_by)
        : options(std::move(wanted)),
          there(options.observer_executor, options.observer),
          watch(options.log, there.has_place() ? &there : options.observer),
          rules(std::move(judged_by)),
          policy(std::make_shared<egress::address_policy const>(rules)),
          names(system_clock(), transport::system_resolver_options()) {}

    sender_options options;
    embed::posting_observer there;
    embed::log_observer watch;
    egress::policy_options rules;  ///< changed before `start` alone
    std::shared_ptr<egress::address_policy const> policy;
    transport::system_resolver names;
    std::shared_ptr<store::store> truth;
    std::unique_ptr<shard_threads> threads;
    std::unique_ptr<engine> deliveries;
    std::unique_ptr<members::registry> people;
    bool closed = false;
};

namespace {

result<egress::policy_options> rules_of(sender_options const& options) {
    egress::policy_options made;
    made.urls.allow_http = options.allow_http;
    made.own_addresses = embed::own_addresses();
    made.own_ports = options.own_ports;
    if (options.decode_nat64) made.nat64 = egress::nat64_mode::decode;
    for (auto const& text : options.allow_addresses) {
        auto parsed = egress::parse_network(text);
        auto const place = std::to_string(made.allow_addresses.size());
        if (!parsed) return error(errc::invalid_argument, parsed.error().message(), "allowAddresses[" + place + "]");
        made.allow_addresses.push_back(*parsed);
    }
    return made;
}

result<transport_ptr> make_wire(sender_options const& options, std::shared_ptr<egress::address_policy const> policy,
                                transport::resolver& names, asio::any_io_executor executor) {
    transport::transport_options wired;
    wired.names = &names;
    wired.policy = std::move(policy);
    wired.tls.extra_authorities = options.extra_authorities;
    // What may be in flight at once may rest between two rounds.
    wired.pool.total = std::max(wired.pool.total, options.connection_slots);
    auto made = transport::make_transport(std::move(executor), std::move(wired));
    if (!made) return made.error();
    return std::move(*made);
}

}  // namespace

sender::sender(std::unique_ptr<rooms> built) : rooms_(std::move(built)) {}

sender::~sender() {
    close();
}

result<std::unique_ptr<sender>> sender::open(sender_options options) {
    auto rules = rules_of(options);
    if (!rules) return rules.error();
    auto built = std::make_unique<rooms>(std::move(options), std::move(*rules));
    rooms& all = *built;
    all.threads =
        std::make_unique<shard_threads>(all.options.shards == 0 ? default_shard_count() : all.options.shards, "shard");
    auto const shards = all.threads->executors();
    // Broken authorities are told here, not by the first shard.
    if (auto tried = make_wire(all.options, all.policy, all.names, shards.front()); !tried)
        return error(errc::invalid_argument, tried.error().message(), "extraAuthorities");
    auto truth = store::open_store(all.options.store);
    if (!truth) return truth.error();
    all.truth = std::move(*truth);

    dispatch::seams outside;
    outside.clock = &system_clock();
    outside.chance = &system_chance();
    outside.store = all.truth;
    outside.shards = shards;
    outside.make_transport = [&all](asio::any_io_executor shard) {
        auto wire = make_wire(all.options, all.policy, all.names, std::move(shard)).value();
        return std::make_unique<embed::watchful_wire>(std::move(wire), all.rules, system_clock(), embed::own_addresses);
    };
    dispatch::core_options inside;
    inside.policy = *all.policy;
    inside.allow_http = all.options.allow_http;
    inside.sources = all.options.sources ? all.options.sources : members::person_sources(all.truth);
    inside.observer = &all.watch;
    inside.connection_slots = all.options.connection_slots;
    inside.retention = all.options.retention;
    auto core = dispatch::make_core(std::move(outside), std::move(inside));
    all.deliveries = std::make_unique<engine>(core);
    all.people = std::make_unique<members::registry>(*core, system_chance());
    return std::unique_ptr<sender>(new sender(std::move(built)));
}

void sender::listens_on(std::uint16_t port) {
    rooms_->rules.own_ports.push_back(port);
}

asio::awaitable<result<void>> sender::start() {
    return rooms_->deliveries->start();
}

asio::awaitable<void> sender::stop(std::chrono::milliseconds deadline) {
    return rooms_->deliveries->stop(deadline);
}

void sender::close() {
    rooms& all = *rooms_;
    if (all.closed) return;
    all.closed = true;
    all.people.reset();
    all.truth->close();
    // The shards have let go of their connections: their threads run dry, and then nothing refers to the engine.
    all.threads->stop();
    all.deliveries.reset();
}

engine& sender::deliveries() noexcept {
    return *rooms_->deliveries;
}

members::registry& sender::register_of_members() noexcept {
    return *rooms_->people;
}

asio::any_io_executor sender::executor() const {
    return rooms_->threads->executors().front();
}

}  // namespace cohook
