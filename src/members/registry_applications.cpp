#include "delivery/core.hpp"
#include "delivery/registration.hpp"
#include "members/access.hpp"
#include "members/application_document.hpp"
#include "members/base32.hpp"
#include "members/change_writer.hpp"
#include "members/endpoint_writer.hpp"
#include "members/registry.hpp"

#include <algorithm>

namespace cohook::members {
namespace {

result<void> check_organization(change_writer& writer, std::string const& id) {
    if (id.empty() || writer.unit().members().find_organization(id)) return {};
    return error(errc::invalid_argument, "there is no organization '" + id.substr(0, 60) + "'; create it first",
                 "organization");
}

application_with_webhook shown(store::application_row const& row, store::endpoint_tables const& endpoints) {
    application_with_webhook value;
    value.app = from_row(row);
    value.webhook = endpoints.find(endpoint_id_of(row.id, default_endpoint));
    return value;
}

/// Who acts for organizations creates in them; what an application may see is for a system administrator to approve.
result<void> may_create(principal const& who, application& wanted) {
    if (!who.administrator() && who.organizations().empty()) return require_administrator(who, right::write);
    if (wanted.organization_id.empty() && who.organizations().size() == 1)
        wanted.organization_id = who.organizations().front();
    if (!wanted.organization_id.empty() && !who.acts_for_organization(wanted.organization_id))
        return error(errc::invalid_argument, "there is no organization '" + wanted.organization_id.substr(0, 60) + "'",
                     "organization");
    if (wanted.organization_id.empty() && !who.administrator())
        return error(errc::invalid_argument, "name the organization that the application is to belong to",
                     "organization");
    if (!wanted.approved.empty() && !who.administrator())
        return error(errc::forbidden, "scopes of an application are a system administrator's to approve", "scopes");
    return require(who, right::write);
}

/// Applies the patch to the stored application and tells of the scopes it changes.
result<application> change_row(change_writer& writer, store::application_row const& old,
                               application_patch const& patch) {
    auto changed = from_row(old);
    auto const approved_before = changed.approved;
    if (patch.name) changed.name = *patch.name;
    if (patch.metadata) changed.metadata = *patch.metadata;
    if (patch.organization_id) changed.organization_id = *patch.organization_id;
    if (patch.approved) changed.approved = *patch.approved;
    if (auto good = check_application(changed); !good) return good.error();
    if (patch.organization_id)
        if (auto good = check_organization(writer, changed.organization_id); !good) return good.error();
    auto row = to_row(changed);
    if (row.document == old.document && row.organization_id == old.organization_id) return changed;
    row.changed = changed.changed = writer.now();
    changed.revision = writer.unit().members().put_application(row);
    auto told = writer.reapprove(changed.id, approved_before, changed.approved);
    if (!told) return told.error();
    return changed;
}

}  // namespace

registry::task<application> registry::create_application(principal const& who, application wanted) {
    if (auto allowed = may_create(who, wanted); !allowed) co_return allowed.error();
    if (wanted.id.empty())
        wanted.id = "app_" + base32_number(static_cast<std::uint64_t>(dispatch::ids_of(engine_).next()));
    if (auto good = check_id(wanted.id, "id"); !good) co_return good.error();
    if (auto good = check_application(wanted); !good) co_return good.error();
    auto work = [&](change_writer& writer) -> result<void> {
        auto& rows = writer.unit().members();
        if (rows.find_application(wanted.id))
            return error(errc::conflict, "there is an application '" + wanted.id + "' already", "id");
        if (auto good = check_organization(writer, wanted.organization_id); !good) return good;
        wanted.created = wanted.changed = writer.now();
        wanted.revision = rows.put_application(to_row(wanted));
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    co_return wanted;
}

registry::task<application_with_webhook> registry::find_application(principal const& who, std::string id) {
    if (auto allowed = require_application(who, right::read, id); !allowed) co_return allowed.error();
    application_with_webhook found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        auto const row = now.members().find_application(id);
        if (!row) return no_application(id);
        found = shown(*row, now.endpoints());
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<std::vector<application_with_webhook>> registry::list_applications(
    principal const& who, std::string after, std::size_t limit, std::optional<std::string> organization_id) {
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    limit = std::clamp<std::size_t>(limit, 1, largest_page);
    std::vector<application_with_webhook> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        found.clear();
        if (who.administrator()) {
            for (auto const& row : now.members().list_applications(organization_id, after, limit))
                found.push_back(shown(row, now.endpoints()));
            return {};
        }
        for (auto const& id : who.applications()) {
            auto const own = id > after ? now.members().find_application(id) : std::nullopt;
            if (!own || (organization_id && own->organization_id != *organization_id)) continue;
            found.push_back(shown(*own, now.endpoints()));
            if (found.size() == limit) break;
        }
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<application_with_webhook> registry::change_application(principal const& who, std::string id,
                                                                      application_patch patch, endpoint_change webhook,
                                                                      revision expected) {
    if (auto allowed = require_application(who, right::write, id); !allowed) co_return allowed.error();
    if (!who.administrator() && (patch.approved || patch.organization_id))
        co_return error(errc::forbidden, "scopes and organization of an application are an administrator's to change");
    application_with_webhook changed;
    auto work = [&](change_writer& writer) -> result<void> {
        auto const old = writer.unit().members().find_application(id);
        if (!old) return no_application(id);
        if (auto fresh = check_revision(expected, old->revision); !fresh) return fresh;
        auto app = change_row(writer, *old, patch);
        if (!app) return app.error();
        changed.app = *app;
        changed.webhook = writer.unit().endpoints().find(endpoint_id_of(id, default_endpoint));
        if (!webhook) return {};
        auto settings = write_endpoint(engine_, writer.unit(), id, default_endpoint, webhook, {});
        if (!settings) return settings.error();
        changed.webhook = std::move(*settings);
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    if (webhook) co_await dispatch::endpoint_changed(engine_, endpoint_id_of(id, default_endpoint));
    co_return changed;
}

registry::task<void> registry::remove_application(principal const& who, std::string id, revision expected) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    std::vector<std::string> gone;
    auto work = [&](change_writer& writer) -> result<void> {
        gone.clear();
        auto const old = writer.unit().members().find_application(id);
        if (!old) return no_application(id);
        if (auto fresh = check_revision(expected, old->revision); !fresh) return fresh;
        while (true) {
            auto const page = writer.unit().endpoints().list(std::string_view(id), {}, 200);
            for (auto const& one : page) {
                auto removed = dispatch::remove_endpoint(engine_, writer.unit(), one.id);
                if (!removed) return removed;
                gone.push_back(one.id);
            }
            if (page.empty()) break;
        }
        writer.unit().members().erase_application(id);
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    for (auto const& endpoint_id : gone) co_await dispatch::endpoint_changed(engine_, endpoint_id);
    co_return done;
}

}  // namespace cohook::members
