// Nobody sees, changes or infers what is another one's.
#include "house.hpp"
#include "members/secret_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace sample;

struct two_tenants : house {
    two_tenants() {
        app("a", "email members.read_name");
        app("b", "email members.read_name");
        person(1, R"({"firstName":"Åse","email":"a@b"})");
        consent(1, "a", "email members.read_name");
    }
    principal const a = principal::of_application("a");
    principal const b = principal::of_application("b");
};

BOOST_FIXTURE_TEST_SUITE(tenancy, two_tenants)

BOOST_AUTO_TEST_CASE(an_application_sees_its_own_and_a_foreign_one_is_as_one_that_does_not_exist) {
    BOOST_TEST(must(members().find_application(a, "a")).app.name == "a");
    for (auto const* other : {"b", "nobody"}) {
        BOOST_TEST((failure(members().find_application(a, other)) == errc::not_found), other);
        BOOST_TEST((failure(members().change_application(a, other, application_patch())) == errc::not_found), other);
        BOOST_TEST((failure(members().list_endpoints(a, other, "", 10)) == errc::not_found), other);
        BOOST_TEST((failure(members().find_endpoint(a, other, "default")) == errc::not_found), other);
        BOOST_TEST((failure(members().preview_person(a, other, 1)) == errc::not_found), other);
        BOOST_TEST((failure(members().test_message(a, other, 1)) == errc::not_found), other);
        BOOST_TEST((failure(members().list_api_keys(a, std::string(other))) == errc::not_found), other);
    }
    auto const listed = must(members().list_applications(a, "", 100));
    BOOST_REQUIRE(listed.size() == 1U);
    BOOST_TEST(listed[0].app.id == "a");
    BOOST_TEST(must(members().list_applications(admin, "", 100)).size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_endpoint_of_another_application_is_not_found_under_its_id) {
    for (auto const* name : {"b-default", "nothing"}) {
        BOOST_TEST((failure(members().find_endpoint(a, "a", name)) == errc::not_found));
        BOOST_TEST((failure(members().remove_endpoint(a, "a", name)) == errc::not_found));
        endpoint_change const change = [](endpoint& settings, bool) -> result<void> {
            settings.url = "https://evil.example.org/";
            return {};
        };
        BOOST_TEST((failure(members().change_endpoint(a, "a", name, change)) == errc::not_found));
    }
    BOOST_TEST(must(members().find_endpoint(b, "b", "b-default")).url == "https://hooks.example.org/b/0");
    BOOST_TEST(!members().check_tenant(a, "b").has_value());
    BOOST_TEST(members().check_tenant(a, "a").has_value());
    BOOST_TEST(members().check_tenant(admin, "b").has_value());
}

BOOST_AUTO_TEST_CASE(a_change_cannot_carry_an_endpoint_to_another_application) {
    endpoint_change const steal = [](endpoint& settings, bool) -> result<void> {
        settings.id = "b-default";
        settings.tenant = "b";
        settings.url = "https://evil.example.org/";
        return {};
    };
    auto const changed = must(members().change_endpoint(a, "a", "default", steal));
    BOOST_TEST(changed->id == "a-default");
    BOOST_TEST(changed->tenant == "a");
    BOOST_TEST(must(members().find_endpoint(b, "b", "default")).url == "https://hooks.example.org/b/0");
    endpoint named;
    named.id = "b-default";
    named.url = "https://evil.example.org/";
    named.signing_keys.push_back({"key", {}});
    BOOST_TEST((failure(members().create_endpoint(a, "a", named)) == errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(a_person_who_did_not_consent_is_as_one_who_does_not_exist) {
    for (std::int64_t const id : {std::int64_t{1}, std::int64_t{2}}) {
        BOOST_TEST((failure(members().find_person(b, id)) == errc::not_found));
        BOOST_TEST((failure(members().consents_of(b, id)) == errc::not_found));
        BOOST_TEST((failure(members().test_message(b, "b", id)) == errc::not_found));
    }
    BOOST_TEST(must(members().consents_of(a, 1)).size() == 1U);
    consent(1, "b", "");
    auto const own = must(members().consents_of(b, 1));
    BOOST_REQUIRE(own.size() == 1U);
    BOOST_TEST(own[0].application_id == "b");
}

BOOST_AUTO_TEST_CASE(an_application_cannot_write_the_register) {
    BOOST_TEST((failure(members().put_person(a, 1, "{}")) == errc::forbidden));
    BOOST_TEST((failure(members().patch_person(a, 1, "{}")) == errc::forbidden));
    BOOST_TEST((failure(members().remove_person(a, 1)) == errc::forbidden));
    BOOST_TEST((failure(members().put_consent(a, 1, "a", every_scope())) == errc::forbidden));
    BOOST_TEST((failure(members().withdraw_consent(a, 1, "a")) == errc::forbidden));
    BOOST_TEST((failure(members().create_application(a, application())) == errc::forbidden));
    BOOST_TEST((failure(members().remove_application(a, "a")) == errc::forbidden));
    BOOST_TEST((failure(members().create_organization(a, organization())) == errc::forbidden));
    application_patch more;
    more.approved = every_scope();
    BOOST_TEST((failure(members().change_application(a, "a", more)) == errc::forbidden));
    application_patch name;
    name.name = "A";
    BOOST_TEST(must(members().change_application(a, "a", name)).app.name == "A");
}

BOOST_AUTO_TEST_CASE(a_key_that_may_only_read_changes_nothing_and_one_that_may_only_write_reads_nothing) {
    auto const reads = principal::of_application("a", right::read);
    auto const writes = principal::of_application("a", right::write);
    BOOST_TEST((failure(members().change_application(reads, "a", application_patch())) == errc::forbidden));
    BOOST_TEST((failure(members().test_message(reads, "a", 1)) == errc::forbidden));
    BOOST_TEST((failure(members().remove_endpoint(reads, "a", "default")) == errc::forbidden));
    BOOST_TEST((failure(members().find_person(writes, 1)) == errc::forbidden));
    BOOST_TEST((failure(members().find_application(writes, "a")) == errc::forbidden));
    must(members().find_person(reads, 1));
}

BOOST_AUTO_TEST_CASE(organizations_of_the_directory_are_everybodys_others_are_seen_by_their_own) {
    organization church;
    church.id = "org_1";
    church.document = R"({"type":"church","orgID":1,"name":"Fjellvik"})";
    must(members().create_organization(admin, church));
    organization firm;
    firm.id = "org_x";
    firm.document = R"({"name":"Firm"})";
    must(members().create_organization(admin, firm));
    application_patch owner;
    owner.organization_id = "org_x";
    must(members().change_application(admin, "a", owner));
    BOOST_TEST(must(members().list_organizations(a, "", 10)).size() == 2U);
    BOOST_TEST(must(members().list_organizations(b, "", 10)).size() == 1U);
    BOOST_TEST(must(members().list_organizations(b, "", 10, "church")).size() == 1U);
    BOOST_TEST(must(members().list_organizations(b, "", 10, "club")).empty());
    BOOST_TEST((failure(members().find_organization(b, "org_x")) == errc::not_found));
    BOOST_TEST((failure(members().remove_organization(admin, "org_x")) == errc::conflict));
    BOOST_TEST((failure(members().create_organization(admin, firm)) == errc::conflict));
    must(members().remove_organization(admin, "org_1"));
}

BOOST_AUTO_TEST_CASE(a_test_takes_the_signed_in_person_as_the_application_sees_it) {
    auto const shown = must(members().test_message(a, "a", 1));
    BOOST_TEST(shown.content == "[" + seen("a", 1) + "]");
    BOOST_TEST(shown.type == "person.test");
    BOOST_TEST((shown.attributes ==
                std::vector<std::pair<std::string, std::string>>{{"entity", "person"}, {"change", "test"}}));
    BOOST_TEST((failure(members().test_message(a, "a", {})) == errc::invalid_argument));
    auto signed_in = principal::of_application("a");
    signed_in.person_id = 1;
    BOOST_TEST(must(members().test_message(signed_in, "a", {})).content == shown.content);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(api_keys, two_tenants)

BOOST_AUTO_TEST_CASE(a_key_stands_for_its_application_person_and_rights) {
    api_key_request wanted;
    wanted.application_id = "a";
    wanted.label = "the sync job";
    wanted.person_id = 1;
    wanted.rights = right::read;
    auto const made = must(members().create_api_key(admin, wanted));
    auto const who = must(members().authenticate(made.text));
    BOOST_TEST(who.only_application() == "a");
    BOOST_TEST(who.person_id.value() == 1);
    BOOST_TEST((who.rights == right_set(right::read)));
    BOOST_TEST(who.actor == made.key.id);
    auto const boss = must(members().authenticate(must(members().create_api_key(admin, api_key_request())).text));
    BOOST_TEST(boss.administrator());
}

BOOST_AUTO_TEST_CASE(a_wrong_revoked_or_expired_key_is_refused_with_one_and_the_same_answer) {
    api_key_request wanted;
    wanted.application_id = "a";
    wanted.expires_at = now() + std::chrono::seconds(10);
    auto const made = must(members().create_api_key(admin, wanted));
    must(members().authenticate(made.text));
    key_text foreign;
    auto const unknown = make_key(system_chance(), foreign);
    auto const refused = run(members().authenticate(unknown));
    BOOST_TEST((refused.error().kind() == errc::unauthorized));
    BOOST_TEST(run(members().authenticate("nonsense")).error().message() == refused.error().message());
    pass(std::chrono::seconds(10));
    BOOST_TEST(run(members().authenticate(made.text)).error().message() == refused.error().message());
    auto const second = must(members().create_api_key(admin, api_key_request()));
    must(members().authenticate(second.text));
    must(members().revoke_api_key(admin, second.key.id));
    BOOST_TEST(run(members().authenticate(second.text)).error().message() == refused.error().message());
    BOOST_TEST((failure(members().create_api_key(admin, wanted)) == errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(a_key_made_beforehand_is_taken_once) {
    key_text parts;
    api_key_request wanted;
    wanted.text = make_key(system_chance(), parts);
    auto const made = must(members().create_api_key(admin, wanted));
    BOOST_TEST(made.key.id == parts.id);
    BOOST_TEST(must(members().authenticate(wanted.text)).administrator());
    BOOST_TEST((failure(members().create_api_key(admin, wanted)) == errc::conflict));
    wanted.text.back() = wanted.text.back() == '0' ? '1' : '0';
    BOOST_TEST((failure(members().create_api_key(admin, wanted)) == errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(the_store_never_sees_the_secret) {
    auto const made = must(members().create_api_key(admin, api_key_request()));
    auto const secret = parse_key(made.text)->secret;
    auto query = [&](store::snapshot const& state) -> result<void> {
        auto const row = state.members().find_api_key(made.key.id);
        BOOST_REQUIRE(row.has_value());
        BOOST_TEST(row->hash == hash_secret(secret));
        BOOST_TEST(row->id.find(secret) == std::string::npos);
        return {};
    };
    read(query);
}

BOOST_AUTO_TEST_CASE(an_application_manages_its_own_keys_and_cannot_give_more_than_it_has) {
    api_key_request own;
    own.application_id = "a";
    auto const made = must(members().create_api_key(a, own));
    api_key_request foreign;
    foreign.application_id = "b";
    BOOST_TEST((failure(members().create_api_key(a, foreign)) == errc::not_found));
    BOOST_TEST((failure(members().create_api_key(a, api_key_request())) == errc::forbidden));
    auto const writer = principal::of_application("a", right::write);
    BOOST_TEST((failure(members().create_api_key(writer, own)) == errc::forbidden));
    BOOST_TEST((failure(members().revoke_api_key(b, made.key.id)) == errc::not_found));
    BOOST_TEST(must(members().list_api_keys(b, {})).empty());
    BOOST_TEST(must(members().list_api_keys(a, {})).size() == 1U);
    must(members().revoke_api_key(a, made.key.id));
    BOOST_TEST(must(members().list_api_keys(a, {}))[0].revoked_at.has_value());
}

BOOST_AUTO_TEST_CASE(the_last_use_is_noted_now_and_then) {
    auto const made = must(members().create_api_key(admin, api_key_request()));
    auto const used = [&] { return must(members().list_api_keys(admin, {}))[0].last_used_at; };
    BOOST_TEST(!used().has_value());
    must(members().authenticate(made.text));
    auto const first = now();
    BOOST_TEST((used() == first));
    pass(std::chrono::minutes(1));
    must(members().authenticate(made.text));
    BOOST_TEST((used() == first));
    pass(std::chrono::minutes(10));
    must(members().authenticate(made.text));
    BOOST_TEST((used() == now()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
