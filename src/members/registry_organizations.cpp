#include "delivery/core.hpp"
#include "members/access.hpp"
#include "members/account_document.hpp"
#include "members/application_document.hpp"
#include "members/base32.hpp"
#include "members/canonical.hpp"
#include "members/change_writer.hpp"
#include "members/json_scan.hpp"
#include "members/registry.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace cohook::members {
namespace {

constexpr std::size_t largest_organization = 64 * 1024;
constexpr std::size_t walk_page = 200;

error no_organization(std::string_view id) {
    return error(errc::not_found, "there is no organization '" + std::string(id.substr(0, 60)) + "'");
}

organization shown(store::organization_row const& row) {
    organization value;
    value.id = row.id;
    value.document = row.document;
    value.revision = row.revision;
    value.created = row.created;
    value.changed = row.changed;
    return value;
}

result<std::string> canonical_organization(std::string_view text) {
    auto const value = read_json(text, largest_organization, "an organization");
    if (!value) return value.error();
    std::string document;
    auto written = write_canonical(organization_fields(), *value, document);
    if (!written) return written.error();
    return document;
}

/// Whether the principal may know of it: administrators of all, others of the directory and their own.
bool visible(store::organization_row const& row, principal const& who, std::string_view own) {
    return who.acts_for_organization(row.id) || row.id == own || !member_of(row.document, "orgID").empty();
}

/// That of the application that asks.
std::string own_organization(store::snapshot const& now, principal const& who) {
    auto const only = who.only_application();
    if (only.empty()) return {};
    auto const row = now.members().find_application(only);
    if (!row) return {};
    return row->organization_id;
}

bool administered(store::account_tables const& rows, std::string_view organization) {
    std::string after;
    for (auto page = rows.list(after, walk_page); !page.empty(); page = rows.list(after, walk_page))
        for (auto const& row : page) {
            if (std::ranges::count(from_row(row).organizations, organization) > 0) return true;
            after = row.id;
        }
    return false;
}

/// Writes the row; the revision and the dates are set here.
result<void> write_row(change_writer& writer, organization& wanted, std::string const& document,
                       std::optional<std::int64_t> expected) {
    auto& rows = writer.unit().members();
    auto const old = rows.find_organization(wanted.id);
    if (auto fresh = check_revision(expected, old ? old->revision : 0); !fresh) return fresh;
    store::organization_row row;
    row.id = wanted.id;
    row.document = document;
    row.created = old ? old->created : writer.now();
    row.changed = writer.now();
    row.revision = rows.put_organization(row);
    wanted = shown(row);
    return {};
}

}  // namespace

registry::task<organization> registry::create_organization(principal const& who, organization wanted) {
    if (wanted.id.empty())
        wanted.id = "org_" + base32_number(static_cast<std::uint64_t>(dispatch::ids_of(engine_).next()));
    co_return co_await put_organization(who, std::move(wanted), 0);
}

registry::task<organization> registry::put_organization(principal const& who, organization wanted, revision expected) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    if (auto good = check_id(wanted.id, "id"); !good) co_return good.error();
    auto const document = canonical_organization(wanted.document);
    if (!document) co_return document.error();
    auto work = [&](change_writer& writer) { return write_row(writer, wanted, *document, expected); };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    co_return wanted;
}

registry::task<organization> registry::find_organization(principal const& who, std::string id) {
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    organization found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        auto const row = now.members().find_organization(id);
        if (!row || !visible(*row, who, own_organization(now, who))) return no_organization(id);
        found = shown(*row);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<std::vector<organization>> registry::list_organizations(principal const& who, std::string after,
                                                                       std::size_t limit,
                                                                       std::optional<std::string> type) {
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    limit = std::clamp<std::size_t>(limit, 1, largest_page);
    std::string wanted_type;
    if (type) write_json_string(*type, wanted_type);
    std::vector<organization> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        found.clear();
        auto const own = own_organization(now, who);
        auto from = after;
        while (true) {
            auto const page = now.members().list_organizations(from, walk_page);
            for (auto const& row : page) {
                if (!visible(row, who, own)) continue;
                if (type && member_of(row.document, "type") != wanted_type) continue;
                found.push_back(shown(row));
                if (found.size() == limit) return {};
            }
            if (page.size() < walk_page) return {};
            from = page.back().id;
        }
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<void> registry::remove_organization(principal const& who, std::string id, revision expected) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto work = [&](change_writer& writer) -> result<void> {
        auto& rows = writer.unit().members();
        auto const old = rows.find_organization(id);
        if (!old) return no_organization(id);
        if (auto fresh = check_revision(expected, old->revision); !fresh) return fresh;
        if (!rows.list_applications(std::string_view(id), {}, 1).empty())
            return error(errc::conflict, "the organization has applications; remove them or move them first");
        // An id may be used again; whoever administered the old one must not get the new one with it.
        if (administered(writer.unit().accounts(), id))
            return error(errc::conflict, "accounts are bound to the organization; take it from them first");
        rows.erase_organization(id);
        return {};
    };
    co_return co_await write(who, work);
}

}  // namespace cohook::members
