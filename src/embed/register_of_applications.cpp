// The members register for embedders: organizations, applications and their webhooks. Persons are beside it.
#include <cohook/members.hpp>

#include "documents/application_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "documents/page.hpp"
#include "documents/register_json.hpp"
#include "embed/administrator.hpp"
#include "members/registry.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <utility>

namespace cohook {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using documents::settings_patch;
using embed::administrator;
using members::registry;
using shown = asio::awaitable<result<std::string>>;
using removal = asio::awaitable<result<void>>;

constexpr std::size_t largest_page = 250;

std::size_t page_of(std::size_t limit) {
    return std::clamp<std::size_t>(limit, 1, largest_page);
}

shown put_application(registry& people, std::string id, result<members::application_patch> read) {
    if (!read) co_return read.error();
    auto& patch = *read;
    auto const changed = co_await people.change_application(administrator(), id, patch);
    if (changed) co_return json::serialize(documents::show_application(*changed));
    if (changed.error().kind() != errc::not_found) co_return changed.error();
    members::application wanted;
    wanted.id = std::move(id);
    if (patch.name) wanted.name = std::move(*patch.name);
    if (patch.organization_id) wanted.organization_id = std::move(*patch.organization_id);
    if (patch.approved) wanted.approved = *patch.approved;
    if (patch.metadata) wanted.metadata = std::move(*patch.metadata);
    members::application_with_webhook both;
    auto made = co_await people.create_application(administrator(), std::move(wanted));
    if (!made) co_return made.error();
    both.app = std::move(*made);
    co_return json::serialize(documents::show_application(both));
}

shown find_application(registry& people, std::string id) {
    auto const found = co_await people.find_application(administrator(), std::move(id));
    if (!found) co_return found.error();
    co_return json::serialize(documents::show_application(*found));
}

shown list_applications(registry& people, std::string after, std::size_t limit) {
    auto found = co_await people.list_applications(administrator(), std::move(after), limit + 1);
    if (!found) co_return found.error();
    auto const next = documents::cut_to_page(*found, limit, [](auto const& last) { return json::string(last.app.id); });
    json::array data;
    for (auto const& one : *found) data.push_back(documents::show_application(one));
    co_return json::serialize(documents::page(std::move(data), next));
}

shown change_webhook(registry& people, std::string id, result<settings_patch> settings) {
    if (!settings) co_return settings.error();
    members::endpoint_change change = [settings = std::move(*settings)](endpoint& stored, bool) -> result<void> {
        settings.apply(stored);
        return {};
    };
    std::string const name(members::default_endpoint);
    auto const changed = co_await people.change_endpoint(administrator(), std::move(id), name, std::move(change));
    if (!changed) co_return changed.error();
    if (!*changed) co_return std::string("null");
    co_return json::serialize(documents::show_endpoint(**changed));
}

shown test_application(sender& from, std::string id, std::int64_t person_id, bool probe) {
    auto& people = from.register_of_members();
    std::string const name(members::default_endpoint);
    auto const hook = co_await people.find_endpoint(administrator(), id, name);
    if (!hook) co_return hook.error();
    auto what = co_await people.test_message(administrator(), std::move(id), person_id);
    if (!what) co_return what.error();
    test_options options;
    options.probe_signature_check = probe;
    auto const report = co_await from.deliveries().test(hook->id, std::move(*what), options);
    if (!report) co_return report.error();
    co_return json::serialize(documents::show_test(*report, true));
}

result<json::value> organization_value(members::organization const& one) {
    auto made = documents::show_organization(one);
    if (!made) return made.error().what();
    return json::value(std::move(*made));
}

result<std::string> organization_text(members::organization const& one) {
    auto const made = organization_value(one);
    if (!made) return made.error();
    return json::serialize(*made);
}

result<members::organization> read_organization(std::string id, std::string_view text) {
    auto const value = documents::read_json(text);
    if (!value) return value.error().what();
    auto wanted = documents::read_organization(*value);
    if (!wanted) return wanted.error().what();
    wanted->id = std::move(id);
    return std::move(*wanted);
}

result<settings_patch> read_settings(std::string_view text) {
    return documents::read_object(text, [](documents::object_reader& from) {
        return settings_patch::read(from, settings_patch::removal::by_empty_url);
    });
}

shown put_organization(registry& people, result<members::organization> wanted) {
    if (!wanted) co_return wanted.error();
    auto const put = co_await people.put_organization(administrator(), std::move(*wanted));
    if (!put) co_return put.error();
    co_return organization_text(*put);
}

shown find_organization(registry& people, std::string id) {
    auto const found = co_await people.find_organization(administrator(), std::move(id));
    if (!found) co_return found.error();
    co_return organization_text(*found);
}

shown list_organizations(registry& people, std::string after, std::size_t limit) {
    auto found = co_await people.list_organizations(administrator(), std::move(after), limit + 1);
    if (!found) co_return found.error();
    auto const next = documents::cut_to_page(*found, limit, [](auto const& last) { return json::string(last.id); });
    json::array data;
    for (auto const& one : *found) {
        auto made = organization_value(one);
        if (!made) co_return made.error();
        data.push_back(std::move(*made));
    }
    co_return json::serialize(documents::page(std::move(data), next));
}

}  // namespace

shown members_register::put_organization(std::string id, std::string_view organization) const {
    return cohook::put_organization(host_->register_of_members(), read_organization(std::move(id), organization));
}

shown members_register::find_organization(std::string id) const {
    return cohook::find_organization(host_->register_of_members(), std::move(id));
}

shown members_register::list_organizations(std::string after, std::size_t limit) const {
    return cohook::list_organizations(host_->register_of_members(), std::move(after), page_of(limit));
}

removal members_register::remove_organization(std::string id) const {
    return host_->register_of_members().remove_organization(administrator(), std::move(id));
}

shown members_register::put_application(std::string id, std::string_view application) const {
    auto read = documents::read_object(application, documents::read_application);
    return cohook::put_application(host_->register_of_members(), std::move(id), std::move(read));
}

shown members_register::find_application(std::string id) const {
    return cohook::find_application(host_->register_of_members(), std::move(id));
}

shown members_register::list_applications(std::string after, std::size_t limit) const {
    return cohook::list_applications(host_->register_of_members(), std::move(after), page_of(limit));
}

removal members_register::remove_application(std::string id) const {
    return host_->register_of_members().remove_application(administrator(), std::move(id));
}

shown members_register::change_webhook(std::string id, std::string_view settings) const {
    return cohook::change_webhook(host_->register_of_members(), std::move(id), read_settings(settings));
}

shown members_register::test_application(std::string id, std::int64_t person_id, bool probe_signature_check) const {
    return cohook::test_application(*host_, std::move(id), person_id, probe_signature_check);
}

}  // namespace cohook
