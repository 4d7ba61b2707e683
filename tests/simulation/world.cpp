#include "world.hpp"

#include "model/iso_time.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>

namespace cohook::simulation {

namespace asio = boost::asio;
using namespace std::chrono_literals;

void seeded_chance::fill(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        auto const word = generator_();
        auto const size = std::min(bytes.size(), sizeof word);
        std::memcpy(bytes.data(), &word, size);
        bytes = bytes.subspan(size);
    }
}

world::world(std::uint64_t seed)
    : chance_(seed), network_(clock_), store_(std::make_shared<sim_store>(store::open_store("memory:").value())) {}

world::~world() {
    if (engine_) stop(0ms);
}

void world::start() {
    dispatch::seams outside;
    outside.clock = &clock_;
    outside.chance = &chance_;
    outside.store = store_;
    outside.shards.assign(shards, context_.get_executor());
    outside.make_transport = [this](asio::any_io_executor executor) {
        return network_.make_transport(std::move(executor));
    };
    engine_.emplace(dispatch::make_core(std::move(outside), options));
    auto const started = await(engine_->start());
    BOOST_REQUIRE_MESSAGE(started.has_value(), "the engine did not start");
}

void world::stop(std::chrono::milliseconds deadline) {
    await(engine_->stop(deadline));
    auto const floor = dispatch::ids_of(engine_->internals()).next();
    engine_.reset();
    store_ = store_->reopen(floor);
}

void world::crash() {
    store_->lose_power();
    await(engine_->stop(0ms));
    auto const floor = dispatch::ids_of(engine_->internals()).next();
    engine_.reset();
    store_ = store_->reopen(floor);
}

namespace {

asio::awaitable<void> recover_for(sim_store& store, std::int64_t owner, wall_time now) {
    record_id next = std::int64_t(1) << 62;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().recover(owner, now, [&next] { return ++next; });
        return {};
    };
    co_await store.commit(work);
}

}  // namespace

void world::take_over_elsewhere() {
    await(recover_for(*store_, store_->owner() + 1, clock_.wall()));
}

void world::await(asio::awaitable<void> task) {
    bool done = false;
    asio::co_spawn(context_, std::move(task), [&done](std::exception_ptr what) {
        if (what) std::rethrow_exception(what);
        done = true;
    });
    run_until([&done] { return done; });
}

void world::run_until(std::function<bool()> const& holds) {
    for (;;) {
        context_.restart();
        while (context_.poll() != 0) context_.restart();
        if (holds()) return;
        if (!clock_.advance()) BOOST_FAIL("nothing is left to happen, and what was awaited does not hold");
    }
}

void world::run_for(std::chrono::milliseconds span) {
    auto const alarm = clock_.make_timer(context_.get_executor());
    alarm->expire_at(clock_.now() + span);
    await(alarm->wait());
}

endpoint world::make_endpoint(std::string id, std::string url) const {
    endpoint made;
    made.id = std::move(id);
    made.tenant = "app";
    made.url = std::move(url);
    endpoint_key key;
    key.secret = "correct horse battery staple";
    made.signing_keys.push_back(key);
    return made;
}

endpoint world::put(endpoint value) {
    auto stored = await(engine_->put(std::move(value)));
    BOOST_REQUIRE_MESSAGE(stored.has_value(), (stored ? std::string() : stored.error().message()));
    return *stored;
}

record_id world::send(std::string const& endpoint_id, std::string content, std::string key) {
    message what("person.updated", std::move(content));
    what.key = std::move(key);
    auto const receipt = await(engine_->send(endpoint_id, std::move(what)));
    BOOST_REQUIRE_MESSAGE(receipt.has_value(), (receipt ? std::string() : receipt.error().message()));
    return receipt->delivery_id;
}

namespace {

asio::awaitable<std::optional<delivery>> find_row(sim_store& store, record_id id) {
    std::optional<delivery> row;
    auto query = [&](store::snapshot const& state) -> result<void> {
        row = state.deliveries().find(id);
        return {};
    };
    co_await store.read(query);
    co_return row;
}

asio::awaitable<std::vector<attempt>> find_attempts(sim_store& store, record_id id) {
    std::vector<attempt> rows;
    auto query = [&](store::snapshot const& state) -> result<void> {
        rows = state.deliveries().attempts(id);
        return {};
    };
    co_await store.read(query);
    co_return rows;
}

asio::awaitable<store::state_counts> count_rows(sim_store& store) {
    store::state_counts counts;
    auto query = [&](store::snapshot const& state) -> result<void> {
        counts = state.deliveries().count({});
        return {};
    };
    co_await store.read(query);
    co_return counts;
}

}  // namespace

delivery world::find(record_id delivery_id) {
    auto row = await(find_row(*store_, delivery_id));
    BOOST_REQUIRE_MESSAGE(row.has_value(), "no such delivery: " << delivery_id);
    return *row;
}

std::vector<attempt> world::attempts(record_id delivery_id) {
    return await(find_attempts(*store_, delivery_id));
}

bool world::all_settled() {
    return await(count_rows(*store_)).pending == 0;
}

std::string world::trace() const {
    std::string text;
    for (auto const& each : network_.log())
        text += iso_text(each.at) + ' ' + each.url + ' ' + std::to_string(each.status) + '\n' + each.head + each.body +
                '\n';
    return text;
}

}  // namespace cohook::simulation
