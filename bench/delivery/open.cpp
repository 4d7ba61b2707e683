// Messages come at moments of their own (a Poisson process): where the sender falls behind they do not wait for it, and
// what they wait is told. Beside the sender's own moments stands the receiver's: `/clock` answers with the time at which
// a request arrived, by the same monotonic clock.
#include "delivery/reading.hpp"
#include "delivery/register.hpp"
#include "delivery/scenario.hpp"
#include "delivery/settled.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <exception>
#include <optional>
#include <random>
#include <vector>

namespace bench {

namespace asio = boost::asio;

namespace {

using moment = std::chrono::steady_clock::time_point;

struct course {
    moment due{}, durable{}, arrived{}, settled{};
};

// The hundredths of what lies between two moments, in microseconds, and the thousandth beyond the last.
template <class Course>
std::vector<double> quantiles(Course const& all, moment course::*from, moment course::*until) {
    std::vector<double> spans;
    for (course const& each : all)
        spans.push_back(std::chrono::duration<double, std::micro>(each.*until - each.*from).count());
    std::sort(spans.begin(), spans.end());
    auto const at = [&](double share) {
        return spans[static_cast<std::size_t>(share * static_cast<double>(spans.size() - 1))];
    };
    std::vector<double> found;
    for (int percent = 1; percent < 100; ++percent) found.push_back(at(percent / 100.0));
    found.push_back(at(0.999));
    return found;
}

class open_load final : public scenario {
public:
    explicit open_load(plan const& wanted) : plan_(wanted), person_(make_person(wanted.size)) {}

    void attempted(cohook::delivery const& row, cohook::attempt const& made) override;
    asio::awaitable<cohook::result<figures>> run(cohook::sender& by) override;

private:
    asio::awaitable<void> send(cohook::engine& engine, std::size_t number);
    void make_course(moment start);

    plan const& plan_;
    std::string const person_;
    std::vector<course> courses_;
    settled_count settled_;
    std::optional<cohook::error> failed_;
};

void open_load::attempted(cohook::delivery const& row, cohook::attempt const& made) {
    auto const now = std::chrono::steady_clock::now();
    std::size_t number = 0;
    std::from_chars(row.key.data(), row.key.data() + row.key.size(), number);
    std::int64_t told = 0;
    std::string const& body = made.response_body;
    std::from_chars(body.data(), body.data() + body.size(), told);
    courses_[number].settled = now;
    courses_[number].arrived = moment(std::chrono::nanoseconds(told));
    settled_.add();
}

void open_load::make_course(moment start) {
    std::mt19937_64 chance(20'260'101);
    std::exponential_distribution<double> gap(static_cast<double>(plan_.rate));
    courses_.resize(plan_.deliveries);
    double seconds = 0;
    for (course& each : courses_) {
        seconds += gap(chance);
        each.due = start + std::chrono::duration_cast<moment::duration>(std::chrono::duration<double>(seconds));
    }
}

asio::awaitable<void> open_load::send(cohook::engine& engine, std::size_t number) {
    cohook::message what("person.updated", person_);
    what.key = std::to_string(number);
    std::string to = endpoint_name(number % plan_.endpoints);
    auto const sent = co_await engine.send(std::move(to), std::move(what));
    courses_[number].durable = std::chrono::steady_clock::now();
    if (!sent) failed_ = sent.error();
}

asio::awaitable<cohook::result<figures>> open_load::run(cohook::sender& by) {
    auto& engine = by.deliveries();
    auto const put = co_await put_endpoints(plan_, engine);
    if (!put) co_return put.error();
    auto const where = co_await asio::this_coro::executor;
    asio::steady_timer next(where);
    make_course(std::chrono::steady_clock::now());
    for (std::size_t number = 0; number < plan_.deliveries && !failed_; ++number) {
        next.expires_at(courses_[number].due);
        co_await next.async_wait(asio::use_awaitable);
        asio::co_spawn(where, send(engine, number), [](std::exception_ptr const& thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
    }
    // Far behind is told as failed, not waited for.
    co_await settled_.wait(plan_.deliveries, std::chrono::steady_clock::now() + std::chrono::seconds(30));
    if (failed_) co_return *failed_;
    figures found;
    found.add("settled", settled_.now());
    if (settled_.now() == plan_.deliveries) {
        double const seconds = std::chrono::duration<double>(courses_.back().settled - courses_.front().due).count();
        found.add("per_second", static_cast<double>(plan_.deliveries) / seconds);
        found.add("accepted_us", quantiles(courses_, &course::due, &course::durable));
        found.add("durable_to_arrival_us", quantiles(courses_, &course::durable, &course::arrived));
        found.add("arrival_us", quantiles(courses_, &course::due, &course::arrived));
        found.add("settled_us", quantiles(courses_, &course::due, &course::settled));
    }
    co_return found;
}

}  // namespace

std::unique_ptr<scenario> make_open(plan const& wanted) {
    return std::make_unique<open_load>(wanted);
}

}  // namespace bench
