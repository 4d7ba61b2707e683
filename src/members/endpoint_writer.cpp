#include "members/endpoint_writer.hpp"

#include "delivery/registration.hpp"
#include "members/access.hpp"

namespace cohook::members {

std::string endpoint_id_of(std::string_view application_id, std::string_view name) {
    if (name != default_endpoint) return std::string(name);
    return std::string(application_id) + "-" + std::string(default_endpoint);
}

result<endpoint> find_own_endpoint(store::endpoint_tables const& endpoints, std::string_view application_id,
                                   std::string_view name) {
    auto found = endpoints.find(endpoint_id_of(application_id, name));
    if (found && found->tenant == application_id) return std::move(*found);
    if (name == default_endpoint)
        return error(errc::not_found, "the application has no webhook yet; set its url and its signingKey first");
    return error(errc::not_found, "the application has no endpoint '" + std::string(name.substr(0, 64)) + "'");
}

result<std::optional<endpoint>> write_endpoint(dispatch::core& engine, store::unit_of_work& unit,
                                               std::string const& application_id, std::string_view name,
                                               endpoint_change const& change, std::optional<std::int64_t> expected) {
    if (!unit.members().find_application(application_id)) return no_application(application_id);
    auto stored = find_own_endpoint(unit.endpoints(), application_id, name);
    auto const fresh = !stored.has_value();
    if (fresh && name != default_endpoint) return stored.error();
    auto const revision = fresh ? 0 : stored->revision;
    if (auto good = check_revision(expected, revision); !good) return good.error();

    endpoint settings;
    if (!fresh) settings = *stored;
    settings.id = endpoint_id_of(application_id, name);
    settings.tenant = application_id;
    auto const id = settings.id;
    if (auto changed = change(settings, fresh); !changed) return changed.error();
    settings.id = id;
    settings.tenant = application_id;
    if (settings.url.empty()) {
        if (!fresh)
            if (auto removed = dispatch::remove_endpoint(engine, unit, id); !removed) return removed.error();
        return std::optional<endpoint>();
    }
    auto put = dispatch::put_endpoint(engine, unit, std::move(settings), revision);
    if (!put) return put.error();
    return std::optional<endpoint>(std::move(*put));
}

}  // namespace cohook::members
