#include "cli/load.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

constexpr std::string_view load_endpoint = "bench";
constexpr std::chrono::milliseconds between_views(250);

std::string make_load_person(std::size_t size) {
    std::string const start = R"({"personID":1,"displayName":")", end = R"("})";
    std::size_t const frame = start.size() + end.size();
    return start + std::string(size > frame ? size - frame : 0, 'x') + end;
}

}  // namespace

load::load(load_options options, asio::any_io_executor executor)
    : options_(std::move(options)),
      executor_(std::move(executor)),
      woken_(system_clock().make_timer(executor_)),
      person_(make_load_person(options_.size)) {}

void load::attempted(delivery const&, attempt const& made) {
    std::lock_guard const held(guard_);
    ++seen_.attempted;
    if (made.status != 0) ++seen_.answered;
    if (made.verdict == attempt_verdict::acknowledged) ++seen_.acknowledged;
    ++seen_.answers[made.status != 0 ? std::to_string(made.status) : std::string(to_string(made.fault))];
    seen_.times.push_back(made.timings.total);
    last_ = system_clock().now();
    wake();
}

void load::breaker_changed(std::string const&, bool open) {
    std::lock_guard const held(guard_);
    if (open) seen_.gave_up = true;
    wake();
}

// With the guard held. The timer belongs to the other executor.
void load::wake() {
    if (!waiting_) return;
    waiting_ = false;
    asio::post(executor_, [this] { woken_->cancel(); });
}

asio::awaitable<result<void>> load::run(cohook::sender& by, progress& bar) {
    auto const prepared = co_await prepare(by);
    if (!prepared) co_return prepared.error();
    begun_ = system_clock().now();
    while (!over()) {
        auto const accepted = co_await accept_some(by);
        if (!accepted) co_return accepted.error();
        show(bar);
        if (!must_wait()) continue;
        woken_->expire_at(system_clock().now() + between_views);
        co_await woken_->wait();
    }
    bar.end();
    co_return result<void>();
}

asio::awaitable<result<void>> load::prepare(cohook::sender& by) {
    auto const started = co_await by.start();
    if (!started) co_return started.error();
    endpoint receiver;
    receiver.id = load_endpoint;
    receiver.url = options_.url;
    receiver.max_in_flight = options_.at_once;
    receiver.policy.deadlines = standard_policy().deadlines;  // nobody waits ten minutes for a figure
    // Once each: what fails is counted, and would only be in the way of the next ones.
    receiver.policy.resend.first = receiver.policy.resend.cap = std::chrono::hours(24);
    set_key(receiver, options_.key);
    auto const put = co_await by.deliveries().put(std::move(receiver));
    if (!put) co_return put.error();
    co_return result<void>();
}

asio::awaitable<result<void>> load::accept_some(cohook::sender& by) {
    std::uint64_t const count = room();
    if (count == 0) co_return result<void>();
    std::vector<addressed_message> batch;
    batch.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i)
        batch.emplace_back(std::string(load_endpoint), message("person.updated", person_));
    auto const sent = co_await by.deliveries().send_many(std::move(batch));
    if (!sent) co_return sent.error();
    accepted_ += count;
    co_return result<void>();
}

// As many as are tried at once lie ready behind those; no more, or the last of a long load would come in one piece.
std::uint64_t load::room() const {
    std::lock_guard const held(guard_);
    std::uint64_t const ready = 2 * static_cast<std::uint64_t>(options_.at_once);
    std::uint64_t const outstanding = accepted_ - seen_.attempted;
    return std::min({options_.messages - accepted_, ready - std::min(ready, outstanding), std::uint64_t{1000}});
}

bool load::over() const {
    std::lock_guard const held(guard_);
    return seen_.gave_up || seen_.attempted >= options_.messages;
}

/// Nothing to accept before another attempt has ended; whoever ends it wakes from now on.
bool load::must_wait() {
    if (over() || room() != 0) return false;
    std::lock_guard const held(guard_);
    waiting_ = true;
    return true;
}

void load::show(progress& bar) const {
    std::lock_guard const held(guard_);
    auto const now = system_clock().now();
    progress_figures shown;
    shown.done = seen_.acknowledged;
    shown.total = options_.messages;
    shown.failed = seen_.attempted - seen_.acknowledged;
    double const seconds = std::chrono::duration<double>(now - begun_).count();
    shown.rate = seconds > 0 ? static_cast<double>(seen_.attempted) / seconds : 0;
    shown.state = "running";
    bar.show(shown, now);
}

load_figures load::figures() const {
    std::lock_guard const held(guard_);
    load_figures all = seen_;
    std::sort(all.times.begin(), all.times.end());
    if (all.attempted != 0) all.span = std::chrono::duration_cast<std::chrono::microseconds>(last_ - begun_);
    return all;
}

}  // namespace cohook::cli
