#include "delivery/reading.hpp"
#include "delivery/register.hpp"
#include "delivery/scenario.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace bench {

namespace asio = boost::asio;

namespace {

// An attempt is held once its connection stands: before that it waits for a connect, not for an answer.
std::uint64_t held_by(cohook::engine_stats const& now) {
    return std::min(now.in_flight, now.connections_opened);
}

class held_load final : public scenario {
public:
    explicit held_load(plan const& wanted) : plan_(wanted), person_(make_person(wanted.size)) {}

    asio::awaitable<cohook::result<figures>> run(cohook::sender& by) override;

private:
    asio::awaitable<cohook::result<void>> send_all(cohook::engine& engine);
    asio::awaitable<void> wait_until_held(cohook::engine& engine) const;

    plan const& plan_;
    std::string const person_;
};

asio::awaitable<cohook::result<figures>> held_load::run(cohook::sender& by) {
    auto& engine = by.deliveries();
    auto const put = co_await put_endpoints(plan_, engine);
    if (!put) co_return put.error();
    reading const before(engine);
    auto const sent = co_await send_all(engine);
    if (!sent) co_return sent.error();
    co_await wait_until_held(engine);
    reading const held(engine);
    figures found;
    found.add("in_flight", held_by(held.stats));
    found.add("resident_before", before.resident);
    found.add("resident_held", held.resident);
    co_return found;
}

asio::awaitable<cohook::result<void>> held_load::send_all(cohook::engine& engine) {
    for (std::size_t accepted = 0; accepted < plan_.deliveries;) {
        std::vector<cohook::addressed_message> batch;
        for (std::size_t const end = std::min(plan_.deliveries, accepted + 500); accepted < end; ++accepted)
            batch.emplace_back(endpoint_name(accepted % plan_.endpoints), cohook::message("person.updated", person_));
        auto const sent = co_await engine.send_many(std::move(batch));
        if (!sent) co_return sent.error();
    }
    co_return cohook::result<void>();
}

// Nobody tells when that is, so the engine is asked; what does not come in ten seconds will not.
asio::awaitable<void> held_load::wait_until_held(cohook::engine& engine) const {
    auto const where = co_await asio::this_coro::executor;
    asio::steady_timer pause(where);
    auto grown_at = asio::steady_timer::clock_type::now();
    for (std::uint64_t before = 0;;) {
        auto const now = held_by(engine.stats());
        if (now >= plan_.deliveries) co_return;
        if (now > before) grown_at = asio::steady_timer::clock_type::now();
        if (asio::steady_timer::clock_type::now() - grown_at > std::chrono::seconds(10)) co_return;
        before = now;
        pause.expires_after(std::chrono::milliseconds(20));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}  // namespace

std::unique_ptr<scenario> make_held(plan const& wanted) {
    return std::make_unique<held_load>(wanted);
}

}  // namespace bench
