#include "delivery/reading.hpp"
#include "delivery/register.hpp"
#include "delivery/scenario.hpp"
#include "delivery/settled.hpp"
#include "delivery/several.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace bench {

namespace asio = boost::asio;

namespace {

constexpr std::size_t to_each_sick = 1000;

class closed_load final : public scenario {
public:
    explicit closed_load(plan const& wanted) : plan_(wanted), person_(make_person(wanted.size)) {}

    void attempted(cohook::delivery const& row, cohook::attempt const& made) override {
        if (row.endpoint_id.starts_with("sick")) return;
        if (made.verdict == cohook::attempt_verdict::acknowledged) ++acknowledged_;
        settled_.add();
    }

    asio::awaitable<cohook::result<figures>> run(cohook::sender& by) override;

private:
    using step = asio::awaitable<cohook::result<void>>;
    step prepare(cohook::engine& engine);
    step lay_backlog(cohook::engine& engine);
    step add_sick(cohook::engine& engine, std::string id, std::string path);
    step load(cohook::engine& engine, std::size_t deliveries);
    step publish(cohook::engine& engine, std::uint64_t end);
    step send_to(cohook::engine& engine, std::string const& id, std::size_t count);
    std::vector<cohook::addressed_message> next_batch(std::size_t count);
    figures found() const;

    plan const& plan_;
    std::string const person_;
    settled_count settled_;
    std::uint64_t published_ = 0;  ///< accepted, or about to be
    std::uint64_t acknowledged_ = 0;
    std::optional<reading> started_, registered_, stored_, begun_, ended_;
};

asio::awaitable<cohook::result<figures>> closed_load::run(cohook::sender& by) {
    auto& engine = by.deliveries();
    auto const prepared = co_await prepare(engine);
    if (!prepared) co_return prepared.error();
    auto const warm = co_await load(engine, plan_.warm_up);
    if (!warm) co_return warm.error();
    begun_.emplace(engine);
    auto const done = co_await load(engine, plan_.deliveries);
    if (!done) co_return done.error();
    ended_.emplace(engine);
    co_return found();
}

closed_load::step closed_load::prepare(cohook::engine& engine) {
    started_.emplace(engine);
    auto const put = co_await put_endpoints(plan_, engine);
    if (!put) co_return put.error();
    registered_.emplace(engine);
    if (plan_.backlog != 0) {
        auto const laid = co_await lay_backlog(engine);
        if (!laid) co_return laid.error();
    }
    stored_.emplace(engine);
    for (std::size_t i = 0; i < plan_.dead + plan_.drip; ++i) {
        std::string id = "sick-" + std::to_string(i);
        std::string path = i < plan_.dead ? "/dead" : "/drip";
        auto const added = co_await add_sick(engine, std::move(id), std::move(path));
        if (!added) co_return added.error();
    }
    co_return cohook::result<void>();
}

closed_load::step closed_load::lay_backlog(cohook::engine& engine) {
    std::string const id = "asleep";
    auto asleep = make_endpoint(plan_, id);
    auto const put = co_await engine.put(std::move(asleep));
    if (!put) co_return put.error();
    auto const paused = co_await engine.pause(id);
    if (!paused) co_return paused.error();
    co_return co_await send_to(engine, id, plan_.backlog);
}

closed_load::step closed_load::add_sick(cohook::engine& engine, std::string id, std::string path) {
    auto sick = make_endpoint(plan_, id);
    sick.url = with_path(plan_.url, path);
    auto const put = co_await engine.put(std::move(sick));
    if (!put) co_return put.error();
    co_return co_await send_to(engine, id, to_each_sick);
}

closed_load::step closed_load::send_to(cohook::engine& engine, std::string const& id, std::size_t count) {
    for (std::size_t left = count; left != 0;) {
        std::size_t const some = std::min<std::size_t>(left, 1000);
        std::vector<cohook::addressed_message> batch;
        for (std::size_t i = 0; i < some; ++i) batch.emplace_back(id, cohook::message("person.updated", person_));
        auto const sent = co_await engine.send_many(std::move(batch));
        if (!sent) co_return sent.error();
        left -= some;
    }
    co_return cohook::result<void>();
}

std::vector<cohook::addressed_message> closed_load::next_batch(std::size_t count) {
    std::vector<cohook::addressed_message> batch;
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        batch.emplace_back(endpoint_name(published_++ % plan_.endpoints), cohook::message("person.updated", person_));
    return batch;
}

closed_load::step closed_load::load(cohook::engine& engine, std::size_t deliveries) {
    std::uint64_t const end = published_ + deliveries;
    task_maker const make = [&](std::size_t) { return publish(engine, end); };
    auto const done = co_await several(plan_.publishers, make);
    if (!done) co_return done.error();
    co_await settled_.wait(end);
    co_return cohook::result<void>();
}

/// One of the publishers, until all of them together have published so many.
closed_load::step closed_load::publish(cohook::engine& engine, std::uint64_t end) {
    while (published_ < end) {
        std::uint64_t const count = std::min<std::uint64_t>(plan_.batch, end - published_);
        auto batch = next_batch(count);
        if (published_ > plan_.outstanding) co_await settled_.wait(published_ - plan_.outstanding);
        auto const sent = co_await engine.send_many(std::move(batch));
        if (!sent) co_return sent.error();
    }
    co_return cohook::result<void>();
}

figures closed_load::found() const {
    auto const count = static_cast<double>(plan_.deliveries);
    figures all;
    all.add("per_second", count / seconds_between(*begun_, *ended_));
    all.add("cpu_us", (ended_->processor_us - begun_->processor_us) / count);
    all.add("allocations", static_cast<double>(ended_->taken.allocations - begun_->taken.allocations) / count);
    all.add("settled", settled_.now());
    all.add("acknowledged", acknowledged_);
    all.add("handshakes", ended_->stats.handshakes - begun_->stats.handshakes);
    all.add("resumed", ended_->stats.handshakes_resumed - begun_->stats.handshakes_resumed);
    all.add("idle_connections", ended_->stats.connections_idle);
    all.add("heap_live", ended_->taken.live);
    all.add("resident_started", started_->resident);
    all.add("resident_registered", registered_->resident);
    all.add("resident_stored", stored_->resident);
    return all;
}

}  // namespace

std::unique_ptr<scenario> make_closed(plan const& wanted) {
    return std::make_unique<closed_load>(wanted);
}

}  // namespace bench
