// Sync Data in simulated time.
#include "sim_source.hpp"
#include "world.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <map>

using namespace cohook;
using namespace cohook::simulation;
using namespace std::chrono_literals;

namespace {

struct sync_world : world {
    sim_register records;
    int answer = 200;
    std::chrono::milliseconds takes = 5ms;

    sync_world() {
        options.sources = [this](sync_status const&) { return std::make_shared<sim_source>(records); };
        network().at(receiver_url, [this](seen_request const&) {
            reaction what;
            what.status = answer;
            what.takes = takes;
            return what;
        });
        start();
    }

    void put_endpoint(std::chrono::milliseconds interval) {
        auto settings = make_endpoint("ep", receiver_url);
        settings.format = payload_format::standard;  // readable bodies
        settings.request_interval = interval;
        put(settings);
    }

    void slow_down_store(std::chrono::milliseconds by) {
        store().flush = [this, by] { return time().pass(by); };
    }

    record_id begin_sync(sync_options options = {}) {
        auto const status = await(engine().start_sync("ep", options));
        BOOST_REQUIRE_MESSAGE(status.has_value(), (status ? std::string() : status.error().message()));
        return status->id;
    }
    sync_status status(record_id id) { return *await(engine().sync(id)); }
    void run_to_end(record_id id) {
        run_until([&] {
            auto const state = status(id).state;
            return state != sync_state::running && state != sync_state::paused;
        });
    }
    /// How often each record arrived.
    std::map<std::string, int> arrivals() const {
        std::map<std::string, int> count;
        for (auto const& each : network_log()) {
            for (auto at = each.body.find("\"personID\":"); at != std::string::npos;
                 at = each.body.find("\"personID\":", at + 1)) {
                auto const begin = at + 11;
                ++count[each.body.substr(begin, each.body.find_first_of(",}", begin) - begin)];
            }
        }
        return count;
    }
    std::vector<seen_request> const& network_log() const { return const_cast<sync_world*>(this)->network().log(); }
    steady_span least_gap() const {
        auto least = steady_span::max();
        auto const& log = network_log();
        for (std::size_t each = 1; each < log.size(); ++each)
            least = std::min(least, log[each].at_steady - log[each - 1].at_steady);
        return least;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sync_data, sync_world)

BOOST_AUTO_TEST_CASE(every_record_arrives_once_and_the_receipt_says_so) {
    records.count = 1000;
    put_endpoint(0ms);
    auto const id = begin_sync();
    run_to_end(id);
    auto const receipt = status(id);
    BOOST_TEST((receipt.state == sync_state::completed));
    BOOST_TEST(receipt.acknowledged == 1000u);
    BOOST_TEST(receipt.failed == 0u);
    BOOST_TEST(receipt.ended_at.has_value());
    auto const seen = arrivals();
    BOOST_TEST(seen.size() == 1000u);
    for (auto const& [key, times] : seen) BOOST_TEST(times == 1);
}

BOOST_AUTO_TEST_CASE(no_two_posts_start_closer_than_the_interval_and_the_rate_is_within_one_percent) {
    records.count = 500;
    put_endpoint(20ms);
    auto const began = time().elapsed();
    run_to_end(begin_sync());
    BOOST_TEST((least_gap() >= 20ms));
    auto const ideal = 499 * 0.020;
    BOOST_TEST((time().elapsed() - began).count() == ideal, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(a_start_that_the_machine_held_up_holds_up_the_next) {
    records.count = 100;
    int count = 0;
    network().hold_up([&count] { return ++count % 2 == 0 ? steady_span(300us) : steady_span(0); });
    put_endpoint(20ms);
    run_to_end(begin_sync());
    BOOST_TEST(network().log().size() == 100u);
    BOOST_TEST((least_gap() >= 20ms));
}

BOOST_AUTO_TEST_CASE(the_end_of_one_post_lets_no_second_one_to_the_gate) {
    records.count = 400;
    takes = 70ms;
    // Each POST is read for long before its moment, so that others end while it waits for it.
    records.read_takes = [this] { return time().pass(4ms); };
    put_endpoint(5ms);
    run_to_end(begin_sync());
    BOOST_TEST(network().log().size() == 400u);
    BOOST_TEST((least_gap() >= 5ms));
}

BOOST_AUTO_TEST_CASE(a_store_that_takes_its_time_to_read_each_record_does_not_slow_the_pace) {
    records.count = 500;
    records.read_takes = [this] { return time().pass(1ms); };
    put_endpoint(5ms);
    auto const began = time().elapsed();
    run_to_end(begin_sync());
    BOOST_TEST((least_gap() >= 5ms));
    BOOST_TEST((time().elapsed() - began).count() == 499 * 0.005, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(a_moment_that_comes_while_the_sync_looks_at_the_clock_is_not_missed) {
    records.count = 500;
    time().look_takes(1ms);
    // Answers that come at every time of the interval, so that some wake the sync right before the next start.
    int count = 0;
    network().at(receiver_url, [&count](seen_request const&) {
        reaction what;
        what.takes = std::chrono::milliseconds(++count % 20);
        return what;
    });
    put_endpoint(20ms);
    auto const id = begin_sync();
    run_for(60s);
    BOOST_TEST(status(id).acknowledged == 500u);
    BOOST_TEST((least_gap() >= 20ms));
}

BOOST_AUTO_TEST_CASE(retries_keep_the_interval_too) {
    records.count = 100;
    int count = 0;
    network().at(receiver_url, [&count](seen_request const&) {
        reaction what;
        what.status = ++count % 3 == 0 ? 500 : 200;
        return what;
    });
    put_endpoint(250ms);
    auto const id = begin_sync();
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 100u);
    BOOST_TEST((least_gap() >= 250ms));
    BOOST_TEST(network().log().size() > 130u);
}

BOOST_AUTO_TEST_CASE(a_slow_receiver_does_not_slow_the_pace_while_there_is_room_in_flight) {
    records.count = 200;
    takes = 100ms;
    put_endpoint(20ms);
    auto const began = time().elapsed();
    run_to_end(begin_sync());
    BOOST_TEST((time().elapsed() - began).count() < 199 * 0.020 * 1.01 + 0.2);
    BOOST_TEST((least_gap() >= 20ms));
}

BOOST_AUTO_TEST_CASE(what_is_sent_is_the_record_as_of_the_moment_of_sending) {
    records.count = 100;
    put_endpoint(1s);
    begin_sync();
    run_for(10s);
    records.changed["50"] = "{\"personID\":50,\"changed\":true}";
    records.hidden.insert("60");
    run_for(100s);
    auto const& log = network().log();
    BOOST_TEST(std::any_of(log.begin(), log.end(),
                           [](auto const& each) { return each.body.find("\"changed\":true") != std::string::npos; }));
    BOOST_TEST(!arrivals().contains("60"));
}

BOOST_AUTO_TEST_CASE(a_retry_too_is_the_record_as_of_the_moment_of_sending) {
    records.count = 5;
    answer = 500;
    auto settings = make_endpoint("ep", receiver_url);
    settings.format = payload_format::standard;
    settings.request_interval = 1h;
    settings.policy.breaker_threshold = 0;
    put(settings);
    auto const id = begin_sync();
    run_until([&] { return status(id).waiting == 5; });
    await(engine().pause_sync(id));
    run_for(24h);
    answer = 200;
    await(engine().resume_sync(id));
    run_until([&] { return status(id).acknowledged == 1; });
    for (int each = 1; each <= 5; ++each)
        records.changed[std::to_string(each)] = "{\"personID\":" + std::to_string(each) + ",\"changed\":true}";
    auto const before = network().log().size();
    run_to_end(id);
    auto const& log = network().log();
    BOOST_TEST(log.size() == before + 4);
    for (auto at = before; at < log.size(); ++at)
        BOOST_TEST(log[at].body.find("\"changed\":true") != std::string::npos, log[at].body);
    BOOST_TEST((least_gap() >= 1h));
}

BOOST_AUTO_TEST_CASE(retries_do_not_wait_for_each_others_answers) {
    records.count = 50;
    answer = 500;
    auto settings = make_endpoint("ep", receiver_url);
    settings.format = payload_format::standard;
    settings.request_interval = 100ms;
    settings.policy.breaker_threshold = 0;
    settings.max_in_flight = 50;
    put(settings);
    auto const id = begin_sync();
    run_until([&] { return status(id).waiting == 50; });
    await(engine().pause_sync(id));
    run_for(1h);
    answer = 200;
    takes = 3s;
    auto const began = time().elapsed();
    auto const wakes = time().wakes();
    await(engine().resume_sync(id));
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 50u);
    BOOST_TEST((time().elapsed() - began).count() < 20.0);
    BOOST_TEST(time().wakes() - wakes < 1000u);
}

BOOST_AUTO_TEST_CASE(one_that_is_refused_each_time_holds_up_no_other) {
    records.count = 20;
    network().at(receiver_url, [](seen_request const& request) {
        reaction what;
        what.status = request.body.find("\"personID\":1}") != std::string::npos ? 422 : 200;
        return what;
    });
    put_endpoint(1h);
    auto const id = begin_sync();
    run_for(2 * 20 * 1h);
    BOOST_TEST(status(id).acknowledged == 19u);
    BOOST_TEST((least_gap() >= 1h));
}

BOOST_AUTO_TEST_CASE(what_waited_for_a_receiver_that_was_down_is_read_again) {
    records.count = 200;
    answer = 503;
    put_endpoint(0ms);
    auto const id = begin_sync();
    run_for(1h);
    for (int each = 1; each <= 200; ++each)
        records.changed[std::to_string(each)] = "{\"personID\":" + std::to_string(each) + ",\"changed\":true}";
    answer = 200;
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 200u);
    std::size_t taken = 0;
    for (auto const& each : network().log()) {
        if (each.status != 200) continue;
        ++taken;
        BOOST_TEST(each.body.find("\"changed\":true") != std::string::npos, each.body);
    }
    BOOST_TEST(taken == 200u);
}

BOOST_AUTO_TEST_CASE(a_second_start_is_refused_and_names_the_running_one) {
    records.count = 100;
    put_endpoint(1s);
    auto const id = begin_sync();
    auto const second = await(engine().start_sync("ep"));
    BOOST_TEST((second.error().kind() == errc::conflict));
    auto const refusal = second.error();
    BOOST_TEST(refusal.message().find("syn_" + std::to_string(id)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_paused_sync_sends_nothing_and_goes_on_where_it_was) {
    records.count = 60;
    put_endpoint(100ms);
    auto const id = begin_sync();
    run_for(2s);
    BOOST_TEST((await(engine().pause_sync(id))->state == sync_state::paused));
    run_for(1s);
    auto const before = network().log().size();
    run_for(1h);
    BOOST_TEST(network().log().size() == before);
    BOOST_TEST((status(id).state == sync_state::paused));
    BOOST_TEST((await(engine().resume_sync(id))->state == sync_state::running));
    run_to_end(id);
    auto const seen = arrivals();
    BOOST_TEST(seen.size() == 60u);
    for (auto const& [key, times] : seen) BOOST_TEST(times == 1);
    BOOST_TEST((least_gap() >= 100ms));
}

BOOST_AUTO_TEST_CASE(a_sync_resumed_while_it_is_still_pausing_goes_on) {
    records.count = 40;
    takes = 3s;
    put_endpoint(500ms);
    auto const id = begin_sync();
    run_for(2s);
    await(engine().pause_sync(id));
    await(engine().resume_sync(id));
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 40u);
    BOOST_TEST(network().log().size() == 40u);
}

BOOST_AUTO_TEST_CASE(a_slow_store_makes_no_refused_record_forgotten_and_no_acknowledged_one_repeated) {
    records.count = 300;
    std::map<int, int> posts;
    network().at(receiver_url, [&](seen_request const& seen) {
        auto const id = std::stoi(seen.body.substr(seen.body.find("\"personID\":") + 11));
        reaction what;
        what.status = ++posts[id] <= id % 4 ? 500 : 200;
        return what;
    });
    auto settings = make_endpoint("ep", receiver_url);
    settings.format = payload_format::standard;
    settings.policy.resend.first = 10ms;
    settings.policy.resend.cap = 40ms;
    settings.policy.breaker_threshold = 0;
    put(settings);
    slow_down_store(7ms);
    auto const id = begin_sync();
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 300u);
    BOOST_TEST(status(id).waiting == 0u);
    BOOST_TEST(posts.size() == 300u);
    for (auto const& [id, times] : posts) BOOST_TEST(times == 1 + id % 4);
}

BOOST_AUTO_TEST_CASE(paused_and_resumed_before_the_store_has_taken_it_in_it_repeats_nothing) {
    records.count = 400;
    takes = 70ms;
    put_endpoint(5ms);
    slow_down_store(10ms);
    auto const id = begin_sync();
    for (int round = 0; round < 15; ++round) {
        run_for(90ms);
        await(engine().pause_sync(id));
        run_for(std::chrono::milliseconds(round * 5));
        BOOST_TEST((await(engine().resume_sync(id))->state == sync_state::running));
    }
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 400u);
    for (auto const& [key, times] : arrivals()) BOOST_TEST(times == 1);
    BOOST_TEST((least_gap() >= 5ms));
}

BOOST_AUTO_TEST_CASE(a_cancelled_sync_ends_and_another_may_start) {
    records.count = 1000;
    put_endpoint(100ms);
    auto const id = begin_sync();
    run_for(2s);
    BOOST_TEST((await(engine().cancel_sync(id))->state == sync_state::cancelled));
    run_for(10s);
    BOOST_TEST(network().log().size() < 30u);
    BOOST_TEST((status(id).state == sync_state::cancelled));
    BOOST_TEST((await(engine().resume_sync(id)).error().kind() == errc::conflict));
    begin_sync();
}

BOOST_AUTO_TEST_CASE(it_survives_a_crash_and_repeats_at_most_what_was_in_flight) {
    records.count = 300;
    takes = 70ms;
    put_endpoint(20ms);
    auto const id = begin_sync();
    std::size_t in_flight = 0;
    for (int kill = 0; kill < 5; ++kill) {
        run_for(700ms + kill * 13ms);
        in_flight += network().under_way();
        crash();
        start();
    }
    run_to_end(id);
    auto const seen = arrivals();
    BOOST_TEST(seen.size() == 300u);
    BOOST_TEST(network().log().size() <= 300 + in_flight + 5);
    BOOST_TEST(in_flight > 0u);
    BOOST_TEST((least_gap() >= 20ms));
    BOOST_TEST(status(id).acknowledged == 300u);
}

BOOST_AUTO_TEST_CASE(after_a_restart_a_full_interval_passes_before_the_first_post) {
    records.count = 10;
    put_endpoint(10s);
    auto const id = begin_sync();
    run_for(25s);
    crash();
    auto const restarted = time().now();
    start();
    auto const before = network().log().size();
    run_until([&] { return network().log().size() > before; });
    BOOST_TEST((network().log().back().at_steady - restarted >= 10s));
    run_to_end(id);
}

BOOST_AUTO_TEST_CASE(a_receiver_that_is_down_is_probed_and_caught_up_with) {
    records.count = 200;
    put_endpoint(10ms);
    answer = 503;
    auto const id = begin_sync();
    auto const before = time().wakes();
    run_for(1h);
    BOOST_TEST(network().log().size() < 40u);
    BOOST_TEST(time().wakes() - before < 2000u);  // waiting costs next to nothing
    BOOST_TEST(status(id).waiting > 0u);
    answer = 200;
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 200u);
    BOOST_TEST(status(id).waiting == 0u);
    BOOST_TEST((least_gap() >= 10ms));
}

BOOST_AUTO_TEST_CASE(records_that_nobody_takes_are_given_up_and_named) {
    records.count = 20;
    network().at(receiver_url, [](seen_request const& request) {
        reaction what;
        what.status = request.body.find("\"personID\":7}") != std::string::npos ? 422 : 200;
        return what;
    });
    put_endpoint(0ms);
    auto const id = begin_sync();
    run_to_end(id);
    auto const receipt = status(id);
    BOOST_TEST((receipt.state == sync_state::completed));
    BOOST_TEST(receipt.acknowledged == 19u);
    BOOST_TEST(receipt.failed == 1u);
}

BOOST_AUTO_TEST_CASE(those_whom_a_sync_gave_up_are_sent_again_by_another_that_survives_a_crash) {
    records.count = 20;
    bool broken = true;
    network().at(receiver_url, [&broken](seen_request const& request) {
        bool const meant = request.body.find("\"personID\":7}") != std::string::npos ||
                           request.body.find("\"personID\":12}") != std::string::npos;
        reaction what;
        what.status = broken && meant ? 422 : 200;
        return what;
    });
    put_endpoint(20ms);
    auto const first = begin_sync();
    run_to_end(first);
    BOOST_TEST(status(first).failed == 2u);
    broken = false;
    records.count = 30;
    auto const before = network().log().size();
    sync_options only;
    only.retry_of = first;
    auto const second = begin_sync(only);
    crash();
    start();
    run_to_end(second);
    auto const receipt = status(second);
    BOOST_TEST(receipt.retry_of == first);
    BOOST_TEST(receipt.total == 2u);
    BOOST_TEST(receipt.acknowledged == 2u);
    auto const& log = network().log();
    BOOST_TEST(log.size() >= before + 2);
    for (auto at = before; at < log.size(); ++at) {
        bool const meant = log[at].body.find("\"personID\":7}") != std::string::npos ||
                           log[at].body.find("\"personID\":12}") != std::string::npos;
        BOOST_TEST(meant, log[at].body);
    }
    BOOST_TEST(status(first).failed == 2u);  // a receipt stays what it was
    only.retry_of = second;
    BOOST_TEST((await(engine().start_sync("ep", only)).error().kind() == errc::conflict));
    only.retry_of = 1;
    BOOST_TEST((await(engine().start_sync("ep", only)).error().kind() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_retry_repeats_id_and_bytes_while_the_record_is_what_it_was) {
    records.count = 1;
    put_endpoint(1ms);
    answer = 500;
    auto const id = begin_sync();
    run_until([&] { return network().log().size() == 3; });
    records.changed["1"] = "{\"personID\":1,\"changed\":true}";
    run_until([&] { return network().log().size() == 4; });
    answer = 200;
    run_to_end(id);
    auto const& log = network().log();
    BOOST_TEST(log[1].body == log[0].body);
    BOOST_TEST(log[2].message_id == log[0].message_id);
    BOOST_TEST(log[3].message_id != log[0].message_id);
    BOOST_TEST(log[4].body == log[3].body);
}

BOOST_AUTO_TEST_CASE(more_retries_due_at_once_than_are_read_at_once_hold_up_nothing) {
    records.count = 400;
    answer = 500;
    auto settings = make_endpoint("ep", receiver_url);
    settings.format = payload_format::standard;
    settings.policy.breaker_threshold = 0;
    put(settings);
    auto const id = begin_sync();
    run_until([&] { return status(id).waiting > 200; });
    await(engine().pause_sync(id));
    run_for(1h);
    answer = 200;
    await(engine().resume_sync(id));
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 400u);
    BOOST_TEST(arrivals().size() == 400u);
}

BOOST_AUTO_TEST_CASE(a_batch_that_was_refused_is_sent_again_as_it_was) {
    records.count = 1200;
    put_endpoint(10ms);
    int posts = 0;
    network().at(receiver_url, [&posts](seen_request const&) {
        reaction what;
        what.status = ++posts <= 3 ? 500 : 200;
        return what;
    });
    sync_options options;
    options.batch = 100;
    auto const id = begin_sync(options);
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 1200u);
    auto const& log = network().log();
    BOOST_TEST(log.size() == 12u + 3u);
    std::map<std::string, std::string> bodies;
    for (auto const& each : log) {
        auto const [known, fresh] = bodies.emplace(each.message_id, each.body);
        BOOST_TEST(known->second == each.body);
    }
    BOOST_TEST(bodies.size() == 12u);
}

BOOST_AUTO_TEST_CASE(a_refused_batch_leaves_out_whom_the_application_may_not_see_any_more) {
    records.count = 20;
    answer = 500;
    put_endpoint(10ms);
    sync_options options;
    options.batch = 20;
    auto const id = begin_sync(options);
    run_until([&] { return status(id).waiting == 20; });
    records.hidden = {"3", "20"};
    answer = 200;
    run_to_end(id);
    BOOST_TEST(status(id).acknowledged == 18u);
    BOOST_TEST(status(id).skipped == 2u);
    auto const& log = network().log();
    BOOST_TEST(log.back().message_id != log.front().message_id);  // other bytes: another message
    BOOST_TEST(log.back().body.find("\"personID\":3}") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_sequence_of_the_last_post_is_the_total) {
    records.count = 250;
    put(make_endpoint("ep", receiver_url));
    sync_options options;
    options.batch = 100;
    run_to_end(begin_sync(options));
    auto const& log = network().log();
    BOOST_TEST(log.size() == 3u);
    BOOST_TEST(log.back().body.find("\"sequence\":\"250\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_batch_puts_several_records_into_one_post) {
    records.count = 95;
    put_endpoint(10ms);
    sync_options options;
    options.batch = 10;
    auto const id = begin_sync(options);
    run_to_end(id);
    BOOST_TEST(network().log().size() == 10u);
    BOOST_TEST(status(id).acknowledged == 95u);
    BOOST_TEST(arrivals().size() == 95u);
}

BOOST_AUTO_TEST_CASE(an_empty_register_is_synced_at_once) {
    put_endpoint(20ms);
    auto const id = begin_sync();
    run_to_end(id);
    BOOST_TEST((status(id).state == sync_state::completed));
    BOOST_TEST(network().log().empty());
}

BOOST_AUTO_TEST_CASE(a_receiver_that_is_gone_ends_the_sync_and_disables_the_endpoint) {
    records.count = 3;
    put_endpoint(0ms);
    answer = 410;
    auto const id = begin_sync();
    run_to_end(id);
    BOOST_TEST((status(id).state == sync_state::failed));
    run_until([&] { return !await(engine().find("ep"))->enabled; });
    BOOST_TEST(await(engine().find("ep"))->disabled_reason == "The receiver answered 410 Gone.");
}

BOOST_AUTO_TEST_CASE(what_a_sync_gets_acknowledged_speaks_for_an_endpoint_that_refuses_a_delivery) {
    records.count = 6 * 24;
    put_endpoint(1h);
    network().at(receiver_url, [](seen_request const& request) {
        reaction what;
        what.status = request.body.find("poison") != std::string::npos ? 422 : 200;
        return what;
    });
    auto const refused = send("ep", "[{\"personID\":\"poison\"}]");
    run_to_end(begin_sync());
    BOOST_TEST((time().elapsed() >= 5 * 24h));
    BOOST_TEST(await(engine().find("ep"))->enabled);
    BOOST_TEST(!is_settled(refused));
}

BOOST_AUTO_TEST_CASE(removing_the_endpoint_cancels_its_sync) {
    records.count = 100;
    put_endpoint(1s);
    auto const id = begin_sync();
    run_for(3s);
    BOOST_TEST(await(engine().remove("ep")).has_value());
    run_for(10s);
    BOOST_TEST((status(id).state == sync_state::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()
