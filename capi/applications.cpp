// The members register: organizations, applications and their webhooks.
#include "administrator.hpp"
#include "documents.hpp"
#include "documents/application_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "documents/page.hpp"
#include "documents/register_json.hpp"
#include "members/registry.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <utility>

namespace cohook::capi {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using documents::settings_patch;
using members::registry;
using shown = asio::awaitable<result<json::value>>;

shown put_application(registry& people, std::string id, members::application_patch patch) {
    auto const changed = co_await people.change_application(administrator(), id, patch);
    if (changed) co_return json::value(documents::show_application(*changed));
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
    co_return json::value(documents::show_application(both));
}

shown find_application(registry& people, std::string id) {
    auto const found = co_await people.find_application(administrator(), std::move(id));
    if (!found) co_return found.error();
    co_return json::value(documents::show_application(*found));
}

shown list_applications(registry& people, std::string after, std::size_t limit) {
    auto found = co_await people.list_applications(administrator(), std::move(after), limit + 1);
    if (!found) co_return found.error();
    auto const next = documents::cut_to_page(*found, limit, [](auto const& last) { return json::string(last.app.id); });
    json::array data;
    for (auto const& one : *found) data.push_back(documents::show_application(one));
    co_return page(std::move(data), next);
}

shown change_webhook(registry& people, std::string id, settings_patch settings) {
    members::endpoint_change change = [settings = std::move(settings)](endpoint& stored, bool) -> result<void> {
        settings.apply(stored);
        return {};
    };
    std::string const name(members::default_endpoint);
    auto const changed = co_await people.change_endpoint(administrator(), std::move(id), name, std::move(change));
    if (!changed) co_return changed.error();
    if (!*changed) co_return json::value();
    co_return json::value(documents::show_endpoint(**changed));
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
    co_return json::value(documents::show_test(*report, true));
}

result<json::value> organization_value(members::organization const& one) {
    auto made = documents::show_organization(one);
    if (!made) return made.error().what();
    return json::value(std::move(*made));
}

shown put_organization(registry& people, members::organization wanted) {
    auto const put = co_await people.put_organization(administrator(), std::move(wanted));
    if (!put) co_return put.error();
    co_return organization_value(*put);
}

shown find_organization(registry& people, std::string id) {
    auto const found = co_await people.find_organization(administrator(), std::move(id));
    if (!found) co_return found.error();
    co_return organization_value(*found);
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
    co_return page(std::move(data), next);
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_application_put(cohook_engine* engine, char const* id, char const* application, int64_t timeout_ms,
                                     cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !application) return complaint(missing(id ? "application" : "id"));
        auto patch = read_object(application, documents::read_application);
        if (!patch) return complaint(patch.error());
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return put_application(from.register_of_members(), id, std::move(*patch)); });
    });
}

cohook_status cohook_application_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                      cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !document) return complaint(missing(id ? "shown" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return find_application(from.register_of_members(), id); });
    });
}

cohook_status cohook_application_list(cohook_engine* engine, char const* after, uint32_t limit, int64_t timeout_ms,
                                      cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document, [&](sender& from) {
            return list_applications(from.register_of_members(), std::string(text_of(after)), page_of(limit));
        });
    });
}

cohook_status cohook_application_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                        cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms, [&](sender& from) {
            return from.register_of_members().remove_application(administrator(), id);
        });
    });
}

cohook_status cohook_application_change_webhook(cohook_engine* engine, char const* id, char const* settings,
                                                int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !settings) return complaint(missing(id ? "settings" : "id"));
        auto patch = read_object(settings, [](documents::object_reader& from) {
            return settings_patch::read(from, settings_patch::removal::by_empty_url);
        });
        if (!patch) return complaint(patch.error());
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return change_webhook(from.register_of_members(), id, std::move(*patch)); });
    });
}

cohook_status cohook_application_test(cohook_engine* engine, char const* id, int64_t person_id,
                                      int32_t probe_signature_check, int64_t timeout_ms, cohook_document** report,
                                      cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return test_application(from, id, person_id, probe_signature_check != 0); });
    });
}

cohook_status cohook_organization_put(cohook_engine* engine, char const* id, char const* organization,
                                      int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !organization) return complaint(missing(id ? "organization" : "id"));
        auto const value = documents::read_json(organization);
        if (!value) return complaint(value.error().what());
        auto wanted = documents::read_organization(*value);
        if (!wanted) return complaint(wanted.error().what());
        wanted->id = id;
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return put_organization(from.register_of_members(), std::move(*wanted)); });
    });
}

cohook_status cohook_organization_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                       cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !document) return complaint(missing(id ? "shown" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return find_organization(from.register_of_members(), id); });
    });
}

cohook_status cohook_organization_list(cohook_engine* engine, char const* after, uint32_t limit, int64_t timeout_ms,
                                       cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document, [&](sender& from) {
            return list_organizations(from.register_of_members(), std::string(text_of(after)), page_of(limit));
        });
    });
}

cohook_status cohook_organization_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                         cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms, [&](sender& from) {
            return from.register_of_members().remove_organization(administrator(), id);
        });
    });
}
}
