#include "delivery/reading.hpp"
#include "delivery/register.hpp"
#include "delivery/scenario.hpp"
#include "delivery/settled.hpp"
#include "delivery/several.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace bench {

namespace asio = boost::asio;

namespace {

class syncs final : public scenario {
public:
    explicit syncs(plan const& wanted) : plan_(wanted), starts_(wanted.endpoints) {}

    void attempted(cohook::delivery const& row, cohook::attempt const& made) override {
        if (made.verdict == cohook::attempt_verdict::acknowledged) ++acknowledged_;
        if (plan_.interval != 0) starts_[number_of(row.endpoint_id)].push_back(made.started_at);
        settled_.add();
    }
    asio::awaitable<cohook::result<figures>> run(cohook::sender& by) override;

private:
    static std::size_t number_of(std::string const& endpoint_id) {
        std::size_t number = 0;
        auto const* const end = endpoint_id.data() + endpoint_id.size();
        std::from_chars(endpoint_id.data() + endpoint_name(0).size() - 1, end, number);
        return number;
    }
    asio::awaitable<cohook::result<void>> start_one(cohook::engine& engine, std::size_t number) const;
    std::size_t too_early();

    plan const& plan_;
    std::vector<std::vector<cohook::wall_time>> starts_;  ///< of each endpoint, where they are paced
    settled_count settled_;
    std::uint64_t acknowledged_ = 0;
};

asio::awaitable<cohook::result<void>> syncs::start_one(cohook::engine& engine, std::size_t number) const {
    cohook::sync_options options;
    options.interval = std::chrono::milliseconds(plan_.interval);
    std::string id = endpoint_name(number);
    auto const started = co_await engine.start_sync(std::move(id), options);
    if (!started) co_return started.error();
    co_return cohook::result<void>();
}

// Whole milliseconds: a distance that is too short by less is not seen, one that is long enough never taken for it.
std::size_t syncs::too_early() {
    std::size_t found = 0;
    for (auto& each : starts_) {
        std::sort(each.begin(), each.end());
        for (std::size_t i = 1; i < each.size(); ++i)
            found += each[i] - each[i - 1] < std::chrono::milliseconds(plan_.interval) ? 1 : 0;
    }
    return found;
}

asio::awaitable<cohook::result<figures>> syncs::run(cohook::sender& by) {
    auto& engine = by.deliveries();
    auto const put = co_await put_endpoints(plan_, engine);
    if (!put) co_return put.error();
    reading const started(engine);
    task_maker const start = [&](std::size_t number) { return start_one(engine, number); };
    auto const all_started = co_await several(plan_.endpoints, start);
    if (!all_started) co_return all_started.error();
    std::uint64_t const before = settled_.now();
    reading const begun(engine);
    auto until = std::chrono::steady_clock::time_point::max();
    if (plan_.seconds != 0) until = std::chrono::steady_clock::now() + std::chrono::seconds(plan_.seconds);
    co_await settled_.wait(plan_.persons * plan_.endpoints, until);
    reading const ended(engine);
    std::uint64_t const made = settled_.now() - before;
    figures found;
    found.add("attempts", made);
    found.add("acknowledged", acknowledged_);
    found.add("per_second", static_cast<double>(made) / seconds_between(begun, ended));
    if (plan_.interval != 0) found.add("too_early", too_early());
    found.add("resident_started", started.resident);
    found.add("resident_peak", resident_peak());
    co_return found;
}

}  // namespace

std::unique_ptr<scenario> make_syncs(plan const& wanted) {
    return std::make_unique<syncs>(wanted);
}

}  // namespace bench
