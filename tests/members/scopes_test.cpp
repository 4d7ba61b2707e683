#include "members/scopes.hpp"

#include "members/person_schema.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::members;

scope_set scopes(std::string_view text) {
    return scope_set::parse_text(text).value();
}

BOOST_AUTO_TEST_SUITE(scope_names)

BOOST_AUTO_TEST_CASE(every_name_and_alias_gives_its_scope_and_names_are_given_back_without_aliases) {
    for (auto const& info : all_scopes()) {
        auto const by_name = scopes(info.name);
        BOOST_TEST(by_name.names() == std::vector<std::string_view>{info.name});
        if (!info.alias.empty()) BOOST_TEST((scopes(info.alias) == by_name));
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_its_place_and_the_known_names) {
    std::vector<std::string> const names{"email", "members.read_shoe_size"};
    auto const parsed = scope_set::parse(names);
    BOOST_REQUIRE(!parsed);
    BOOST_TEST((parsed.error().kind() == errc::invalid_argument));
    BOOST_TEST(parsed.error().field() == "scopes[1]");
    for (auto const& info : all_scopes())
        BOOST_TEST(parsed.error().message().find(info.name) != std::string::npos, info.name);
    BOOST_TEST(!scope_set::parse_text("email Email").has_value());
}

BOOST_AUTO_TEST_CASE(the_stored_form_is_sorted_and_read_back_whole) {
    auto const some = scopes("phone members.read_gender address email phone");
    BOOST_TEST(some.to_stored() == "address email members.read_gender phone");
    BOOST_TEST((scope_set::from_stored(some.to_stored()) == some));
    BOOST_TEST((scope_set::from_stored(every_scope().to_stored()) == every_scope()));
    BOOST_TEST(scope_set().to_stored() == "");
}

BOOST_AUTO_TEST_CASE(a_stored_name_from_another_version_shows_nothing) {
    BOOST_TEST((scope_set::from_stored("email members.read_future phone") == scopes("email phone")));
}

BOOST_AUTO_TEST_CASE(a_deprecated_scope_names_scopes_to_ask_for_instead_that_exist_and_are_not_deprecated) {
    std::set<std::string_view> deprecated;
    for (auto const& info : all_scopes()) {
        BOOST_TEST(info.deprecated == !info.instead.empty());
        if (!info.deprecated) continue;
        deprecated.insert(info.name);
        for (auto const name : scopes(info.instead).names()) {
            auto const found = std::ranges::find(all_scopes(), name, &scope_info::name);
            BOOST_TEST(!found->deprecated);
        }
    }
    BOOST_TEST((deprecated == std::set<std::string_view>{"profile", "members.read_membership", "members.read_family"}));
}

BOOST_AUTO_TEST_CASE(the_table_is_that_of_the_contract) {
    auto const fields = [](std::string_view name) {
        auto const info = std::ranges::find(all_scopes(), name, &scope_info::name);
        return std::vector<std::string_view>(info->fields.begin(), info->fields.end());
    };
    using list = std::vector<std::string_view>;
    BOOST_TEST(all_scopes().size() == 17U);
    BOOST_TEST(fields("members.read_person_id") == list());
    BOOST_TEST(fields("phone") == (list{"cellPhone", "homePhone"}));
    BOOST_TEST(fields("members.read_name") == (list{"firstName", "middleName", "lastName", "displayName"}));
    BOOST_TEST(fields("members.read_church") == fields("members.read_membership"));
    BOOST_TEST(fields("members.read_church") == (list{"churchID", "church"}));
    BOOST_TEST(fields("members.read_children_dependents") == (list{"related.children", "related.dependents"}));
    BOOST_TEST(fields("members.read_orgs") == list{"organizations"});
}

BOOST_AUTO_TEST_CASE(every_top_level_field_but_the_two_that_are_always_there_needs_a_scope) {
    for (auto const& field : person_fields()) {
        auto const always = field.name == "personID" || field.name == "lastChangedDate";
        BOOST_TEST((field.shown_by == 0) == always, field.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
