#include "house.hpp"

#include "delivery/core.hpp"
#include "runtime/clock.hpp"
#include "transport/transport.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <ostream>
#include <stdexcept>

namespace sample {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// Real waits, and a date that is moved by hand.
class standing_clock final : public clock {
public:
    steady_time now() const override { return system_clock().now(); }
    wall_time wall() const override { return wall_; }
    void spin_until(steady_time when) override { system_clock().spin_until(when); }
    std::unique_ptr<timer> make_timer(asio::any_io_executor executor) override {
        return system_clock().make_timer(std::move(executor));
    }
    wall_time wall_ = std::chrono::sys_days(std::chrono::year(2025) / 6 / 1);
};

class agreeable_transport final : public transport::transport {
public:
    task<void> post(cohook::transport::post_request const&, cohook::transport::post_outcome& outcome) override {
        outcome.clear();
        outcome.status = 200;
        outcome.wire = wire_state::answered;
        co_return;
    }
    void drop_idle(egress::url const*) override {}
    cohook::transport::transport_stats stats() const override { return {}; }
};

std::string from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (auto const c : text) {
        auto const digit = digits.find(c);
        if (digit == std::string_view::npos) break;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xff);
    }
    return bytes;
}

std::string text(json::value const& value) {
    return std::string(value.as_string().data(), value.as_string().size());
}

}  // namespace

/// A folder that is gone with it, for a store in a file.
struct folder {
    ~folder() {
        std::error_code ignored;
        if (!path.empty()) std::filesystem::remove_all(path, ignored);
    }
    std::string url() {
        auto name = (std::filesystem::temp_directory_path() / "cohook-members-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no folder for the test's store");
        path = name;
        return "sqlite:" + name + "/register.db";
    }
    std::filesystem::path path;
};

struct house::parts {
    sample::folder folder;
    standing_clock time;
    std::shared_ptr<store::store> truth;
    asio::io_context context{1};
    std::shared_ptr<dispatch::core> core;
    std::unique_ptr<engine> running;
    std::unique_ptr<registry> members;
    record_id last_seen = 0;
};

house::house() : parts_(std::make_unique<parts>()) {
    auto const* kind = std::getenv("COHOOK_TEST_STORE");
    auto opened = store::open_store(kind && std::string_view(kind) == "sqlite" ? parts_->folder.url() : "memory:");
    parts_->truth = opened.value();
    dispatch::seams outside;
    outside.clock = &parts_->time;
    outside.chance = &system_chance();
    outside.store = parts_->truth;
    outside.shards.push_back(parts_->context.get_executor());
    outside.make_transport = [](asio::any_io_executor) { return std::make_unique<agreeable_transport>(); };
    dispatch::core_options options;
    parts_->core = dispatch::make_core(std::move(outside), std::move(options));
    parts_->running = std::make_unique<engine>(parts_->core);
    parts_->members = std::make_unique<registry>(*parts_->core, system_chance());
    must(parts_->running->start());
}

namespace {
task<bool> stopped(engine& running) {
    co_await running.stop(std::chrono::milliseconds(1000));
    co_return true;
}
}  // namespace

house::~house() {
    run(stopped(*parts_->running));
    parts_->truth->close();
}

void house::drive(task<void> work) {
    auto done = false;
    std::exception_ptr thrown;
    asio::co_spawn(parts_->context, std::move(work), [&](std::exception_ptr what) {
        thrown = what;
        done = true;
    });
    // A store may complete from a thread of its own: the context is kept running while it does.
    auto const kept_alive = asio::make_work_guard(parts_->context);
    parts_->context.restart();
    while (!done) parts_->context.run_one();
    if (thrown) std::rethrow_exception(thrown);
}

registry& house::members() {
    return *parts_->members;
}

std::shared_ptr<store::store> house::truth() {
    return parts_->truth;
}

void house::pass(std::chrono::milliseconds span) {
    parts_->time.wall_ += span;
}

wall_time house::now() const {
    return parts_->time.wall_;
}

void house::read(store::query_ref query) {
    must(parts_->truth->read(query));
}

std::vector<told> house::news() {
    std::vector<told> fresh;
    auto query = [&](store::snapshot const& now) -> result<void> {
        fresh.clear();
        store::delivery_filter filter;
        filter.limit = 250;
        auto newest = record_id{0};
        for (auto more = true; more;) {
            auto const page = now.deliveries().list(filter);
            more = !page.empty();
            for (auto const& row : page) {
                newest = std::max(newest, row.id);
                if (row.id <= parts_->last_seen) {
                    more = false;
                    break;
                }
                auto const body = json::parse(*now.deliveries().body(row.id));
                auto const& envelope = body.at("message");
                fresh.push_back({row.endpoint_id, row.type, text(envelope.at("attributes").at("change")), row.key,
                                 from_base64(text(envelope.at("data")))});
                filter.before = row.id;
            }
        }
        parts_->last_seen = std::max(parts_->last_seen, newest);
        std::ranges::reverse(fresh);
        return {};
    };
    read(query);
    return fresh;
}

void house::app(std::string id, std::string_view approved, int endpoints) {
    application wanted;
    wanted.id = id;
    wanted.name = id;
    wanted.approved = scopes(approved);
    must(members().create_application(admin, wanted));
    for (int number = 0; number < endpoints; ++number) {
        endpoint hook;
        if (number == 0) hook.id = default_endpoint;
        hook.url = "https://hooks.example.org/" + id + "/" + std::to_string(number);
        hook.signing_keys.push_back({"secret of " + id, {}});
        must(members().create_endpoint(admin, id, hook));
    }
}

void house::person(std::int64_t id, std::string json) {
    must(members().put_person(admin, id, std::move(json)));
}

void house::consent(std::int64_t id, std::string app, std::string_view text) {
    must(members().put_consent(admin, id, std::move(app), scopes(text)));
}

std::string house::seen(std::string app, std::int64_t id) {
    auto const who = principal::of_application(app);
    auto const shown = run(members().find_person(who, id));
    return shown ? shown->json : std::string();
}

scope_set scopes(std::string_view text) {
    return scope_set::parse_text(text).value();
}

std::ostream& operator<<(std::ostream& out, told const& one) {
    return out << one.endpoint << " " << one.type << " " << one.change << " " << one.key << " " << one.content;
}

}  // namespace sample
