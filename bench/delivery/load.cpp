#include "delivery/load.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace bench {

namespace asio = boost::asio;

std::string make_person(std::size_t size) {
    std::string const start = R"({"personID":54512,"firstName":"Kari","lastName":"Nordmann","displayName":")";
    std::string const end = R"("})";
    std::size_t const frame = start.size() + end.size();
    return start + std::string(size > frame ? size - frame : 0, 'x') + end;
}

std::string endpoint_name(std::size_t number) {
    return "bench-" + std::to_string(number);
}

void closed_load::attempted(cohook::delivery const&, cohook::attempt const& made) {
    ++settled_;
    if (made.verdict == cohook::attempt_verdict::acknowledged) ++acknowledged_;
    if (waiting_ != nullptr && settled_ >= wanted_) {
        waiting_->cancel();
        waiting_ = nullptr;
    }
}

asio::awaitable<void> closed_load::wait_until_settled(asio::steady_timer& woken, std::uint64_t count) {
    if (settled_ >= count) co_return;
    wanted_ = count;
    waiting_ = &woken;
    woken.expires_at(asio::steady_timer::time_point::max());
    co_await woken.async_wait(asio::as_tuple(asio::use_awaitable));
}

std::vector<cohook::addressed_message> closed_load::next_batch(std::size_t count) {
    std::vector<cohook::addressed_message> batch;
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto const endpoint = (accepted_ + i) % plan_.endpoints;
        batch.emplace_back(endpoint_name(endpoint), cohook::message("person.updated", person_));
    }
    return batch;
}

asio::awaitable<cohook::result<void>> closed_load::run(cohook::engine& engine, std::size_t deliveries) {
    asio::steady_timer woken(co_await asio::this_coro::executor);
    std::uint64_t const end = accepted_ + deliveries;
    while (accepted_ < end) {
        std::uint64_t const count = std::min<std::uint64_t>(plan_.batch, end - accepted_);
        if (accepted_ + count > plan_.outstanding)
            co_await wait_until_settled(woken, accepted_ + count - plan_.outstanding);
        auto batch = next_batch(count);
        auto const sent = co_await engine.send_many(std::move(batch));
        if (!sent) co_return sent.error();
        accepted_ += count;
    }
    co_await wait_until_settled(woken, end);
    co_return cohook::result<void>();
}

}  // namespace bench
