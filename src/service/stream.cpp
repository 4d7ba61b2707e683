#include "service/stream.hpp"

#include "documents/delivery_json.hpp"
#include "service/activity.hpp"
#include "service/metrics.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace cohook::service {

using namespace documents;

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t most_waiting = 512;  ///< events of one listener
constexpr std::size_t most_recent = 2048;  ///< events kept for returners
constexpr std::size_t piece_bytes = 32 * 1024;
constexpr std::size_t most_tenants = 65536;
constexpr auto heartbeat = std::chrono::seconds(15);
constexpr auto keep_for = std::chrono::seconds(120);
constexpr std::string_view resync = "event: resync\ndata: {}\n\n";

constexpr std::array<std::pair<std::string_view, topic>, 4> topics{
    {{"attempts", topic::attempts}, {"syncs", topic::syncs}, {"endpoints", topic::endpoints}, {"tests", topic::tests}}};

}  // namespace

std::string_view to_string(topic which) noexcept {
    for (auto const& [name, value] : topics)
        if (value == which) return name;
    return {};
}

std::optional<topic> parse_topic(std::string_view text) noexcept {
    for (auto const& [name, value] : topics)
        if (name == text) return value;
    return std::nullopt;
}

/// One reader. The queue is filled from any thread; everything else happens on its executor.
class event_hub::listener final : public body_source, public std::enable_shared_from_this<listener> {
public:
    listener(cohook::clock& clock, asio::any_io_executor executor, stream_wish wish)
        : clock_(clock), executor_(executor), wish_(std::move(wish)), timer_(clock.make_timer(std::move(executor))) {
        out_ = "retry: 2000\n\n";
    }

    stream_wish const& wish() const noexcept { return wish_; }

    void offer(event_ptr const& what) {
        if ((wish_.topics & static_cast<std::uint8_t>(what->which)) == 0) return;
        if (wish_.tenants && std::ranges::find(*wish_.tenants, what->tenant) == wish_.tenants->end()) return;
        std::lock_guard const lock(mutex_);
        if (waiting_.size() >= most_waiting) {
            waiting_.clear();
            behind_ = true;
        }
        waiting_.push_back(what);
        wake();
    }

    void start_behind() {
        std::lock_guard const lock(mutex_);
        behind_ = true;
    }

    asio::awaitable<std::optional<std::string>> next() override {
        auto const self = shared_from_this();
        while (true) {
            auto piece = take();
            if (!piece.empty()) co_return piece;
            auto const before = clock_.now();
            if (stopped() || (wish_.until && before >= *wish_.until)) co_return std::nullopt;
            timer_->expire_at(std::min(before + heartbeat, wish_.until.value_or(steady_time::max())));
            co_await timer_->wait();
            if (clock_.now() - before >= heartbeat) co_return ":\n\n";
        }
    }

    void stop() noexcept override {
        std::lock_guard const lock(mutex_);
        stopped_ = true;
        wake();
    }

private:
    bool stopped() const {
        std::lock_guard const lock(mutex_);
        return stopped_;
    }

    std::string take() {
        std::lock_guard const lock(mutex_);
        woken_ = false;
        auto piece = std::exchange(out_, std::string());
        if (std::exchange(behind_, false)) piece.append(resync);
        while (!waiting_.empty() && piece.size() < piece_bytes) {
            piece.append(waiting_.front()->text);
            waiting_.pop_front();
        }
        return piece;
    }

    /// With the mutex held. One wake-up is enough for any number of events.
    void wake() {
        if (std::exchange(woken_, true)) return;
        asio::post(executor_, [self = shared_from_this()] { self->timer_->cancel(); });
    }

    cohook::clock& clock_;
    asio::any_io_executor executor_;
    stream_wish const wish_;
    std::unique_ptr<timer> timer_;
    mutable std::mutex mutex_;
    std::deque<event_ptr> waiting_;
    std::string out_;
    bool behind_ = false, woken_ = false, stopped_ = false;
};

event_hub::event_hub(cohook::clock& clock)
    : clock_(clock), era_(std::to_string(clock.wall().time_since_epoch().count())) {}

event_hub::~event_hub() = default;

/// Whether an event is worth making: somebody listens, or did a moment ago and may come back. Counts it otherwise.
bool event_hub::wanted() {
    std::lock_guard const lock(mutex_);
    std::erase_if(listeners_, [](auto const& one) { return one.expired(); });
    auto const now = clock_.now();
    if (!listeners_.empty()) keep_until_ = now + keep_for;
    if (now < keep_until_) return true;
    dropped_ = ++number_;
    recent_.clear();
    return false;
}

void event_hub::publish(topic which, std::string tenant, std::string_view name, json::object data) {
    auto made = std::make_shared<event>();
    made->which = which;
    made->tenant = std::move(tenant);
    std::vector<std::shared_ptr<listener>> to;
    {
        std::lock_guard const lock(mutex_);
        made->number = ++number_;
        made->text = "id: " + era_ + "-" + std::to_string(made->number) + "\nevent: " + std::string(name) +
                     "\ndata: " + json::serialize(data) + "\n\n";
        recent_.push_back(made);
        if (recent_.size() > most_recent) {
            dropped_ = recent_.front()->number;
            recent_.pop_front();
        }
        for (auto const& weak : listeners_)
            if (auto one = weak.lock()) to.push_back(std::move(one));
        // Offered under the lock, so that every listener sees events in the order of their numbers.
        for (auto const& one : to) one->offer(made);
    }
}

std::shared_ptr<body_source> event_hub::listen(asio::any_io_executor executor, stream_wish wish) {
    auto made = std::make_shared<listener>(clock_, std::move(executor), std::move(wish));
    std::string_view const last = made->wish().last_event_id;
    std::lock_guard const lock(mutex_);
    if (!last.empty()) {
        std::uint64_t number = 0;
        auto const prefix = era_ + "-";
        bool known = last.starts_with(prefix);
        if (known) {
            auto const digits = last.substr(prefix.size());
            auto const [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            known = failed == std::errc() && end == digits.data() + digits.size();
        }
        if (!known || number < dropped_) made->start_behind();
        for (auto const& past : recent_)
            if (known && past->number > number) made->offer(past);
    }
    listeners_.push_back(made);
    return made;
}

std::size_t event_hub::listeners() const {
    std::lock_guard const lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(listeners_.begin(), listeners_.end(), [](auto const& one) { return !one.expired(); }));
}

void event_hub::attempted(delivery const& what, attempt const& made) {
    {
        std::lock_guard const lock(mutex_);
        if (tenants_.size() >= most_tenants) tenants_.clear();
        tenants_.try_emplace(what.endpoint_id, what.tenant);
    }
    if (!wanted()) return;
    auto data = show_attempt(made, attempt_parts());
    data["applicationId"] = what.tenant;
    data["kind"] = show(to_string(what.kind));
    data["type"] = what.type;
    data["key"] = what.key;
    data["messageId"] = std::to_string(what.message_id);
    data["deliveryState"] = show(to_string(what.state));
    data["nextAttemptAt"] = what.state == delivery_state::pending ? show_time(what.due_at) : json::value();
    auto const which = what.kind == delivery_kind::test ? topic::tests : topic::attempts;
    publish(which, what.tenant, which == topic::tests ? "test" : "attempt", std::move(data));
}

void event_hub::test_progressed(followed_test const& what, test_progress const& progress) {
    if (!wanted()) return;
    auto data = show_progress(progress);
    data["applicationId"] = what.tenant;
    data["endpointId"] = what.endpoint_id;
    data["run"] = what.run ? json::value(*what.run) : json::value();
    publish(topic::tests, what.tenant, "test-phase", std::move(data));
}

std::string event_hub::tenant_of(std::string const& endpoint_id) const {
    std::lock_guard const lock(mutex_);
    auto const found = tenants_.find(endpoint_id);
    return found == tenants_.end() ? std::string() : found->second;
}

void event_hub::endpoint_disabled(std::string const& endpoint_id, std::string const& reason) {
    if (!wanted()) return;
    auto tenant = tenant_of(endpoint_id);
    json::object data{{"endpointId", endpoint_id}, {"applicationId", tenant}, {"enabled", false}, {"reason", reason}};
    publish(topic::endpoints, std::move(tenant), "endpoint-disabled", std::move(data));
}

void event_hub::breaker_changed(std::string const& endpoint_id, bool open) {
    if (!wanted()) return;
    auto tenant = tenant_of(endpoint_id);
    json::object data{{"endpointId", endpoint_id}, {"applicationId", tenant}, {"breakerOpen", open}};
    publish(topic::endpoints, std::move(tenant), "breaker", std::move(data));
}

void event_hub::sync_changed(sync_status const& status) {
    if (!wanted()) return;
    publish(topic::syncs, status.tenant, "sync", show_sync(status));
}

void engine_watch::accepted(std::uint64_t deliveries) {
    numbers_.accepted(deliveries);
}

void engine_watch::attempted(delivery const& what, attempt const& made) {
    numbers_.attempted(what, made);
    hub_.attempted(what, made);
    if (what.kind == delivery_kind::test) return;
    store::attempt_brief brief;
    brief.tenant = what.tenant;
    brief.started_at = made.started_at;
    brief.verdict = made.verdict;
    brief.total = made.timings.total;
    recent_.add(brief);
}

void engine_watch::endpoint_disabled(std::string const& endpoint_id, std::string const& reason) {
    hub_.endpoint_disabled(endpoint_id, reason);
}

void engine_watch::breaker_changed(std::string const& endpoint_id, bool open) {
    numbers_.breaker_changed(open);
    hub_.breaker_changed(endpoint_id, open);
}

void engine_watch::sync_changed(sync_status const& status) {
    numbers_.sync_changed(status);
    hub_.sync_changed(status);
}

}  // namespace cohook::service
