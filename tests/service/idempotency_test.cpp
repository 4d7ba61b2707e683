#include "api_house.hpp"
#include "store/store.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace cohook;
using namespace cohook::testing;

namespace {

api_answer create(api_house& house, std::string const& key, std::string const& body) {
    return house.ask_as(house.admin_key(), "POST", "/v1/applications", body, {{"Idempotency-Key", key}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idempotency)

BOOST_AUTO_TEST_CASE(does_a_repeated_request_once_and_answers_it_again) {
    api_house house;
    auto const first = create(house, "k-1", R"({"name":"Once"})");
    auto const again = create(house, "k-1", R"({"name":"Once"})");
    BOOST_TEST(first.status == 201);
    BOOST_TEST(again.status == 201);
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(again.header("location") == first.header("location"));
    BOOST_TEST(again.header("idempotent-replayed") == "true");
    BOOST_TEST(house.ask("GET", "/application").number("/total") == 1);
    BOOST_TEST(create(house, "\"k-1\"", R"({"name":"Once"})").body == first.body);
}

BOOST_AUTO_TEST_CASE(repeats_the_answer_to_a_patch_whose_condition_no_longer_holds) {
    api_house house;
    auto const key = house.add_application("idem-patch");
    house.add_webhook("idem-patch");
    std::string const path = "/v1/applications/idem-patch/endpoints/default";
    auto const tag = house.ask_as(key, "GET", path).header("etag");
    auto const patch = [&](std::string const& condition) {
        return house.ask_as(key, "PATCH", path, R"({"maxInFlight":3})",
                            {{"If-Match", condition}, {"Idempotency-Key", "p-1"}});
    };
    auto const first = patch(tag);
    BOOST_TEST(first.status == 200);
    auto const again = patch(tag);
    BOOST_TEST(again.status == 200);
    BOOST_TEST(again.header("etag") == first.header("etag"));
    BOOST_TEST(again.header("idempotent-replayed") == "true");
    BOOST_TEST(patch(first.header("etag")).status == 422);  // another request
}

BOOST_AUTO_TEST_CASE(refuses_another_request_under_the_same_key) {
    api_house house;
    create(house, "k-2", R"({"name":"One"})");
    auto const other = create(house, "k-2", R"({"name":"Two"})");
    BOOST_TEST(other.status == 422);
    BOOST_TEST(house.ask("GET", "/application").number("/total") == 1);
}

BOOST_AUTO_TEST_CASE(repeats_a_refusal_too) {
    api_house house;
    auto const first = create(house, "k-3", R"({"nome":"x"})");
    auto const again = create(house, "k-3", R"({"nome":"x"})");
    BOOST_TEST(first.status == 422);
    BOOST_TEST(again.body == first.body);
}

BOOST_AUTO_TEST_CASE(does_it_once_however_many_ask_at_the_same_time) {
    api_house house;
    std::vector<int> statuses(8);
    std::vector<std::thread> askers;
    for (auto& status : statuses)
        askers.emplace_back([&] { status = create(house, "k-4", R"({"name":"Race"})").status; });
    for (auto& one : askers) one.join();
    for (auto const status : statuses) BOOST_TEST((status == 201 || status == 409));
    BOOST_TEST(house.ask("GET", "/application").number("/total") == 1);
    BOOST_TEST(create(house, "k-4", R"({"name":"Race"})").status == 201);
}

BOOST_AUTO_TEST_CASE(keeps_the_keys_of_applications_apart) {
    api_house house;
    auto const one = house.add_application("idem-one");
    auto const two = house.add_application("idem-two");
    auto const post = [&](std::string const& key, std::string const& app) {
        return house.ask_as(key, "POST", "/v1/applications/" + app + "/endpoints",
                            R"({"url":"https://hooks.example.org/","signingKey":"k"})", {{"Idempotency-Key", "same"}});
    };
    BOOST_TEST(post(one, "idem-one").status == 201);
    BOOST_TEST(post(two, "idem-two").status == 201);
}

BOOST_AUTO_TEST_CASE(keeps_no_secret_for_a_repetition) {
    api_house house;
    auto const ask = [&] {
        return house.ask_as(house.admin_key(), "POST", "/v1/api-keys", R"({"label":"x"})",
                            {{"Idempotency-Key", "k-5"}});
    };
    auto const first = ask();
    auto const again = ask();
    BOOST_TEST(first.status == 201);
    BOOST_TEST(again.status == 409);
    BOOST_TEST(again.body.find(first.text("/key")) == std::string::npos);
    std::string kept;
    auto query = [&](store::snapshot const& now) -> result<void> {
        kept = now.requests().find_idempotency("", "k-5")->response;
        return {};
    };
    house.context().wait(house.truth().read(query)).value();
    BOOST_TEST(kept.find(first.text("/key")) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_the_outcome_is_unknown_where_the_server_stopped_in_between) {
    api_house house;
    create(house, "k-6", R"({"name":"Cut"})");
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto row = *unit.requests().find_idempotency("", "k-6");
        row.status = 0;
        row.owner -= 1;
        unit.requests().put_idempotency(row);
        return {};
    };
    house.context().wait(house.truth().commit(work)).value();
    auto const after = create(house, "k-6", R"({"name":"Cut"})");
    BOOST_TEST(after.status == 409);
    BOOST_TEST(after.text("/type") == "/docs/errors#unknown-outcome");
    BOOST_TEST(house.ask("GET", "/application").number("/total") == 1);
}

BOOST_AUTO_TEST_CASE(refuses_keys_that_are_none) {
    api_house house;
    BOOST_TEST(create(house, std::string(256, 'k'), R"({"name":"x"})").status == 400);
    BOOST_TEST(create(house, "a b", R"({"name":"x"})").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
