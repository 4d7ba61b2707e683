// Units that are committed by one flush: what one of them does and fails at is no matter of the others.
#include "backlog_steps.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

namespace asio = boost::asio;
using unit = std::function<result<void>(store::unit_of_work&)>;

asio::awaitable<void> commit_one(store::store& on, unit work, result<void>& done) {
    done = co_await on.commit(work);
}

/// A group of this store ends when it has run everything that waits, however slow the machine.
store::store_options patient() {
    store::store_options options;
    options.longest_group = std::chrono::hours(1);
    return options;
}

struct patient_sqlite : private scratch, opened {
    patient_sqlite() : opened(open_now("sqlite:" + file("store.db"), patient())) {}
};

/// Commits them by one group of a patient store: a unit before them has the writer's thread until all of them wait.
std::vector<result<void>> commit_together(store::store& on, std::vector<unit> works) {
    std::atomic<bool> begun = false;
    unit const first = [&](store::unit_of_work&) -> result<void> {
        begun = true;
        while (on.stats().queued <= works.size()) std::this_thread::yield();
        return {};
    };
    auto const groups = on.stats().groups;
    asio::io_context context;
    auto const start = [&](unit const& work, result<void>& done) {
        asio::co_spawn(context, commit_one(on, work, done), [](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
        context.poll();
    };
    result<void> first_done;
    std::vector<result<void>> done(works.size());
    start(first, first_done);
    while (!begun) std::this_thread::yield();
    for (std::size_t each = 0; each < works.size(); ++each) start(works[each], done[each]);
    context.run();
    BOOST_TEST(first_done.has_value());
    BOOST_TEST(on.stats().groups == groups + 2);
    return done;
}

unit inserts(record_id first, record_id last) {
    return [=](store::unit_of_work& tables) -> result<void> {
        for (auto id = first; id <= last; ++id) tables.deliveries().insert(make_delivery(id), std::to_string(id));
        return {};
    };
}

ids all_ids(opened& store) {
    return store.ask([](store::snapshot const& tables) {
        delivery_filter filter;
        filter.limit = 1000;
        ids found;
        for (auto const& row : tables.deliveries().list(filter)) found.insert(found.begin(), row.id);
        return found;
    });
}

ids count_up(record_id first, record_id last) {
    ids made;
    for (auto id = first; id <= last; ++id) made.push_back(id);
    return made;
}

store::settlement delivered(record_id id) {
    auto outcome = settlement_of(id, 5, delivery_state::delivered);
    outcome.made = make_attempt(1000 + id, id, 1);
    outcome.made->detail = "of " + std::to_string(id);
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grouped_units)

BOOST_AUTO_TEST_CASE_TEMPLATE(see_at_once_what_they_write, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.deliveries();
        for (record_id id = 1; id <= 23; ++id) rows.insert(make_delivery(id), std::to_string(id));
        BOOST_TEST(*rows.body(23) == "23");
        BOOST_TEST(rows.count("ep").pending == 23u);
        BOOST_TEST(rows.claim(request_of(at(2000))).rows.size() == 23u);
        for (record_id id = 1; id <= 21; ++id) BOOST_TEST(rows.settle(delivered(id)));
        BOOST_TEST(!rows.settle(delivered(21)));
        BOOST_TEST((rows.find(20)->state == delivery_state::delivered));
        BOOST_TEST(rows.attempts(20).front().detail == "of 20");
        BOOST_TEST(rows.settle(delivered(22)));
        BOOST_TEST(!rows.cancel(22, at(3)));
        BOOST_TEST(rows.cancel(23, at(3)));
    });
    for (record_id id = 1; id <= 22; ++id) {
        BOOST_TEST((find(store, id).state == delivery_state::delivered));
        BOOST_TEST(find(store, id).attempts == 1u);
    }
    BOOST_TEST((find(store, 23).state == delivery_state::cancelled));
}

BOOST_AUTO_TEST_CASE(write_as_many_rows_as_there_are) {
    patient_sqlite store;
    record_id next = 1;
    for (auto const size : {1, 3, 4, 15, 16, 17, 37}) {
        auto const done = commit_together(*store, {inserts(next, next + size - 1)});
        BOOST_TEST(done.front().has_value());
        next += size;
    }
    BOOST_TEST(all_ids(store) == count_up(1, next - 1), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(that_write_a_row_that_is_there_fail_alone) {
    patient_sqlite store;
    insert(store, make_delivery(20));
    auto const done = commit_together(*store, {inserts(1, 10), inserts(19, 21), inserts(11, 18)});
    BOOST_TEST(done[0].has_value());
    BOOST_TEST_REQUIRE(done[1].has_error());
    BOOST_TEST((done[1].error().kind() == errc::conflict));
    BOOST_TEST(done[2].has_value());
    auto expected = count_up(1, 18);
    expected.push_back(20);
    BOOST_TEST(all_ids(store) == expected, boost::test_tools::per_element());
    auto const counts = store.ask([](store::snapshot const& tables) { return tables.deliveries().count({}); });
    BOOST_TEST(counts.created == 19u);
}

/// Fails after it has read, and by that written what the units before it have left.
result<void> looks(store::unit_of_work& tables) {
    if (!tables.deliveries().find(10)) return error(errc::not_found, "an earlier unit's row is missing");
    return error(errc::cancelled, "as asked");
}

BOOST_AUTO_TEST_CASE(that_read_answer_for_no_row_of_another) {
    patient_sqlite store;
    insert(store, make_delivery(20));
    auto const done = commit_together(*store, {inserts(20, 20), inserts(1, 10), looks});
    BOOST_TEST_REQUIRE(done[0].has_error());
    BOOST_TEST((done[0].error().kind() == errc::conflict));
    BOOST_TEST(done[1].has_value());
    BOOST_TEST_REQUIRE(done[2].has_error());
    BOOST_TEST((done[2].error().kind() == errc::cancelled));
    auto expected = count_up(1, 10);
    expected.push_back(20);
    BOOST_TEST(all_ids(store) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(that_fail_after_others_rows_were_written_fail_alone) {
    patient_sqlite store;
    insert(store, make_delivery(20));
    unit const repeats = [](store::unit_of_work& tables) -> result<void> {
        tables.deliveries().insert(make_delivery(20), "{}");
        tables.deliveries().find(10);
        return {};
    };
    auto const done = commit_together(*store, {inserts(1, 10), looks, inserts(11, 15), repeats, inserts(16, 18)});
    BOOST_TEST(done[0].has_value());
    BOOST_TEST((done[1].error().kind() == errc::cancelled));
    BOOST_TEST(done[2].has_value());
    BOOST_TEST((done[3].error().kind() == errc::conflict));
    BOOST_TEST(done[4].has_value());
    auto expected = count_up(1, 18);
    expected.push_back(20);
    BOOST_TEST(all_ids(store) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(that_are_refused_for_want_of_room_take_no_outcome_with_them) {
    scratch place;
    auto const url = "sqlite:" + place.file("store.db");
    {
        opened store(open_now(url));
        store.write([](store::unit_of_work& tables) { inserts(1, 3)(tables); });
        BOOST_TEST(claim(store, request_of(at(2000))).rows.size() == 3u);
    }
    auto full = patient();
    full.free_space_floor = ~0ull;
    opened store(open_now(url, full));
    unit const settles = [](store::unit_of_work& tables) -> result<void> {
        for (record_id id = 1; id <= 3; ++id) BOOST_TEST(tables.deliveries().settle(delivered(id)));
        return {};
    };
    unit const refused = [](store::unit_of_work& tables) -> result<void> {
        tables.deliveries().insert(make_delivery(4), "{}");
        tables.deliveries().find(1);
        return {};
    };
    auto const done = commit_together(*store, {settles, refused});
    BOOST_TEST(done[0].has_value());
    BOOST_TEST((done[1].error().kind() == errc::storage_full));
    for (record_id id = 1; id <= 3; ++id) BOOST_TEST((find(store, id).state == delivery_state::delivered));
}

BOOST_AUTO_TEST_CASE(hold_rows_of_any_size) {
    in_sqlite store;
    std::string const large(900'000, 'x');
    store.write([&](store::unit_of_work& unit) {
        for (record_id id = 1; id <= 9; ++id) unit.deliveries().insert(make_delivery(id), id % 3 == 0 ? large : "{}");
    });
    store.ask([&](store::snapshot const& tables) {
        for (record_id id = 1; id <= 9; ++id)
            BOOST_TEST((*tables.deliveries().body(id) == (id % 3 == 0 ? large : "{}")));
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(know_an_endpoint_s_revision_as_it_is, Kind, every_store) {
    Kind store;
    endpoint value;
    value.id = "ep";
    auto const revision = [&] {
        return store.write([](store::unit_of_work& unit) { return unit.endpoints().revision("ep").value_or(0); });
    };
    auto const put = [&](store::unit_of_work& unit) { return unit.endpoints().put(value); };
    BOOST_TEST(revision() == 0);
    BOOST_TEST(store.write(put) == 1);
    BOOST_TEST(revision() == 1);
    unit const undone = [&](store::unit_of_work& tables) -> result<void> {
        put(tables);
        BOOST_TEST(tables.endpoints().revision("ep").value_or(0) == 2);
        return error(errc::cancelled, "as asked");
    };
    BOOST_TEST(commit_now(*store, undone).has_error());
    BOOST_TEST(revision() == 1);
    BOOST_TEST(store.write(put) == 2);
    BOOST_TEST(revision() == 2);
    store.write([](store::unit_of_work& unit) { return unit.endpoints().erase("ep"); });
    BOOST_TEST(revision() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
