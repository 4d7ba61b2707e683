// The members register as an embedding program sees it: opened over the store of its sender.
#include <cohook/members.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cohook {
namespace {

namespace asio = boost::asio;

/// A sender in memory. Its webhook has a name that never resolves: what is sent stays in the backlog.
struct embedding_program {
    embedding_program() {
        sender_options options;
        options.store = "memory:";
        options.shards = 1;
        host = sender::open(std::move(options)).value();
        wait(host->start()).value();
    }
    embedding_program(embedding_program const&) = delete;
    embedding_program& operator=(embedding_program const&) = delete;
    ~embedding_program() {
        asio::co_spawn(host->executor(), host->stop(std::chrono::seconds(0)), asio::use_future).get();
    }

    template <class T>
    result<T> wait(asio::awaitable<result<T>> task) const {
        return asio::co_spawn(host->executor(), std::move(task), asio::use_future).get();
    }
    members_register members() const { return members_register(*host); }
    void put_mail_application() const {
        wait(members().put_application("mail", R"({"name":"Mail","scopes":["email"]})")).value();
        wait(members().change_webhook("mail", R"({"url":"https://receiver.invalid/hook","signingKey":"helloWorld"})"))
            .value();
    }
    std::size_t deliveries() const { return wait(host->deliveries().deliveries(delivery_filter())).value().size(); }

    std::unique_ptr<sender> host;
};

bool says(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(members_register_of_an_embedding_program, embedding_program)

BOOST_AUTO_TEST_CASE(a_consent_and_its_message_are_durable_together) {
    put_mail_application();
    auto const created = wait(members().put_person(7, R"({"firstName":"Ada","email":"ada@example.org"})")).value();
    BOOST_TEST(says(created, R"("effect":"created")"));
    BOOST_TEST(says(created, R"("messages":0)"));
    BOOST_TEST(deliveries() == 0u);
    auto const given = wait(members().put_consent(7, "mail", "email")).value();
    BOOST_TEST(says(given, R"("messages":1)"));
    BOOST_TEST(deliveries() == 1u);
}

BOOST_AUTO_TEST_CASE(an_application_sees_what_was_approved_and_consented_to_and_nothing_else) {
    put_mail_application();
    wait(members().put_person(7, R"({"firstName":"Ada","email":"ada@example.org"})")).value();
    BOOST_CHECK(wait(members().view_person(7, "mail")).error().kind() == errc::not_found);
    wait(members().put_consent(7, "mail", "email")).value();
    auto const seen = wait(members().view_person(7, "mail")).value();
    BOOST_TEST(says(seen, "ada@example.org"));
    BOOST_TEST(!says(seen, "Ada"));
    BOOST_TEST(says(wait(members().find_person(7)).value(), "Ada"));
    wait(members().withdraw_consent(7, "mail")).value();
    BOOST_CHECK(wait(members().view_person(7, "mail")).error().kind() == errc::not_found);
}

BOOST_AUTO_TEST_CASE(many_are_imported_and_listed_by_pages) {
    put_mail_application();
    std::string const lines =
        "{\"person\":{\"personID\":1,\"email\":\"a@example.org\"},"
        "\"consents\":[{\"application\":\"mail\",\"scopes\":[\"email\"]}]}\n"
        "{\"personID\":2,\"email\":\"b@example.org\"}\n"
        "{\"personID\":\"three\"}\n";
    auto const report = wait(members().import_persons(lines)).value();
    BOOST_TEST(says(report, R"("created":2)"));
    BOOST_TEST(says(report, R"("refused":1)"));
    auto const all = wait(members().list_persons(0)).value();
    BOOST_TEST(all.starts_with(R"({"total":2,"limit":50,"skip":0,"data":[{"personID":1,)"), all);
    auto const rest = wait(members().list_persons(1, 10)).value();
    BOOST_TEST(rest.starts_with(R"({"total":1,"limit":10,"skip":0,"data":[{"personID":2,)"), rest);
    auto const none = wait(members().list_persons(2)).value();
    BOOST_TEST(none == R"({"total":0,"limit":50,"skip":0,"data":[]})");
    auto const seen = wait(members().view_persons("mail", 0)).value();
    BOOST_TEST(seen.starts_with(R"({"total":1,)"), seen);
}

BOOST_AUTO_TEST_CASE(a_search_finds_by_the_names_that_are_seen) {
    put_mail_application();
    std::string const lines =
        "{\"person\":{\"personID\":1,\"firstName\":\"Ada\",\"lastName\":\"Aas\"},"
        "\"consents\":[{\"application\":\"mail\",\"scopes\":[\"email\"]}]}\n"
        "{\"personID\":2,\"firstName\":\"Bo\",\"lastName\":\"Adamsen\"}\n"
        "{\"personID\":3,\"firstName\":\"Bo\"}\n";
    wait(members().import_persons(lines)).value();
    auto const found = [&](std::string text, std::int64_t after, std::uint64_t limit) {
        return wait(members().list_persons(after, limit, std::move(text))).value();
    };
    BOOST_TEST(found("ada", 0, 10).starts_with(R"({"total":2,"limit":10,"skip":0,"data":[{"personID":1,)"));
    BOOST_TEST(found("ada", 0, 1).starts_with(R"({"total":2,"limit":1,"skip":0,"data":[{"personID":1,)"));
    BOOST_TEST(found("ada", 1, 1).starts_with(R"({"total":1,"limit":1,"skip":0,"data":[{"personID":2,)"));
    BOOST_TEST(found("ada bo", 0, 10).starts_with(R"({"total":1,"limit":10,"skip":0,"data":[{"personID":2,)"));
    BOOST_TEST(says(found("nobody", 0, 10), R"("data":[])"));
    // The application sees her, but not her name.
    BOOST_TEST(says(wait(members().view_persons("mail", 0)).value(), R"("personID":1)"));
    auto const unnamed = wait(members().view_persons("mail", 0, 10, std::string("ada"))).value();
    BOOST_TEST(says(unnamed, R"("data":[])"), unnamed);
    auto const refused = wait(members().list_persons(0, 10, std::string(" - ")));
    BOOST_REQUIRE(!refused);
    BOOST_CHECK(refused.error().kind() == errc::invalid_argument);
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_named_and_writes_nothing) {
    auto const unknown = wait(members().put_application("mail", R"({"nmae":"Mail"})"));
    BOOST_REQUIRE(!unknown);
    BOOST_CHECK(unknown.error().kind() == errc::invalid_argument);
    BOOST_TEST(unknown.error().field() == "nmae");
    BOOST_CHECK(wait(members().find_application("mail")).error().kind() == errc::not_found);
    BOOST_CHECK(wait(members().put_organization("org", "{")).error().kind() == errc::invalid_argument);
    BOOST_CHECK(wait(members().change_webhook("mail", R"({"url":4})")).error().kind() == errc::invalid_argument);
    BOOST_CHECK(wait(members().put_consent(7, "mail", "no-such-scope")).error().kind() == errc::invalid_argument);
}

BOOST_AUTO_TEST_CASE(organizations_and_applications_come_and_go) {
    wait(members().put_organization("org", R"({"name":"The Society"})")).value();
    wait(members().put_application("app", R"({"name":"App","organization":"org"})")).value();
    BOOST_TEST(says(wait(members().find_organization("org")).value(), "The Society"));
    BOOST_TEST(says(wait(members().list_applications()).value(), R"("id":"app")"));
    BOOST_CHECK(wait(members().remove_organization("org")).error().kind() == errc::conflict);
    wait(members().remove_application("app")).value();
    wait(members().remove_organization("org")).value();
    BOOST_TEST(wait(members().list_organizations()).value() == R"({"data":[],"next":null})");
}

BOOST_AUTO_TEST_CASE(an_empty_url_removes_the_webhook) {
    put_mail_application();
    BOOST_TEST(wait(members().change_webhook("mail", R"({"url":""})")).value() == "null");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace cohook
