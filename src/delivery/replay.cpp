// Replaying: the messages of ended deliveries once more, by time, state or key.
#include <cohook/engine.hpp>

#include <utility>

namespace cohook {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_replayed = 10'000;
constexpr std::size_t page_size = 250;

result<void> check(delivery_filter const& filter) {
    if (filter.state == delivery_state::pending)
        return error(
            errc::invalid_argument,
            "one of delivered, exhausted, expired, cancelled, endpoint_gone is wanted here; what is pending is "
            "sent anyway",
            "state");
    if (!filter.from && !filter.state && !filter.key)
        return error(errc::invalid_argument, "say what is to be replayed: from (and to), state or key", "from");
    return {};
}

/// Newest first; one more than may be replayed tells that there are too many.
asio::awaitable<result<std::vector<record_id>>> ended(engine& sender, delivery_filter filter) {
    filter.before = 0;
    filter.limit = page_size;
    std::vector<record_id> ids;
    while (ids.size() <= most_replayed) {
        auto const rows = co_await sender.deliveries(filter);
        if (!rows) co_return rows.error();
        for (auto const& row : *rows)
            if (row.state != delivery_state::pending) ids.push_back(row.id);
        if (rows->size() < filter.limit) break;
        filter.before = rows->back().id;
    }
    if (ids.size() > most_replayed)
        co_return error(errc::too_large,
                        "more than 10000 deliveries match; narrow the time, the state or the endpoint");
    co_return ids;
}

}  // namespace

asio::awaitable<result<replay_report>> engine::replay(delivery_filter filter, replay_mode mode) {
    if (auto const sound = check(filter); !sound) co_return sound.error();
    auto const ids = co_await ended(*this, std::move(filter));
    if (!ids) co_return ids.error();
    replay_report report;
    report.matched = ids->size();
    if (mode == replay_mode::count_only) co_return report;
    for (auto id = ids->rbegin(); id != ids->rend(); ++id) {
        auto const again = co_await redeliver(*id);
        if (again)
            ++report.redelivered;
        else if (again.error().kind() == errc::not_found || again.error().kind() == errc::conflict)
            ++report.skipped;
        else
            co_return again.error();
    }
    co_return report;
}

}  // namespace cohook
