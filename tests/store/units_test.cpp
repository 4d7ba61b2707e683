#include "opened_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

namespace asio = boost::asio;

/// Writes something in every group of tables.
void write_everywhere(store::unit_of_work& unit, record_id id) {
    unit.deliveries().insert(make_delivery(id, "new endpoint " + std::to_string(id)), "{}");
    endpoint value;
    value.id = "ep";
    unit.endpoints().put(value);
    store::sync_row sync;
    sync.status.id = id;
    sync.status.endpoint_id = "ep";
    unit.syncs().insert(sync);
    store::person_row person;
    person.id = id;
    unit.members().put_person(person);
    store::audit_row audit;
    audit.id = id;
    unit.requests().append_audit(audit);
}

void check_trace(opened& store, record_id id, bool expected) {
    store.ask([&](store::snapshot const& tables) {
        BOOST_TEST(tables.deliveries().find(id).has_value() == expected);
        BOOST_TEST((tables.deliveries().body(id) != nullptr) == expected);
        BOOST_TEST(tables.deliveries().count("new endpoint " + std::to_string(id)).created == (expected ? 1u : 0u));
        BOOST_TEST(tables.endpoints().count() == (expected ? 1u : 0u));
        BOOST_TEST(tables.syncs().find(id).has_value() == expected);
        BOOST_TEST(tables.members().find_person(id).has_value() == expected);
        BOOST_TEST(tables.requests().list_audit({}, 0, 10).size() == (expected ? 1u : 0u));
        return true;
    });
}

/// What the coroutines of a test share.
struct crowd {
    store::store& on;
    int units_each = 0;
    std::atomic<int> acknowledged = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> wrong = 0;
};

/// Commits units one after another, every fifth of which fails after it has written; checks that it reads what it wrote.
asio::awaitable<void> commit_many(crowd& all, record_id base) {
    auto const thread = std::this_thread::get_id();
    for (int number = 0; number < all.units_each; ++number) {
        auto const id = base + number;
        auto const fails = number % 5 == 4;
        auto work = [id, fails](store::unit_of_work& unit) -> result<void> {
            unit.deliveries().insert(make_delivery(id, "ep" + std::to_string(id % 3)), "{}");
            if (fails) return error(errc::cancelled, "as asked");
            return {};
        };
        auto const done = co_await all.on.commit(work);
        if (std::this_thread::get_id() != thread) ++all.wrong;
        if (done.has_value() == fails) ++all.wrong;
        if (done.has_error() && done.error().kind() != errc::cancelled) ++all.wrong;
        ++(done ? all.acknowledged : all.refused);
        auto seen = false;
        auto look = [&](store::snapshot const& tables) -> result<void> {
            seen = tables.deliveries().find(id).has_value();
            return {};
        };
        auto const read = co_await all.on.read(look);
        if (!read || seen == fails) ++all.wrong;
    }
}

void run_crowd(crowd& all, int threads, int coroutines) {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread)
        running.emplace_back([&all, thread, coroutines] {
            asio::io_context context(1);
            for (int number = 0; number < coroutines; ++number)
                asio::co_spawn(context, commit_many(all, 1'000'000 * thread + 10'000 * number + 1),
                               [&all](std::exception_ptr thrown) {
                                   if (thrown) ++all.wrong;
                               });
            context.run();
        });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(units)

BOOST_AUTO_TEST_CASE_TEMPLATE(that_succeed_are_kept_whole, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) { write_everywhere(unit, 1); });
    check_trace(store, 1, true);
    BOOST_TEST(store->stats().units == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_fail_leave_no_trace, Kind, every_store) {
    Kind store;
    auto fails = [](store::unit_of_work& unit) -> result<void> {
        write_everywhere(unit, 1);
        return error(errc::conflict, "as asked", "a.field");
    };
    auto const done = commit_now(*store, fails);
    BOOST_TEST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().kind() == errc::conflict));
    BOOST_TEST(done.error().message() == "as asked");
    BOOST_TEST(done.error().field() == "a.field");
    check_trace(store, 1, false);
    store.write([](store::unit_of_work& unit) { write_everywhere(unit, 1); });
    check_trace(store, 1, true);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_throw_are_internal_errors_without_a_trace, Kind, every_store) {
    Kind store;
    auto throws = [](store::unit_of_work& unit) -> result<void> {
        write_everywhere(unit, 1);
        throw std::runtime_error("a mistake");
    };
    auto const done = commit_now(*store, throws);
    BOOST_TEST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().kind() == errc::internal));
    check_trace(store, 1, false);
    auto bad_query = [](store::snapshot const&) -> result<void> { throw std::runtime_error("a mistake"); };
    auto const read = read_now(*store, bad_query);
    BOOST_TEST_REQUIRE(read.has_error());
    BOOST_TEST((read.error().kind() == errc::internal));
    BOOST_TEST(store->health().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_fail_take_back_changes_and_removals, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 4; ++id) insert(store, make_delivery(id, "ep", at(100), "k"));
    store.write([](store::unit_of_work& unit) {
        unit.deliveries().cancel(4, at(5));
        endpoint value;
        value.id = "ep";
        unit.endpoints().put(value);
        store::consent_row consent;
        consent.person_id = 1;
        consent.application_id = "app";
        unit.members().put_consent(consent);
    });
    auto fails = [](store::unit_of_work& unit) -> result<void> {
        store::claim_request request;
        request.endpoint_id = "ep";
        request.owner = 9;
        request.now = at(100);
        request.max_rows = 2;
        BOOST_TEST(unit.deliveries().claim(request).rows.size() == 2u);
        store::settlement outcome;
        outcome.delivery_id = 1;
        outcome.owner = 9;
        outcome.state = delivery_state::delivered;
        attempt made;
        made.id = 50;
        outcome.made = made;
        BOOST_TEST(unit.deliveries().settle(outcome));
        BOOST_TEST(!unit.deliveries().settle(outcome));
        BOOST_TEST(unit.deliveries().purge(at(6), 10) == 2u);
        BOOST_TEST(unit.endpoints().erase("ep"));
        BOOST_TEST(unit.members().erase_consent(1, "app"));
        return error(errc::cancelled, "as asked");
    };
    BOOST_TEST(commit_now(*store, fails).has_error());
    BOOST_TEST(store->stats().stale_writes == 0u);
    store.ask([](store::snapshot const& tables) {
        auto const counts = tables.deliveries().count("ep");
        BOOST_TEST(counts.pending == 3u);
        BOOST_TEST(counts.owned == 0u);
        BOOST_TEST(counts.delivered == 0u);
        BOOST_TEST(counts.cancelled == 1u);
        BOOST_TEST(counts.purged == 0u);
        BOOST_TEST(tables.deliveries().list({}).size() == 4u);
        BOOST_TEST(tables.deliveries().attempts(1).empty());
        BOOST_TEST(!tables.deliveries().find_attempt(50).has_value());
        BOOST_TEST(tables.endpoints().find("ep").has_value());
        BOOST_TEST(tables.members().consents_of(1).size() == 1u);
        return true;
    });
    store.write([](store::unit_of_work& unit) {
        store::claim_request request;
        request.endpoint_id = "ep";
        request.owner = 9;
        request.now = at(100);
        BOOST_TEST(unit.deliveries().claim(request).rows.size() == 3u);
        BOOST_TEST(unit.deliveries().purge(at(6), 10) == 1u);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_many_coroutines_on_many_threads_are_kept_or_undone_each, Kind, every_store) {
    Kind store;
    crowd all{*store, 20};
    run_crowd(all, 3, 30);
    BOOST_TEST(all.wrong == 0);
    BOOST_TEST(all.acknowledged == 3 * 30 * 16);
    BOOST_TEST(all.refused == 3 * 30 * 4);
    auto const counts = store.ask([](store::snapshot const& tables) { return tables.deliveries().count({}); });
    BOOST_TEST(counts.created == static_cast<std::uint64_t>(all.acknowledged));
    BOOST_TEST(counts.pending == counts.created);
    BOOST_TEST(store->stats().units == static_cast<std::uint64_t>(all.acknowledged));
    BOOST_TEST(store->stats().queued == 0u);
}

BOOST_AUTO_TEST_CASE(of_many_coroutines_share_flushes) {
    in_sqlite store;
    crowd all{*store, 10};
    run_crowd(all, 1, 200);
    BOOST_TEST(all.wrong == 0);
    auto const stats = store->stats();
    BOOST_TEST(stats.units == 200u * 8u);
    BOOST_TEST(stats.groups < stats.units / 8);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_refused_after_close_and_reads_too, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1));
    store->close();
    store->close();
    auto work = [](store::unit_of_work&) -> result<void> { return {}; };
    auto const done = commit_now(*store, work);
    BOOST_TEST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().kind() == errc::unavailable));
    auto look = [](store::snapshot const&) -> result<void> { return {}; };
    auto const read = read_now(*store, look);
    BOOST_TEST_REQUIRE(read.has_error());
    BOOST_TEST((read.error().kind() == errc::unavailable));
    BOOST_TEST((store->health().error().kind() == errc::unavailable));
}

BOOST_AUTO_TEST_CASE(that_wait_at_close_are_committed) {
    in_sqlite store;
    std::mutex gate;
    gate.lock();
    std::atomic<int> kept = 0;
    asio::io_context context(1);
    // The first holds the writer back until all are queued and the store is closing.
    for (int number = 0; number < 50; ++number) {
        auto one = [](opened& on, std::mutex& held, std::atomic<int>& count, int id) -> asio::awaitable<void> {
            auto work = [&held, id](store::unit_of_work& unit) -> result<void> {
                std::lock_guard const passed(held);
                unit.deliveries().insert(make_delivery(id + 1), "{}");
                return {};
            };
            auto const done = co_await on->commit(work);
            if (done) ++count;
        };
        asio::co_spawn(context, one(store, gate, kept, number), [](std::exception_ptr) {});
    }
    context.poll();  // every unit is queued now
    std::jthread closing([&] { store->close(); });
    while (store->health()) std::this_thread::yield();
    gate.unlock();
    context.run();
    BOOST_TEST(kept == 50);
}

BOOST_AUTO_TEST_CASE(beyond_the_queue_are_refused_and_nothing_of_them_is_kept) {
    scratch place;
    store::store_options options;
    options.queue_limit = 3;
    opened store(open_now("sqlite:" + place.file("store.db"), options));
    std::mutex gate;
    gate.lock();
    std::atomic<bool> begun = false;
    std::atomic<int> kept = 0, refused = 0;
    asio::io_context context(1);
    auto one = [](opened& on, std::mutex& held, std::atomic<bool>& started, std::atomic<int>& good,
                  std::atomic<int>& bad) -> asio::awaitable<void> {
        auto work = [&](store::unit_of_work&) -> result<void> {
            started = true;
            std::lock_guard const passed(held);
            return {};
        };
        auto const done = co_await on->commit(work);
        if (done)
            ++good;
        else if (done.error().kind() == errc::unavailable)
            ++bad;
    };
    asio::co_spawn(context, one(store, gate, begun, kept, refused), [](std::exception_ptr) {});
    context.poll();
    while (!begun) std::this_thread::yield();  // the writer holds it; the queue is empty again
    for (int number = 0; number < 5; ++number)
        asio::co_spawn(context, one(store, gate, begun, kept, refused), [](std::exception_ptr) {});
    context.poll();
    gate.unlock();
    context.run();
    BOOST_TEST(kept == 4);
    BOOST_TEST(refused == 2);
}

BOOST_AUTO_TEST_SUITE_END()
