// Accounts: made, signed in to, kept apart, ended. Time stands until it is moved.
#include "members/accounts.hpp"

#include "delivery/core.hpp"
#include "house.hpp"
#include "members/audit_note.hpp"
#include "runtime/shard_threads.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace sample;
using namespace std::chrono_literals;

constexpr auto address = "192.0.2.1";
constexpr auto good_password = "correct horse battery";

account_request named(std::string login, account_role role = account_role::system_administrator) {
    account_request wanted;
    wanted.login = std::move(login);
    wanted.role = role;
    return wanted;
}

struct people_of_house : house {
    opened_session set_up() {
        auto const token = must(people.begin_setup()).value();
        return must(people.set_up(token, named("Root@Example.org"), good_password, address));
    }
    opened_session join(account_request wanted) {
        auto const made = must(people.create(admin, std::move(wanted)));
        return must(people.accept_invitation(made.invitation, good_password, address));
    }
    bool holds(std::string const& text, presence how = presence::passive) {
        return run(people.find_session(text, how)).has_value();
    }
    std::size_t lines_of_the_trail() {
        std::size_t found = 0;
        auto query = [&](store::snapshot const& truth) -> result<void> {
            found = truth.requests().list_audit({}, 0, 10).size();
            return {};
        };
        read(query);
        return found;
    }
    void organization_with_app(std::string const& id) {
        organization made;
        made.id = id;
        made.document = R"({"name":"Hall"})";
        must(members().create_organization(admin, made));
        application app_of;
        app_of.id = id + "-app";
        app_of.name = "App";
        app_of.organization_id = id;
        must(members().create_application(admin, app_of));
    }

    shard_threads password_thread{1, "test"};
    accounts people{members().engine(), system_chance(), password_thread.executors().front()};
};

template <class T>
errc kind_of(result<T> const& done) {
    return done ? errc::internal : done.error().kind();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(accounts_of_the_register, people_of_house)

BOOST_AUTO_TEST_CASE(the_first_is_made_with_the_token_once) {
    BOOST_TEST(must(people.setup_needed()));
    BOOST_TEST((kind_of(run(people.set_up("", named("root"), good_password, address))) == errc::forbidden));
    auto const old = must(people.begin_setup()).value();
    auto const token = must(people.begin_setup()).value();
    BOOST_TEST((kind_of(run(people.set_up(old, named("root"), good_password, address))) == errc::forbidden));
    BOOST_TEST((kind_of(run(people.set_up(token, named("a b"), good_password, address))) == errc::invalid_argument));
    BOOST_TEST((kind_of(run(people.set_up(token, named("root"), "short", address))) == errc::invalid_argument));
    auto const first =
        must(people.set_up(token, named("Root", account_role::technical_administrator), good_password, address));
    BOOST_TEST(first.opened.owner.login == "root");
    BOOST_TEST((first.opened.owner.role == account_role::system_administrator));
    BOOST_TEST(first.opened.who.administrator());
    BOOST_TEST(holds(first.text));
    BOOST_TEST(!must(people.setup_needed()));
    BOOST_TEST(!must(people.begin_setup()).has_value());
    BOOST_TEST((kind_of(run(people.set_up(token, named("two"), good_password, address))) == errc::conflict));
}

BOOST_AUTO_TEST_CASE(signing_in_takes_name_and_password_and_says_no_more_than_that_they_are_wrong) {
    auto const first = set_up();
    auto const again = must(people.sign_in("ROOT@example.org", good_password, address));
    BOOST_TEST(again.text != first.text);
    BOOST_TEST(again.opened.owner.last_sign_in_at.has_value());
    must(people.create(admin, named("invited")));
    auto const off = join(named("off"));
    account_patch disable;
    disable.disabled = true;
    must(people.change(admin, off.opened.owner.id, disable));
    std::string said;
    for (auto const* login : {"root@example.org", "nobody", "invited", "off", ""})
        for (auto const* password : {"wrong password", ""}) {
            auto const refused = run(people.sign_in(login, password, address));
            BOOST_TEST_REQUIRE(refused.has_error());
            BOOST_TEST((refused.error().kind() == errc::unauthorized));
            if (said.empty()) said = refused.error().message();
            BOOST_TEST(refused.error().message() == said);
        }
    BOOST_TEST(run(people.sign_in("off", good_password, address)).error().message() == said);
}

BOOST_AUTO_TEST_CASE(a_session_ends_when_idle_and_in_any_case_after_half_a_day) {
    auto const idle = set_up();
    pass(29min);
    BOOST_TEST(holds(idle.text, presence::passive));
    pass(1min);
    BOOST_TEST(!holds(idle.text));
    auto const busy = must(people.sign_in("root@example.org", good_password, address));
    for (int quarter = 0; quarter < 47; ++quarter) {
        pass(15min);
        auto const found = must(people.find_session(busy.text, presence::active));
        BOOST_TEST((found.expires_at <= now() + session_idle));
    }
    pass(15min);
    BOOST_TEST(!holds(busy.text));
    BOOST_TEST(!holds(""));
    BOOST_TEST(!holds(busy.text + "0"));
}

BOOST_AUTO_TEST_CASE(only_the_hash_of_a_session_is_in_the_store) {
    auto const first = set_up();
    auto query = [&](store::snapshot const& truth) -> result<void> {
        BOOST_TEST(!truth.accounts().find_session(first.text).has_value());
        auto const row = truth.accounts().find_session(first.opened.hash);
        BOOST_TEST_REQUIRE(row.has_value());
        BOOST_TEST(row->account_id == first.opened.owner.id);
        BOOST_TEST(truth.accounts().find(first.opened.owner.id)->password.find(good_password) == std::string::npos);
        return {};
    };
    read(query);
}

BOOST_AUTO_TEST_CASE(signing_out_ends_one_session_and_a_new_password_the_others) {
    auto const a = set_up();
    auto const b = must(people.sign_in("root@example.org", good_password, address));
    auto const c = must(people.sign_in("root@example.org", good_password, address));
    must(people.sign_out(a.opened));
    BOOST_TEST(!holds(a.text));
    BOOST_TEST(holds(b.text));
    auto const wrong = run(people.change_password(b.opened, "wrong password", "a new password", address));
    BOOST_TEST((kind_of(wrong) == errc::invalid_argument));
    BOOST_TEST(wrong.error().field() == "current");
    must(people.change_password(b.opened, good_password, "a new password", address));
    BOOST_TEST(holds(b.text));
    BOOST_TEST(!holds(c.text));
    BOOST_TEST((kind_of(run(people.sign_in("root@example.org", good_password, address))) == errc::unauthorized));
    must(people.sign_in("root@example.org", "a new password", address));
}

BOOST_AUTO_TEST_CASE(an_invitation_sets_a_password_once_and_for_a_week) {
    set_up();
    auto const made = must(people.create(admin, named("kari")));
    BOOST_TEST((failure(people.create(admin, named("KARI"))) == errc::conflict));
    BOOST_TEST((failure(people.accept_invitation(made.invitation, "short", address)) == errc::invalid_argument));
    auto const begun = must(people.accept_invitation(made.invitation, good_password, address));
    BOOST_TEST(begun.opened.owner.login == "kari");
    BOOST_TEST((failure(people.accept_invitation(made.invitation, good_password, address)) == errc::unauthorized));
    BOOST_TEST((failure(people.accept_invitation("", good_password, address)) == errc::unauthorized));
    auto const reset = must(people.invite(admin, made.owner.id));
    BOOST_TEST(holds(begun.text));
    auto const newer = must(people.invite(admin, made.owner.id));
    BOOST_TEST((failure(people.accept_invitation(reset.invitation, good_password, address)) == errc::unauthorized));
    must(people.accept_invitation(newer.invitation, "another password", address));
    BOOST_TEST(!holds(begun.text));
    auto const late = must(people.invite(admin, made.owner.id));
    pass(7 * 24h);
    BOOST_TEST((failure(people.accept_invitation(late.invitation, good_password, address)) == errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(a_technical_administrator_acts_for_the_applications_of_the_organizations_as_they_are_now) {
    organization_with_app("hall");
    organization_with_app("yard");
    auto wanted = named("kari", account_role::technical_administrator);
    wanted.organizations = {"hall"};
    wanted.person_id = 11;
    auto const begun = join(wanted);
    auto const& who = begun.opened.who;
    BOOST_TEST(!who.administrator());
    BOOST_TEST(who.acts_for("hall-app"));
    BOOST_TEST(!who.acts_for("yard-app"));
    BOOST_TEST(who.person_id.value() == 11);
    BOOST_TEST((failure(members().find_application(who, "yard-app")) == errc::not_found));
    BOOST_TEST((failure(members().find_organization(who, "yard")) == errc::not_found));
    BOOST_TEST(must(members().find_organization(who, "hall")).id == "hall");
    application fresh;
    fresh.name = "Fresh";
    auto const made = must(members().create_application(who, fresh));
    BOOST_TEST(made.organization_id == "hall");
    auto const later = must(people.find_session(begun.text, presence::passive));
    BOOST_TEST(later.who.acts_for(made.id));
    BOOST_TEST(must(members().list_applications(later.who, "", 10)).size() == 2u);
    fresh.organization_id = "yard";
    BOOST_TEST((failure(members().create_application(who, fresh)) == errc::invalid_argument));
    fresh.organization_id = "hall";
    fresh.approved = scopes("email");
    BOOST_TEST((failure(members().create_application(who, fresh)) == errc::forbidden));
    BOOST_TEST((failure(people.list(who, "", 10)) == errc::forbidden));
    BOOST_TEST((failure(people.create(who, named("mine"))) == errc::forbidden));
    account_patch move;
    move.organizations = std::vector<std::string>{"yard"};
    must(people.change(admin, begun.opened.owner.id, move));
    auto const moved = must(people.find_session(begun.text, presence::passive));
    BOOST_TEST(!moved.who.acts_for("hall-app"));
    BOOST_TEST(moved.who.acts_for("yard-app"));
    // It could be named anew, and would be another one.
    must(members().remove_application(admin, "yard-app"));
    BOOST_TEST((failure(members().remove_organization(admin, "yard")) == errc::conflict));
}

BOOST_AUTO_TEST_CASE(whoever_acts_for_several_applications_sees_what_any_of_them_does) {
    app("mail", "email");
    app("names", "members.read_name");
    app("other", "email members.read_name");
    for (std::int64_t id = 1; id <= 4; ++id)
        person(id, R"({"firstName":"Åse","email":"a@b","cellPhone":{"number":"1"}})");
    consent(1, "mail", "email members.read_name");
    consent(1, "names", "members.read_name");
    consent(2, "names", "members.read_name phone");
    consent(3, "mail", "email");
    consent(4, "other", "email");
    auto const who = principal::of_organizations("account kari", {}, {"mail", "names"});
    auto const all = must(members().list_persons(who, 0, 10));
    BOOST_TEST_REQUIRE(all.size() == 3U);
    BOOST_TEST(all[0].json.find("\"email\":\"a@b\"") != std::string::npos);
    BOOST_TEST(all[0].json.find("Åse") != std::string::npos);
    BOOST_TEST(all[1].json.find("email") == std::string::npos);
    BOOST_TEST(all[1].json.find("cellPhone") == std::string::npos);
    BOOST_TEST(all[2].json.find("Åse") == std::string::npos);
    for (auto const& one : all) BOOST_TEST(must(members().find_person(who, one.id)).json == one.json);
    auto const page = must(members().list_persons(who, 1, 1));
    BOOST_TEST_REQUIRE(page.size() == 1U);
    BOOST_TEST(page[0].id == 2);
    BOOST_TEST((failure(members().find_person(who, 4)) == errc::not_found));
    BOOST_TEST(must(members().list_persons(who, 0, 10, "names")).size() == 2U);
    BOOST_TEST((failure(members().list_persons(who, 0, 10, "other")) == errc::not_found));
    BOOST_TEST((failure(members().find_persons(who, person_query())) == errc::invalid_argument));
    auto const nobodys = principal::of_organizations("account ola", {}, {});
    BOOST_TEST(must(members().list_persons(nobodys, 0, 10)).empty());
    BOOST_TEST((failure(members().find_person(nobodys, 1)) == errc::not_found));
}

BOOST_AUTO_TEST_CASE(somebody_always_remains_who_may_do_everything) {
    auto const first = set_up();
    auto const& id = first.opened.owner.id;
    account_patch disable, demote;
    disable.disabled = true;
    demote.role = account_role::technical_administrator;
    BOOST_TEST((failure(people.change(admin, id, disable)) == errc::conflict));
    BOOST_TEST((failure(people.change(admin, id, demote)) == errc::conflict));
    BOOST_TEST((kind_of(run(people.remove(admin, id))) == errc::conflict));
    BOOST_TEST(holds(first.text));
    auto const second = join(named("second"));
    must(people.change(admin, id, disable));
    BOOST_TEST(!holds(first.text));
    must(people.remove(admin, id));
    BOOST_TEST((kind_of(run(people.remove(admin, second.opened.owner.id))) == errc::conflict));
    BOOST_TEST((kind_of(run(people.remove(admin, "acc_nobody"))) == errc::not_found));
    BOOST_TEST(must(people.list(admin, "", 10)).size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_issuer_s_subject_is_bound_to_the_account_of_its_verified_address) {
    set_up();
    vouched_identity who;
    who.issuer = "https://id.example.org";
    who.subject = "kari-1";
    BOOST_TEST((failure(people.sign_in_vouched(who)) == errc::unauthorized));
    auto const made = must(people.create(admin, named("kari@example.org")));
    BOOST_TEST((failure(people.sign_in_vouched(who)) == errc::unauthorized));
    who.verified_email = "Kari@Example.org";
    BOOST_TEST(must(people.sign_in_vouched(who)).opened.owner.id == made.owner.id);
    who.verified_email.clear();
    BOOST_TEST(must(people.sign_in_vouched(who)).opened.owner.id == made.owner.id);
    // Another subject with the same address does not get at it.
    who.subject = "kari-2";
    who.verified_email = "kari@example.org";
    BOOST_TEST((failure(people.sign_in_vouched(who)) == errc::unauthorized));
    who.subject = "kari-1";
    who.issuer = "https://other.example.org";
    BOOST_TEST((failure(people.sign_in_vouched(who)) == errc::unauthorized));
    must(people.create(admin, named("other")));
    account_patch disable;
    disable.disabled = true;
    must(people.change(admin, made.owner.id, disable));
    who.issuer = "https://id.example.org";
    BOOST_TEST((failure(people.sign_in_vouched(who)) == errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(a_change_and_its_line_in_the_trail_are_one_commit) {
    auto who = principal::administrator_called("account root");
    audit_note note;
    note.row.id = 5;
    note.row.actor = who.actor;
    who.note = &note;
    BOOST_TEST((failure(people.create(who, named("a b"))) == errc::invalid_argument));
    BOOST_TEST(!note.kept);
    BOOST_TEST(lines_of_the_trail() == 0u);
    must(people.create(who, named("kari")));
    BOOST_TEST(note.kept);
    BOOST_TEST(lines_of_the_trail() == 1u);
    must(people.create(who, named("ola")));
    BOOST_TEST(lines_of_the_trail() == 1u);
}

BOOST_AUTO_TEST_CASE(whoever_comes_in_is_on_record_in_the_commit_that_lets_them_in) {
    auto const token = must(people.begin_setup()).value();
    audit_note first, wrong, again;
    first.row.id = 1;
    wrong.row.id = 2;
    again.row.id = 3;
    must(people.set_up(token, named("root"), good_password, address, &first));
    BOOST_TEST(first.kept);
    BOOST_TEST(first.row.actor == "account root");
    BOOST_TEST(lines_of_the_trail() == 1u);
    BOOST_TEST((kind_of(run(people.sign_in("root", "a wrong one", address, &wrong))) == errc::unauthorized));
    BOOST_TEST(!wrong.kept);
    BOOST_TEST(lines_of_the_trail() == 1u);
    auto const& truth = dispatch::store_of(members().engine());
    auto const units = truth.stats().units;
    must(people.sign_in("root", good_password, address, &again));
    BOOST_TEST(truth.stats().units == units + 1);
    BOOST_TEST(again.kept);
    BOOST_TEST(again.row.actor == "account root");
    BOOST_TEST(lines_of_the_trail() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
