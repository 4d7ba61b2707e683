// Who is told what: exactly the right applications get exactly the right message.
#include "house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace sample;
using list = std::vector<told>;

/// The message of a person as of the clock's first moment.
told message_to(std::string app, std::string change, std::int64_t id, std::string fields,
                std::string at = "2025-06-01T00:00:00.000Z") {
    auto const key = std::to_string(id);
    return {
        app + "-default", "person." + change, change, key,
        R"([{"personID":)" + key + R"(,"lastChangedDate":")" + at + "\"" + (fields.empty() ? "" : "," + fields) + "}]"};
}

/// Two applications: one may see names and e-mail, the other genders and telephones.
struct two_applications : house {
    two_applications() {
        app("names", "email members.read_name");
        app("bodies", "members.read_gender phone");
        news();
    }
};

BOOST_FIXTURE_TEST_SUITE(changes_of_a_person, two_applications)

BOOST_AUTO_TEST_CASE(nobody_is_told_of_a_person_who_consented_to_nobody) {
    person(1, R"({"firstName":"Åse"})");
    person(1, R"({"firstName":"Åse","email":"a@b"})");
    must(members().remove_person(admin, 1));
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
    BOOST_TEST(seen("names", 1) == "");
}

BOOST_AUTO_TEST_CASE(a_consent_grants_access_to_what_is_both_approved_and_consented_to) {
    person(1, R"({"firstName":"Åse","email":"a@b","gender":"Female"})");
    consent(1, "names", "email members.read_gender");
    BOOST_TEST(news() == (list{message_to("names", "access-granted", 1, R"("email":"a@b")")}),
               boost::test_tools::per_element());
    BOOST_TEST("[" + seen("names", 1) + "]" == message_to("names", "", 1, R"("email":"a@b")").content);
    BOOST_TEST(seen("bodies", 1) == "");
}

BOOST_AUTO_TEST_CASE(a_change_goes_to_those_who_see_what_has_changed_and_to_nobody_else) {
    person(1, R"({"firstName":"Åse","gender":"Female"})");
    consent(1, "names", "members.read_name");
    consent(1, "bodies", "members.read_gender");
    news();
    pass(std::chrono::milliseconds(1500));
    person(1, R"({"firstName":"Aase","gender":"Female"})");
    BOOST_TEST(news() == (list{message_to("names", "updated", 1, R"("firstName":"Aase")", "2025-06-01T00:00:01.500Z")}),
               boost::test_tools::per_element());
    must(members().patch_person(admin, 1, R"({"gender":null})"));
    BOOST_TEST(news() == (list{message_to("bodies", "updated", 1, "", "2025-06-01T00:00:01.500Z")}),
               boost::test_tools::per_element());
    must(members().patch_person(admin, 1, R"({"birthDate":"1984-02-29"})"));
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_write_that_changes_nothing_is_no_change_at_all) {
    person(1, R"({"firstName":"Åse","email":"a@b"})");
    consent(1, "names", "email");
    auto const before = must(members().find_person(admin, 1));
    news();
    pass(std::chrono::seconds(1));
    auto const report = must(members().put_person(admin, 1, R"({"email":"a@b","personID":1,"firstName":"Åse"})"));
    BOOST_TEST((report.effect == write_effect::unchanged));
    must(members().patch_person(admin, 1, "{}"));
    consent(1, "names", "email");
    auto const after = must(members().find_person(admin, 1));
    BOOST_TEST(after.json == before.json);
    BOOST_TEST(after.revision == before.revision);
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(another_consent_is_an_update_where_the_view_is_another_one) {
    person(1, R"({"firstName":"Åse","email":"a@b"})");
    consent(1, "names", "email");
    news();
    consent(1, "names", "email members.read_name");
    BOOST_TEST(news() == (list{message_to("names", "updated", 1, R"("firstName":"Åse","email":"a@b")")}),
               boost::test_tools::per_element());
    consent(1, "names", "email members.read_name phone address");
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
    consent(1, "names", "");
    BOOST_TEST(news() == (list{message_to("names", "updated", 1, "")}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_withdrawn_consent_leaves_id_and_date_and_nothing_else) {
    person(1, R"({"firstName":"Åse","gender":"Female"})");
    consent(1, "names", "members.read_name");
    consent(1, "bodies", "members.read_gender");
    news();
    pass(std::chrono::seconds(2));
    must(members().withdraw_consent(admin, 1, "names"));
    BOOST_TEST(news() == (list{message_to("names", "access-revoked", 1, "", "2025-06-01T00:00:02.000Z")}),
               boost::test_tools::per_element());
    BOOST_TEST(seen("names", 1) == "");
    BOOST_TEST(seen("bodies", 1) != "");
    BOOST_TEST((failure(members().withdraw_consent(admin, 1, "names")) == errc::not_found));
    person(1, R"({"firstName":"Aase","gender":"Female"})");
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_deleted_person_is_told_to_those_who_saw_it_and_its_consents_end) {
    person(1, R"({"firstName":"Åse","gender":"Female"})");
    consent(1, "bodies", "members.read_gender");
    news();
    pass(std::chrono::seconds(3));
    must(members().remove_person(admin, 1));
    BOOST_TEST(news() == (list{message_to("bodies", "deleted", 1, "", "2025-06-01T00:00:03.000Z")}),
               boost::test_tools::per_element());
    BOOST_TEST((failure(members().find_person(admin, 1)) == errc::not_found));
    BOOST_TEST((failure(members().remove_person(admin, 1)) == errc::not_found));
    BOOST_TEST((failure(members().put_consent(admin, 1, "bodies", scopes("phone"))) == errc::not_found));
    person(1, R"({"firstName":"Åse","gender":"Female"})");
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
    BOOST_TEST(seen("bodies", 1) == "");
    consent(1, "bodies", "members.read_gender");
    BOOST_TEST(
        news() == (list{message_to("bodies", "access-granted", 1, R"("gender":"Female")", "2025-06-01T00:00:03.000Z")}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_endpoint_of_the_application_is_told) {
    app("many", "email", 3);
    person(1, R"({"email":"a@b"})");
    consent(1, "many", "email");
    auto const all = news();
    BOOST_REQUIRE(all.size() == 3U);
    BOOST_TEST(all[0].content == all[1].content);
    BOOST_TEST(all[1].content == all[2].content);
    std::vector<std::string> ids;
    for (auto const& one : all) ids.push_back(one.endpoint);
    std::vector<std::string> registered;
    for (auto const& one : must(members().list_endpoints(admin, "many", "", 10))) registered.push_back(one.id);
    std::ranges::sort(ids);
    std::ranges::sort(registered);
    BOOST_TEST(ids == registered, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_write_at_an_old_revision_is_refused_and_changes_nothing) {
    person(1, R"({"email":"a@b"})");
    consent(1, "names", "email");
    news();
    auto const revision = must(members().find_person(admin, 1)).revision;
    person(1, R"({"email":"c@d"})");
    news();
    BOOST_TEST((failure(members().put_person(admin, 1, R"({"email":"e@f"})", revision)) == errc::conflict));
    BOOST_TEST((failure(members().patch_person(admin, 1, R"({"email":"e@f"})", revision)) == errc::conflict));
    BOOST_TEST((failure(members().remove_person(admin, 1, revision)) == errc::conflict));
    BOOST_TEST((failure(members().put_person(admin, 1, R"({"email":"e@f"})", 0)) == errc::conflict));
    BOOST_TEST((failure(members().put_person(admin, 2, R"({"email":"e@f"})", 1)) == errc::conflict));
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
    BOOST_TEST(seen("names", 1).find("c@d") != std::string::npos);
    must(members().put_person(admin, 1, R"({"email":"e@f"})", must(members().find_person(admin, 1)).revision));
    must(members().put_person(admin, 2, R"({"email":"e@f"})", 0));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(changes_of_an_application, two_applications)

BOOST_AUTO_TEST_CASE(other_approved_scopes_are_told_for_every_person_whose_view_they_change) {
    person(1, R"({"firstName":"Åse","email":"a@b"})");
    person(2, R"({"firstName":"Pål"})");
    person(3, R"({"firstName":"Kåre","email":"k@b"})");
    person(4, R"({"email":"d@b"})");
    consent(1, "names", "email members.read_name");
    consent(2, "names", "email members.read_name");
    consent(3, "names", "members.read_name");
    consent(4, "bodies", "email");
    news();
    application_patch less;
    less.approved = scopes("members.read_name");
    must(members().change_application(admin, "names", less));
    BOOST_TEST(news() == (list{message_to("names", "updated", 1, R"("firstName":"Åse")")}),
               boost::test_tools::per_element());
    application_patch more;
    more.approved = scopes("email members.read_name address");
    must(members().change_application(admin, "names", more));
    BOOST_TEST(news() == (list{message_to("names", "updated", 1, R"("firstName":"Åse","email":"a@b")")}),
               boost::test_tools::per_element());
    must(members().change_application(admin, "names", more));
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_large_audience_is_told_to_the_last_person) {
    constexpr int many = 1201;
    for (int id = 1; id <= many; ++id) {
        person(id, R"({"gender":"Male"})");
        consent(id, "bodies", "members.read_gender");
    }
    news();
    application_patch none;
    none.approved = scopes("");
    must(members().change_application(admin, "bodies", none));
    auto const all = news();
    BOOST_REQUIRE(all.size() == std::size_t{many});
    for (int id = 1; id <= many; ++id)
        BOOST_TEST(all[static_cast<std::size_t>(id - 1)] == message_to("bodies", "updated", id, ""));
}

BOOST_AUTO_TEST_CASE(what_fails_on_the_way_leaves_neither_rows_nor_messages) {
    person(1, R"({"firstName":"Åse","email":"a@b"})");
    consent(1, "names", "email members.read_name");
    news();
    application_patch less;
    less.approved = scopes("");
    less.name = "other";
    endpoint_change const refuse = [](endpoint&, bool) -> result<void> {
        return error(errc::invalid_argument, "no", "url");
    };
    BOOST_TEST((failure(members().change_application(admin, "names", less, refuse)) == errc::invalid_argument));
    endpoint_change const no_https = [](endpoint& settings, bool) -> result<void> {
        settings.url = "ftp://x.example.org/";
        return {};
    };
    BOOST_TEST(failure(members().change_application(admin, "names", less, no_https)).has_value());
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
    auto const kept = must(members().find_application(admin, "names"));
    BOOST_TEST((kept.app.approved == scopes("email members.read_name")));
    BOOST_TEST(kept.app.name == "names");
    BOOST_TEST(kept.webhook->url == "https://hooks.example.org/names/0");
    BOOST_TEST((failure(members().put_consent(admin, 1, "nobody", scopes("email"))) == errc::not_found));
    BOOST_TEST(must(members().consents_of(admin, 1)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_removed_webhook_is_told_nothing_more) {
    person(1, R"({"email":"a@b"})");
    consent(1, "names", "email");
    news();
    endpoint_change const clear = [](endpoint& settings, bool) -> result<void> {
        settings.url.clear();
        return {};
    };
    auto const changed = must(members().change_application(admin, "names", application_patch(), clear));
    BOOST_TEST(!changed.webhook.has_value());
    person(1, R"({"email":"c@d"})");
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
    must(members().change_application(admin, "names", application_patch(), clear));
}

BOOST_AUTO_TEST_CASE(a_removed_application_is_gone_with_its_endpoints_consents_and_keys) {
    person(1, R"({"email":"a@b"})");
    consent(1, "names", "email");
    api_key_request wanted;
    wanted.application_id = "names";
    auto const key = must(members().create_api_key(admin, wanted));
    must(members().remove_application(admin, "names"));
    news();
    BOOST_TEST((failure(members().find_application(admin, "names")) == errc::not_found));
    BOOST_TEST((failure(members().authenticate(key.text)) == errc::unauthorized));
    BOOST_TEST(must(members().consents_of(admin, 1)).empty());
    auto query = [&](store::snapshot const& now) -> result<void> {
        BOOST_TEST(!now.endpoints().find("names-default").has_value());
        return {};
    };
    read(query);
    person(1, R"({"email":"c@d"})");
    BOOST_TEST(news() == list(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
