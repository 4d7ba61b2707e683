#include "members/sample_register.hpp"

#include "members/canonical.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <utility>
#include <vector>

extern "C" {
extern char const cohook_embedded_persons[], cohook_embedded_persons_end[];
extern char const cohook_embedded_organizations[], cohook_embedded_organizations_end[];
extern char const cohook_embedded_applications[], cohook_embedded_applications_end[];
}

namespace cohook::members {
namespace {

namespace json = boost::json;

std::string_view between(char const* begin, char const* end) noexcept {
    return std::string_view(begin, static_cast<std::size_t>(end - begin));
}

error damaged(std::string_view what) {
    return error(errc::internal, "the sample's " + std::string(what) + " are not in the form they should have");
}

std::string text_of(json::object const& object, json::string_view name) {
    auto const* member = object.if_contains(name);
    if (!member || !member->is_string()) return {};
    return std::string(member->get_string().data(), member->get_string().size());
}

result<std::vector<organization>> organizations() {
    auto const value = read_json(sample_organizations(), sample_organizations().size(), "the organizations");
    if (!value || !value->is_array()) return damaged("organizations");
    std::vector<organization> all;
    for (auto const& entry : value->get_array()) {
        if (!entry.is_object()) return damaged("organizations");
        auto document = entry.get_object();
        organization one;
        one.id = text_of(document, "id");
        document.erase("id");
        one.document = json::serialize(document);
        all.push_back(std::move(one));
    }
    return all;
}

result<application> application_of(json::object const& entry) {
    application one;
    one.id = text_of(entry, "id");
    one.organization_id = text_of(entry, "organization");
    one.name = text_of(entry, "name");
    auto const* scopes = entry.if_contains("scopes");
    if (!scopes || !scopes->is_array()) return damaged("applications");
    std::vector<std::string> names;
    for (auto const& name : scopes->get_array())
        if (name.is_string()) names.emplace_back(name.get_string().data(), name.get_string().size());
    auto approved = scope_set::parse(names);
    if (!approved) return approved.error();
    one.approved = *approved;
    return one;
}

result<std::vector<application>> applications() {
    auto const value = read_json(sample_applications(), sample_applications().size(), "the applications");
    if (!value || !value->is_array()) return damaged("applications");
    std::vector<application> all;
    for (auto const& entry : value->get_array()) {
        if (!entry.is_object()) return damaged("applications");
        auto one = application_of(entry.get_object());
        if (!one) return one.error();
        all.push_back(std::move(*one));
    }
    return all;
}

}  // namespace

std::string_view sample_register() noexcept {
    return between(cohook_embedded_persons, cohook_embedded_persons_end);
}

std::string_view sample_organizations() noexcept {
    return between(cohook_embedded_organizations, cohook_embedded_organizations_end);
}

std::string_view sample_applications() noexcept {
    return between(cohook_embedded_applications, cohook_embedded_applications_end);
}

boost::asio::awaitable<result<import_report>> load_sample_register(registry& members) {
    auto const who = principal::operator_of_machine();
    auto owners = organizations();
    if (!owners) co_return owners.error();
    for (auto& one : *owners) {
        auto made = co_await members.create_organization(who, std::move(one));
        if (!made && made.error().kind() != errc::conflict) co_return made.error();
    }
    auto apps = applications();
    if (!apps) co_return apps.error();
    for (auto& one : *apps) {
        auto made = co_await members.create_application(who, std::move(one));
        if (!made && made.error().kind() != errc::conflict) co_return made.error();
    }
    importer persons(members, who);
    auto fed = co_await persons.feed(sample_register());
    if (!fed) co_return fed.error();
    co_return co_await persons.finish();
}

}  // namespace cohook::members
