// What endpoints do to deliveries, and deliveries to endpoints.
#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

using namespace cohook;
using namespace cohook::simulation;
using namespace std::chrono_literals;

namespace {

std::string value_of(std::string const& head, std::string const& name) {
    auto const at = head.find("\r\n" + name + ": ");
    auto const begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoint_life)

BOOST_AUTO_TEST_CASE(an_acknowledged_delivery_is_sent_once) {
    world in;
    in.network().at(receiver_url, always(200));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });
    BOOST_TEST((in.find(id).state == delivery_state::delivered));
    in.run_for(1h);
    BOOST_TEST(in.network().log().size() == 1u);
    BOOST_TEST(in.engine().stats().lanes == 0u);
}

BOOST_AUTO_TEST_CASE(gone_ends_the_delivery_disables_the_endpoint_and_keeps_its_backlog) {
    world in;
    in.network().at(receiver_url, always(410));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });
    BOOST_TEST((in.find(id).state == delivery_state::exhausted));
    auto stored = in.await(in.engine().find("ep"));
    BOOST_TEST(!stored->enabled);
    BOOST_TEST(stored->disabled_reason == "The receiver answered 410 Gone.");

    auto const waiting = in.send("ep");
    in.run_for(1h);
    BOOST_TEST(in.network().log().size() == 1u);
    BOOST_TEST((in.find(waiting).state == delivery_state::pending));

    in.network().at(receiver_url, always(204));
    stored->enabled = true;
    in.put(*stored);
    in.run_until([&] { return in.is_settled(waiting); });
    BOOST_TEST((in.find(waiting).state == delivery_state::delivered));
}

BOOST_AUTO_TEST_CASE(after_five_days_without_a_success_the_endpoint_is_disabled_with_the_reason) {
    world in;
    in.network().at(receiver_url, always(500));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const began = in.time().elapsed();
    auto const id = in.send("ep");
    in.run_until([&] { return !in.await(in.engine().find("ep"))->enabled; });
    BOOST_TEST((in.time().elapsed() - began >= std::chrono::days(5)));
    BOOST_TEST((in.time().elapsed() - began <= std::chrono::days(5) + 15min));
    BOOST_TEST(in.await(in.engine().find("ep"))->disabled_reason.find("500") != std::string::npos);
    BOOST_TEST((in.find(id).state == delivery_state::pending));
    auto const attempts = in.network().log().size();
    in.run_for(std::chrono::hours(20));
    BOOST_TEST(in.network().log().size() == attempts);
    in.run_for(std::chrono::days(2));
    BOOST_TEST((in.find(id).state == delivery_state::expired));
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_only_fails_is_probed_not_hammered) {
    world in;
    in.network().at(receiver_url, always(503));
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    in.put(settings);
    for (int each = 0; each < 200; ++each) in.send("ep");
    in.run_for(1h);
    // The first ones, as many as may be in flight, and then a probe each ten minutes or so.
    BOOST_TEST(in.network().log().size() <= settings.max_in_flight + 15);
    BOOST_TEST(in.await(in.engine().status("ep"))->breaker_open);
    BOOST_TEST(!in.all_settled());

    in.network().at(receiver_url, always(200));
    in.run_until([&] { return in.all_settled(); });
    BOOST_TEST(!in.await(in.engine().status("ep"))->breaker_open);
}

BOOST_AUTO_TEST_CASE(a_flapping_endpoint_is_neither_starved_nor_disabled) {
    world in;
    int count = 0;
    in.network().at(receiver_url, [&count](seen_request const&) {
        reaction what;
        what.status = ++count % 2 == 0 ? 200 : 500;
        return what;
    });
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    for (int each = 0; each < 100; ++each) in.send("ep");
    in.run_until([&] { return in.all_settled(); });
    BOOST_TEST(in.await(in.engine().find("ep"))->enabled);
}

BOOST_AUTO_TEST_CASE(retry_after_is_obeyed) {
    world in;
    int count = 0;
    in.network().at(receiver_url, [&count](seen_request const&) {
        reaction what;
        what.status = ++count == 1 ? 429 : 200;
        what.retry_after = "7200";
        return what;
    });
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });
    auto const& log = in.network().log();
    BOOST_TEST(log.size() == 2u);
    BOOST_TEST((log[1].at - log[0].at >= 7200s));
}

BOOST_AUTO_TEST_CASE(no_more_than_the_limit_is_in_flight) {
    world in;
    std::size_t most = 0;
    in.network().at(receiver_url, [&](seen_request const&) {
        most = std::max(most, in.network().under_way());
        reaction what;
        what.takes = 700ms;
        return what;
    });
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    settings.max_in_flight = 3;
    in.put(settings);
    for (int each = 0; each < 50; ++each) in.send("ep");
    in.run_until([&] { return in.all_settled(); });
    BOOST_TEST(most == 3u);
}

BOOST_AUTO_TEST_CASE(deliveries_of_one_key_keep_their_order_where_that_was_asked_for) {
    world in;
    int count = 0;
    in.network().at(receiver_url, [&count](seen_request const&) {
        reaction what;
        what.status = ++count % 3 == 0 ? 500 : 200;
        what.takes = std::chrono::milliseconds(5 + count * 7 % 40);
        return what;
    });
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    settings.order = delivery_order::by_key;
    in.put(settings);
    std::map<record_id, std::string> key_of;
    std::map<std::string, std::vector<record_id>> sent;
    for (int each = 0; each < 60; ++each) {
        auto const key = std::to_string(each % 4);
        auto const id = in.send("ep", "[{\"personID\":" + std::to_string(each) + "}]", key);
        auto const message = in.find(id).message_id;
        key_of[message] = key;
        sent[key].push_back(message);
    }
    in.run_until([&] { return in.all_settled(); });
    std::map<std::string, std::vector<record_id>> acknowledged;
    for (auto const& each : in.network().log())
        if (each.status == 200)
            acknowledged[key_of.at(std::stoll(each.message_id))].push_back(std::stoll(each.message_id));
    BOOST_TEST((acknowledged == sent));
}

BOOST_AUTO_TEST_CASE(a_newer_state_replaces_an_older_one_that_still_waits_where_that_was_asked_for) {
    world in;
    in.network().at(receiver_url, always(503));
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    settings.coalesce = true;
    in.put(settings);
    for (int each = 0; each < 10; ++each) in.send("ep", "[{\"personID\":9}]", "other" + std::to_string(each));
    in.run_for(1min);
    auto const first = in.send("ep", "[{\"personID\":1,\"v\":1}]", "1");
    auto const second = in.send("ep", "[{\"personID\":1,\"v\":2}]", "1");
    auto const third = in.send("ep", "[{\"personID\":1,\"v\":3}]", "1");
    BOOST_TEST((in.find(first).state == delivery_state::cancelled));
    BOOST_TEST((in.find(second).state == delivery_state::cancelled));
    BOOST_TEST(in.find(third).coalesced == 2u);
    in.network().at(receiver_url, always(200));
    in.run_until([&] { return in.all_settled(); });
    BOOST_TEST((in.find(third).state == delivery_state::delivered));
}

BOOST_AUTO_TEST_CASE(a_changed_url_is_used_by_the_next_attempt) {
    world in;
    constexpr auto other = "https://other.example.com/in";
    in.network().at(receiver_url, always(500));
    in.network().at(other, always(200));
    in.start();
    auto settings = in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.network().count(receiver_url) == 1; });
    settings.url = other;
    in.put(settings);
    in.run_until([&] { return in.is_settled(id); });
    BOOST_TEST(in.network().count(receiver_url) == 1u);
    BOOST_TEST(in.network().count(other) == 1u);
}

BOOST_AUTO_TEST_CASE(while_a_rotation_lasts_both_keys_sign_and_the_old_one_stops_at_its_end) {
    world in;
    in.network().at(receiver_url, always(500));
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    auto const until = in.time().wall() + 1h;
    settings.signing_keys[0].expires_at = until;
    endpoint_key fresh;
    fresh.secret = "a new key";
    settings.signing_keys.insert(settings.signing_keys.begin(), fresh);
    in.put(settings);
    in.send("ep");
    in.run_for(3h);
    auto const& log = in.network().log();
    for (auto const& each : log) {
        auto const signatures = value_of(each.head, "webhook-signature");
        bool const both = signatures.find(' ') != std::string::npos;
        BOOST_TEST(both == (each.at < until));
    }
    BOOST_TEST(log.front().body.find("previousHash") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_removed_endpoint_ends_its_deliveries) {
    world in;
    in.network().at(receiver_url, always(500));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.network().log().size() == 1; });
    BOOST_TEST(in.await(in.engine().remove("ep")).has_value());
    BOOST_TEST((in.find(id).state == delivery_state::endpoint_gone));
    in.run_for(1h);
    BOOST_TEST(in.network().log().size() == 1u);
    auto const refused = in.await(in.engine().send("ep", message("a.b", "{}")));
    BOOST_TEST((refused.error().kind() == errc::not_found));
}

namespace {

/// A receiver that is sent to one delivery after the other, over a store whose reads take long.
struct busy_world : world {
    busy_world() {
        network().at(receiver_url, always(204));
        start();
        auto settings = make_endpoint("ep", receiver_url);
        settings.max_in_flight = 1;
        settings.format = payload_format::standard;  // readable bodies
        put(settings);
        for (int i = 0; i < 200; ++i) send("ep");
        store().lookup = [this] { return time().pass(100ms); };
        run_until([this] { return network().log().size() >= 10; });
    }

    /// Whether a request began since at the place that is no longer the endpoint's.
    bool sends_to_the_old_place_after(steady_time acknowledged) {
        store().lookup = nullptr;
        run_for(1h);
        auto const late = [acknowledged](seen_request const& each) {
            return each.url == receiver_url && each.at_steady > acknowledged;
        };
        return std::ranges::any_of(network().log(), late);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(once_a_removal_is_acknowledged_nothing_is_sent_any_more, busy_world) {
    BOOST_TEST(await(engine().remove("ep")).has_value());
    BOOST_TEST(!sends_to_the_old_place_after(time().now()));
    BOOST_TEST(network().log().size() < 200u);
}

BOOST_FIXTURE_TEST_CASE(once_a_change_is_acknowledged_nothing_is_sent_by_what_was_before, busy_world) {
    auto const other = "https://receiver.example.com/other";
    network().at(other, always(204));
    auto const changed = await(engine().change("ep", [other](endpoint& settings) -> result<void> {
        settings.url = other;
        return {};
    }));
    BOOST_TEST(changed.has_value());
    BOOST_TEST(!sends_to_the_old_place_after(time().now()));
    BOOST_TEST(network().log().size() == 200u);
}

BOOST_FIXTURE_TEST_CASE(a_test_of_an_endpoint_that_is_removed_or_changed_meanwhile_sends_nothing, busy_world) {
    BOOST_TEST(await(engine().pause("ep")).has_value());
    std::vector<errc> refusals;
    auto const refused = [&refusals](result<test_report> const& report) { refusals.push_back(report.error().kind()); };
    auto const begin_test = [&] {
        begin<result<test_report>>(engine().test("ep", message("person.test", "[{}]")), refused);
    };
    begin_test();
    run_for(150ms);  // it has read the endpoint, and knows nothing of what follows
    BOOST_TEST(await(engine().resume("ep")).has_value());
    BOOST_TEST(await(engine().pause("ep")).has_value());
    begin_test();
    run_for(150ms);
    BOOST_TEST(await(engine().remove("ep")).has_value());
    run_for(1min);
    std::vector<errc> const wanted{errc::conflict, errc::not_found};
    BOOST_TEST((refusals == wanted));
    auto const tests = [](seen_request const& each) { return each.body.find("person.test") != std::string::npos; };
    BOOST_TEST(std::ranges::none_of(network().log(), tests));
}

BOOST_FIXTURE_TEST_CASE(once_a_pause_is_acknowledged_nothing_is_sent_until_it_ends, busy_world) {
    BOOST_TEST(await(engine().pause("ep")).has_value());
    BOOST_TEST(!sends_to_the_old_place_after(time().now()));
    BOOST_TEST(await(engine().resume("ep")).has_value());
    run_for(1h);
    BOOST_TEST(network().log().size() == 200u);
}

BOOST_AUTO_TEST_CASE(healthy_endpoints_do_not_notice_one_dead_and_one_slow) {
    world in;
    in.options.connection_slots = 100;
    for (int each = 0; each < 20; ++each)
        in.network().at("https://h" + std::to_string(each) + ".example.com/", always(200, 20ms));
    in.network().at("https://dead.example.com/", [](seen_request const&) {
        reaction what;
        what.fault = attempt_fault::connect_timeout;
        what.arrived = false;
        what.takes = 10s;
        return what;
    });
    in.network().at("https://slow.example.com/", always(200, 9min));
    in.start();
    for (int each = 0; each < 20; ++each)
        in.put(in.make_endpoint("h" + std::to_string(each), "https://h" + std::to_string(each) + ".example.com/"));
    for (auto const* bad : {"dead", "slow"}) {
        auto settings = in.make_endpoint(bad, "https://" + std::string(bad) + ".example.com/");
        settings.max_in_flight = 1000;
        in.put(settings);
        for (int each = 0; each < 300; ++each) in.send(bad);
    }
    in.run_for(5s);
    std::vector<record_id> healthy;
    for (int each = 0; each < 200; ++each) healthy.push_back(in.send("h" + std::to_string(each % 20)));
    auto const began = in.time().elapsed();
    in.run_until(
        [&] { return std::all_of(healthy.begin(), healthy.end(), [&](record_id id) { return in.is_settled(id); }); });
    BOOST_TEST((in.time().elapsed() - began < 2s));  // simulated time: 10 each, one or more at a time, 20 ms
}

BOOST_AUTO_TEST_CASE(run_test_sends_once_reports_everything_and_leaves_no_trace_on_the_breaker) {
    world in;
    in.network().at(receiver_url, always(500));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    for (int each = 0; each < 10; ++each) {
        auto const report = in.await(in.engine().test("ep", message("person.test", "[{}]")));
        BOOST_REQUIRE(report.has_value());
        BOOST_TEST(!report->acknowledged);
        BOOST_TEST(report->made.status == 500);
        BOOST_TEST(report->verdict.find("500 is not one of") == 0u);
    }
    in.run_for(2h);
    BOOST_TEST(in.network().log().size() == 10u);
    BOOST_TEST(!in.await(in.engine().status("ep"))->breaker_open);
    BOOST_TEST(!in.await(in.engine().status("ep"))->failing_since.has_value());
}

BOOST_AUTO_TEST_CASE(run_test_tells_whether_the_receiver_checks_signatures) {
    world in;
    std::string expected;
    in.network().at(receiver_url, [&](seen_request const& request) {
        auto const signature = value_of(request.head, "webhook-signature");
        if (expected.empty()) expected = signature;
        reaction what;
        what.status = signature == expected ? 204 : 401;
        return what;
    });
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    test_options options;
    options.probe_signature_check = true;
    auto report = in.await(in.engine().test("ep", message("person.test", "[{}]"), options));
    BOOST_TEST(report->acknowledged);
    BOOST_TEST(report->checks_signatures.value());
    in.network().at(receiver_url, always(200));
    report = in.await(in.engine().test("ep", message("person.test", "[{}]"), options));
    BOOST_TEST(!report->checks_signatures.value());
    in.network().at(receiver_url, always(500));
    report = in.await(in.engine().test("ep", message("person.test", "[{}]"), options));
    BOOST_TEST(!report->checks_signatures.has_value());  // it may refuse everything
}

BOOST_AUTO_TEST_CASE(the_probe_of_run_test_is_wrong_in_the_hash_of_the_envelope_too) {
    world in;
    in.network().at(receiver_url, always(200));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    test_options options;
    options.probe_signature_check = true;
    auto const report = in.await(in.engine().test("ep", message("person.test", "[{}]"), options));
    BOOST_TEST_REQUIRE(report.has_value());
    auto const& log = in.network().log();
    BOOST_TEST_REQUIRE(log.size() == 2u);
    auto const hash = [](std::string const& body) {
        auto const at = body.find("\"hash\":\"");
        return body.substr(at, body.find('"', at + 8) - at);
    };
    BOOST_TEST(hash(log[0].body) != hash(log[1].body));
    BOOST_TEST(log[0].message_id == log[1].message_id);
    BOOST_TEST(report->request_body == log[0].body);
}

BOOST_AUTO_TEST_CASE(a_private_key_as_the_signing_key_signs_v1a_besides) {
    world in;
    in.network().at(receiver_url, always(200));
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    std::string const text = "whsk_" + std::string(42, 'A') + "E=";
    settings.signing_keys.front().secret = text;
    in.put(settings);
    auto const sent = in.send("ep");
    in.run_until([&] { return in.is_settled(sent); });
    auto const& seen = in.network().log().back();
    auto const signature = value_of(seen.head, "webhook-signature");
    BOOST_TEST(signature.starts_with("v1,"));
    BOOST_TEST(signature.find(" v1a,") != std::string::npos);

    // Either half verifies it: the public key by `v1a`, the text itself, which the envelope's hash is made with, by `v1`.
    auto const timestamp = value_of(seen.head, "webhook-timestamp");
    header_view const headers[] = {
        {"webhook-id", seen.message_id}, {"webhook-timestamp", timestamp}, {"webhook-signature", signature}};
    auto const whpk = signing_key::load(secret(text))->public_key();
    for (auto const& key : {secret(whpk), secret(text, secret::dialect::endpoint)}) {
        auto const check = verifier::make(scheme::standard_webhooks, key);
        BOOST_TEST_REQUIRE(check.has_value());
        BOOST_TEST(bool(check->verify(headers, seen.body, std::stoll(timestamp))));
    }
}

BOOST_AUTO_TEST_CASE(a_custom_header_stands_in_for_the_usual_one) {
    world in;
    in.network().at(receiver_url, always(200));
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    settings.headers = {{"accept-encoding", "br"}};
    in.put(settings);
    auto const sent = in.send("ep");
    in.run_until([&] { return in.is_settled(sent); });
    auto const& head = in.network().log().back().head;
    BOOST_TEST(value_of(head, "accept-encoding") == "br");
    BOOST_TEST(head.find("Accept-Encoding") == std::string::npos, head);
    BOOST_TEST(value_of(head, "Accept") == "*/*");
}

BOOST_AUTO_TEST_CASE(run_test_tells_of_each_phase_of_both_of_its_posts_while_it_is_under_way) {
    world in;
    in.network().at(receiver_url, always(200, 40s));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    std::vector<std::pair<std::chrono::milliseconds, test_progress>> seen;
    auto const begun = in.time().elapsed();
    auto const since = [&] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(in.time().elapsed() - begun);
    };
    test_options options;
    options.probe_signature_check = true;
    options.watch = [&](test_progress const& now) { seen.emplace_back(since(), now); };
    auto const report = in.await(in.engine().test("ep", message("person.test", "[{}]"), options));
    BOOST_REQUIRE(report.has_value());
    BOOST_REQUIRE(seen.size() == 6u);
    constexpr std::array phases = {attempt_phase::connect, attempt_phase::first_byte, attempt_phase::answer};
    for (std::size_t at = 0; at < seen.size(); ++at) {
        auto const& [when, told] = seen[at];
        bool const second = at >= phases.size();
        bool const answered = told.now == attempt_phase::answer;
        BOOST_TEST((told.now == phases[at % phases.size()]));
        BOOST_TEST(told.probing == second);
        BOOST_TEST(told.delivery_id == report->made.delivery_id);
        BOOST_TEST(told.so_far.first_byte.has_value() == answered);
        BOOST_TEST((when == (second ? 40s : 0s) + (answered ? 40s : 0s)));
    }
}

BOOST_AUTO_TEST_CASE(a_wall_clock_that_jumps_neither_bursts_nor_stalls) {
    world in;
    in.network().at(receiver_url, always(500));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    in.send("ep");
    in.run_for(1h);
    auto const before = in.network().log().size();
    in.time().jump_wall(std::chrono::days(1));
    in.run_for(2min);
    BOOST_TEST(in.network().log().size() <= before + 1);
    in.time().jump_wall(-std::chrono::days(2));
    in.run_for(3h);
    auto const after = in.network().log().size();
    BOOST_TEST(after >= before + 14);  // one each ten minutes, with jitter
    BOOST_TEST(after <= before + 24);
}

BOOST_AUTO_TEST_SUITE_END()
