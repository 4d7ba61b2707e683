// Accounts and sessions: kept, found by each of their names, ended.
#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::testing;

namespace {

store::account_row account(std::string id, std::string login) {
    store::account_row row;
    row.id = std::move(id);
    row.login = std::move(login);
    row.role = "technical-administrator";
    row.organizations = "hall yard";
    row.created = at(1);
    return row;
}

store::session_row session(std::string hash, std::string account_id, wall_time seen) {
    store::session_row row;
    row.hash = std::move(hash);
    row.account_id = std::move(account_id);
    row.created = at(5);
    row.seen = seen;
    return row;
}

std::string const binary("\0\xff a hash", 9);

}  // namespace

BOOST_AUTO_TEST_SUITE(accounts)

BOOST_AUTO_TEST_CASE_TEMPLATE(are_found_by_id_login_subject_and_invitation, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        auto row = account("acc_2", "kari@example.org");
        row.person_id = 11;
        row.password = "scrypt$…";
        row.issuer = "https://id.example.org";
        row.subject = "kari";
        row.invitation = binary;
        row.invitation_expires_at = at(99);
        row.last_sign_in_at = at(7);
        row.disabled = true;
        unit.accounts().put(row);
        unit.accounts().put(account("acc_1", "ola"));
    });
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.accounts();
        auto const found = rows.find("acc_2");
        BOOST_TEST_REQUIRE(found.has_value());
        BOOST_TEST(found->login == "kari@example.org");
        BOOST_TEST(found->role == "technical-administrator");
        BOOST_TEST(found->organizations == "hall yard");
        BOOST_TEST(found->person_id.value() == 11);
        BOOST_TEST(found->password == "scrypt$…");
        BOOST_TEST(found->invitation == binary);
        BOOST_TEST((found->invitation_expires_at == at(99)));
        BOOST_TEST((found->created == at(1)));
        BOOST_TEST((found->last_sign_in_at == at(7)));
        BOOST_TEST(found->disabled);
        BOOST_TEST(rows.find_by_login("kari@example.org").value().id == "acc_2");
        BOOST_TEST(rows.find_by_subject("https://id.example.org", "kari").value().id == "acc_2");
        BOOST_TEST(rows.find_by_invitation(binary).value().id == "acc_2");
        BOOST_TEST(!rows.find("acc_3").has_value());
        BOOST_TEST(!rows.find_by_login("Kari@example.org").has_value());
        BOOST_TEST(!rows.find_by_subject("https://id.example.org", "ola").has_value());
        // What is empty names nobody, though most accounts have it so.
        BOOST_TEST(!rows.find_by_subject("", "").has_value());
        BOOST_TEST(!rows.find_by_invitation("").has_value());
        auto const all = rows.list("", 10);
        BOOST_TEST_REQUIRE(all.size() == 2u);
        BOOST_TEST(all[0].id == "acc_1");
        BOOST_TEST(rows.list("acc_1", 10).size() == 1u);
        BOOST_TEST(rows.list("", 1).size() == 1u);
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(end_with_their_sessions_and_a_session_alone, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.accounts();
        rows.put(account("a", "a"));
        rows.put(account("b", "b"));
        rows.put_session(session(binary, "a", at(10)));
        rows.put_session(session("s2", "a", at(20)));
        rows.put_session(session("s3", "a", at(30)));
        rows.put_session(session("s4", "b", at(40)));
        rows.put_session(session("s4", "b", at(41)));
        BOOST_TEST(rows.erase_session("s2"));
        BOOST_TEST(!rows.erase_session("s2"));
        BOOST_TEST((rows.find_session(binary).value().seen == at(10)));
        BOOST_TEST((rows.find_session("s4").value().seen == at(41)));
        rows.erase_sessions_of("a", "s3");
        BOOST_TEST(!rows.find_session(binary).has_value());
        BOOST_TEST(rows.find_session("s3").has_value());
        BOOST_TEST(rows.erase("a"));
        BOOST_TEST(!rows.erase("a"));
        BOOST_TEST(!rows.find_session("s3").has_value());
        BOOST_TEST(rows.find_session("s4").has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forget_sessions_that_were_long_not_seen, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.accounts();
        for (int number = 0; number < 5; ++number)
            rows.put_session(session("s" + std::to_string(number), "a", at(number)));
        BOOST_TEST(rows.purge_sessions(at(4), 3) == 3u);
        BOOST_TEST(rows.purge_sessions(at(4), 3) == 1u);
        BOOST_TEST(rows.purge_sessions(at(4), 3) == 0u);
        BOOST_TEST(rows.find_session("s4").has_value());
    });
}

BOOST_AUTO_TEST_SUITE_END()
