#include <cohook/engine.hpp>

#include "delivery/acceptance.hpp"
#include "delivery/engine_core.hpp"
#include "delivery/on_shard.hpp"
#include "delivery/registration.hpp"
#include "delivery/sync_job.hpp"
#include "delivery/test_run.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>

namespace cohook {

namespace asio = boost::asio;
using dispatch::core;

namespace {

constexpr std::chrono::seconds longest_overlap = std::chrono::days(7);
constexpr std::size_t most_at_once = 1000;

error no_endpoint(std::string const& id) {
    return error(errc::not_found, "There is no endpoint \"" + id + "\".", "endpoint");
}

}  // namespace

engine::engine(std::shared_ptr<core> inside) : core_(std::move(inside)) {}
engine::engine(engine&&) noexcept = default;
engine& engine::operator=(engine&&) noexcept = default;
engine::~engine() = default;

asio::awaitable<result<void>> engine::start() {
    return core_->start();
}

asio::awaitable<void> engine::stop(std::chrono::milliseconds deadline) {
    return core_->stop(deadline);
}

asio::awaitable<result<endpoint>> engine::put(endpoint candidate, std::optional<std::int64_t> expected_revision) {
    result<endpoint> stored = candidate;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        stored = dispatch::put_endpoint(*core_, unit, candidate, expected_revision);
        if (!stored) return stored.error();
        return {};
    };
    auto const done = co_await core_->storage().commit(work);
    if (!done) co_return done.error();
    co_await dispatch::endpoint_changed(*core_, candidate.id);
    co_return stored;
}

asio::awaitable<result<endpoint>> engine::change(std::string endpoint_id, endpoint_edit edit) {
    result<endpoint> stored = error();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto settings = unit.endpoints().find(endpoint_id);
        if (!settings) return no_endpoint(endpoint_id);
        if (auto edited = edit(*settings); !edited) return edited.error();
        settings->id = endpoint_id;
        stored = dispatch::put_endpoint(*core_, unit, std::move(*settings), std::nullopt);
        if (!stored) return stored.error();
        return {};
    };
    auto const done = co_await core_->storage().commit(work);
    if (!done) co_return done.error();
    co_await dispatch::endpoint_changed(*core_, endpoint_id);
    co_return stored;
}

asio::awaitable<result<endpoint>> engine::pause(std::string endpoint_id) {
    return change(std::move(endpoint_id), [](endpoint& settings) { return set_enabled(settings, false); });
}

asio::awaitable<result<endpoint>> engine::resume(std::string endpoint_id) {
    return change(std::move(endpoint_id), [](endpoint& settings) { return set_enabled(settings, true); });
}

asio::awaitable<result<endpoint>> engine::rotate_key(std::string endpoint_id, std::string secret,
                                                     std::chrono::seconds overlap) {
    if (overlap.count() < 0 || overlap > longest_overlap)
        co_return error(errc::invalid_argument, "Old keys may sign for 0 seconds to 7 days.", "overlap");
    auto const now = core_->time().wall();
    endpoint_edit edit = [&secret, now, overlap](endpoint& settings) -> result<void> {
        cohook::rotate_key(settings, secret, now, now + overlap);
        return {};
    };
    auto changing = change(std::move(endpoint_id), std::move(edit));
    co_return co_await std::move(changing);
}

asio::awaitable<result<void>> engine::remove(std::string endpoint_id) {
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        return dispatch::remove_endpoint(*core_, unit, endpoint_id);
    };
    auto const done = co_await core_->storage().commit(work);
    if (done) co_await dispatch::endpoint_changed(*core_, endpoint_id);
    co_return done;
}

asio::awaitable<result<endpoint>> engine::find(std::string endpoint_id) {
    std::optional<endpoint> found;
    auto query = [&](store::snapshot const& state) -> result<void> {
        found = state.endpoints().find(endpoint_id);
        return {};
    };
    auto const done = co_await core_->storage().read(query);
    if (!done) co_return done.error();
    if (!found) co_return no_endpoint(endpoint_id);
    co_return std::move(*found);
}

namespace {

asio::awaitable<result<endpoint_status>> live_status(core& engine, std::string endpoint_id) {
    auto const* const running = engine.shard_of(endpoint_id).find_lane(endpoint_id);
    if (running) co_return running->status();
    std::optional<store::endpoint_health> health;
    auto query = [&](store::snapshot const& state) -> result<void> {
        health = state.endpoints().health(endpoint_id);
        return {};
    };
    auto const done = co_await engine.storage().read(query);
    if (!done) co_return done.error();
    endpoint_status made;
    made.endpoint_id = endpoint_id;
    if (health) {
        made.failing_since = health->failing_since;
        made.last_error = health->last_error;
    }
    co_return made;
}

result<void> check_content(message const& what) {
    // Only looked at: a usual message is read without an allocation.
    std::array<unsigned char, 4096> room;
    boost::json::monotonic_resource scratch(room.data(), room.size());
    boost::system::error_code failed;
    boost::json::parse(what.content, failed, &scratch);
    if (failed)
        return error(errc::invalid_argument,
                     "The content of a message is JSON text; this one does not parse: " + failed.message() + ".",
                     "content");
    return {};
}

}  // namespace

asio::awaitable<result<endpoint_status>> engine::status(std::string endpoint_id) {
    auto const known = co_await find(endpoint_id);
    if (!known) co_return known.error();
    auto asking = live_status(*core_, endpoint_id);
    co_return co_await dispatch::on_shard<endpoint_status>(core_->shard_of(endpoint_id), std::move(asking));
}

namespace {

asio::awaitable<result<std::vector<send_receipt>>> accept_all(core& engine, std::vector<addressed_message> messages) {
    dispatch::acceptance accepted(engine);
    std::vector<send_receipt> receipts;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        accepted.begin();
        receipts.clear();
        receipts.reserve(messages.size());
        for (auto const& each : messages) {
            auto const added = accepted.add(unit, each.endpoint_id, each.what);
            if (!added) return added.error();
            receipts.push_back(*added);
        }
        return {};
    };
    auto const done = co_await engine.storage().commit(work);
    if (!done) co_return done.error();
    accepted.hand_over();
    co_return receipts;
}

}  // namespace

asio::awaitable<result<std::vector<send_receipt>>> engine::send_many(std::vector<addressed_message> messages) {
    if (messages.size() > most_at_once)
        co_return error(errc::too_large, "At most 1000 messages are taken at once.", "messages");
    for (auto const& each : messages)
        if (auto valid = check_content(each.what); !valid) co_return valid.error();
    co_return co_await accept_all(*core_, std::move(messages));
}

asio::awaitable<result<send_receipt>> engine::send(std::string endpoint_id, message what) {
    if (auto valid = check_content(what); !valid) co_return valid.error();
    dispatch::acceptance accepted(*core_);
    send_receipt receipt;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        accepted.begin();
        auto const added = accepted.add(unit, endpoint_id, what);
        if (!added) return added.error();
        receipt = *added;
        return {};
    };
    auto const done = co_await core_->storage().commit(work);
    if (!done) co_return done.error();
    accepted.hand_over();
    co_return receipt;
}

asio::awaitable<result<test_report>> engine::test(std::string endpoint_id, message what, test_options options) {
    return dispatch::run_test(*core_, std::move(endpoint_id), std::move(what), std::move(options));
}

asio::awaitable<result<sync_status>> engine::start_sync(std::string endpoint_id, sync_options options) {
    return dispatch::start_sync(*core_, std::move(endpoint_id), options);
}

asio::awaitable<result<sync_status>> engine::sync(record_id id) {
    return dispatch::find_sync(*core_, id);
}

asio::awaitable<result<sync_status>> engine::pause_sync(record_id id) {
    return dispatch::change_sync(*core_, id, sync_state::paused);
}

asio::awaitable<result<sync_status>> engine::resume_sync(record_id id) {
    return dispatch::change_sync(*core_, id, sync_state::running);
}

asio::awaitable<result<sync_status>> engine::cancel_sync(record_id id) {
    return dispatch::change_sync(*core_, id, sync_state::cancelled);
}

asio::awaitable<result<record_id>> engine::redeliver(record_id delivery_id) {
    dispatch::acceptance accepted(*core_);
    record_id again = 0;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        accepted.begin();
        auto const added = accepted.repeat(unit, delivery_id);
        if (!added) return added.error();
        again = *added;
        return {};
    };
    auto const done = co_await core_->storage().commit(work);
    if (!done) co_return done.error();
    accepted.hand_over();
    co_return again;
}

asio::awaitable<result<void>> engine::cancel(record_id delivery_id) {
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto const row = unit.deliveries().find(delivery_id);
        if (!row)
            return error(errc::not_found, "There is no delivery dlv_" + std::to_string(delivery_id) + ".", "delivery");
        if (!unit.deliveries().cancel(delivery_id, core_->time().wall()))
            return error(errc::conflict,
                         "The delivery has ended already: it is " + std::string(to_string(row->state)) + ".");
        return {};
    };
    co_return co_await core_->storage().commit(work);
}

engine_stats engine::stats() const {
    return core_->stats();
}

}  // namespace cohook
