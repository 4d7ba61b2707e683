#include "delivery/core.hpp"
#include "delivery/registration.hpp"
#include "members/access.hpp"
#include "members/base32.hpp"
#include "members/change_writer.hpp"
#include "members/endpoint_writer.hpp"
#include "members/registry.hpp"

#include <algorithm>

namespace cohook::members {

registry::task<endpoint> registry::create_endpoint(principal const& who, std::string application_id, endpoint wanted) {
    if (auto allowed = require_application(who, right::write, application_id); !allowed) co_return allowed.error();
    if (!wanted.id.empty() && wanted.id != default_endpoint)
        co_return error(errc::invalid_argument,
                        "the id of an endpoint is given by the register; leave it out, or ask "
                        "for 'default', the webhook of the members face",
                        "id");
    if (wanted.id == default_endpoint)
        wanted.id = endpoint_id_of(application_id, default_endpoint);
    else
        wanted.id = "ep_" + base32_number(static_cast<std::uint64_t>(dispatch::ids_of(engine_).next()));
    wanted.tenant = application_id;
    endpoint made;
    auto work = [&](change_writer& writer) -> result<void> {
        if (!writer.unit().members().find_application(application_id)) return no_application(application_id);
        auto put = dispatch::put_endpoint(engine_, writer.unit(), wanted, 0);
        if (!put) return put.error();
        made = std::move(*put);
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    co_await dispatch::endpoint_changed(engine_, made.id);
    co_return made;
}

registry::task<endpoint> registry::find_endpoint(principal const& who, std::string application_id, std::string name) {
    if (auto allowed = require_application(who, right::read, application_id); !allowed) co_return allowed.error();
    endpoint found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        auto own = find_own_endpoint(now.endpoints(), application_id, name);
        if (!own) return own.error();
        found = std::move(*own);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<std::vector<endpoint>> registry::list_endpoints(principal const& who, std::string application_id,
                                                               std::string after, std::size_t limit) {
    if (auto allowed = require_application(who, right::read, application_id); !allowed) co_return allowed.error();
    limit = std::clamp<std::size_t>(limit, 1, largest_page);
    std::vector<endpoint> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        if (!now.members().find_application(application_id)) return no_application(application_id);
        found = now.endpoints().list(std::string_view(application_id), after, limit);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<std::optional<endpoint>> registry::change_endpoint(principal const& who, std::string application_id,
                                                                  std::string name, endpoint_change change,
                                                                  revision expected) {
    if (auto allowed = require_application(who, right::write, application_id); !allowed) co_return allowed.error();
    std::optional<endpoint> changed;
    auto work = [&](change_writer& writer) -> result<void> {
        auto written = write_endpoint(engine_, writer.unit(), application_id, name, change, expected);
        if (!written) return written.error();
        changed = std::move(*written);
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    co_await dispatch::endpoint_changed(engine_, endpoint_id_of(application_id, name));
    co_return changed;
}

registry::task<void> registry::remove_endpoint(principal const& who, std::string application_id, std::string name,
                                               revision expected) {
    if (auto allowed = require_application(who, right::write, application_id); !allowed) co_return allowed.error();
    auto work = [&](change_writer& writer) -> result<void> {
        auto const own = find_own_endpoint(writer.unit().endpoints(), application_id, name);
        if (!own) return own.error();
        if (auto fresh = check_revision(expected, own->revision); !fresh) return fresh;
        return dispatch::remove_endpoint(engine_, writer.unit(), own->id);
    };
    auto done = co_await write(who, work);
    if (done) co_await dispatch::endpoint_changed(engine_, endpoint_id_of(application_id, name));
    co_return done;
}

}  // namespace cohook::members
