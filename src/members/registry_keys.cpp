#include "delivery/core.hpp"
#include "members/access.hpp"
#include "members/change_writer.hpp"
#include "members/registry.hpp"
#include "members/secret_text.hpp"
#include "members/value_rules.hpp"

namespace cohook::members {
namespace {

constexpr std::size_t longest_label = 200;
/// `last_used_at` is written at most this often, so that a busy key does not cost a commit a request.
constexpr std::chrono::minutes use_noted_every(10);

api_key shown(store::api_key_row const& row) {
    api_key value;
    value.id = row.id;
    value.application_id = row.application_id;
    value.label = row.label;
    value.person_id = row.person_id;
    value.rights = parse_rights(row.rights).value_or(right_set());
    value.created = row.created;
    value.expires_at = row.expires_at;
    value.last_used_at = row.last_used_at;
    value.revoked_at = row.revoked_at;
    return value;
}

result<void> check_request(api_key_request const& wanted, wall_time now) {
    if (wanted.label.size() > longest_label)
        return error(errc::invalid_argument, "'label' may have 200 bytes at most", "label");
    if (auto const problem = text_problem(wanted.label); !problem.empty())
        return error(errc::invalid_argument, "'label' " + std::string(problem), "label");
    if (wanted.rights.empty())
        return error(errc::invalid_argument, "'rights' must name 'read', 'write' or both", "rights");
    if (wanted.person_id && *wanted.person_id < 1)
        return error(errc::invalid_argument, "'personID' must be a positive integer", "personID");
    if (wanted.expires_at && *wanted.expires_at <= now)
        return error(errc::invalid_argument, "'expiresAt' must be in the future", "expiresAt");
    return {};
}

error not_authenticated() {
    return error(errc::unauthorized,
                 "there is no valid API key; send one as 'x-access-token: KEY' or 'Authorization: Bearer KEY'");
}

bool holds(store::api_key_row const& row, wall_time now) {
    return !row.revoked_at && (!row.expires_at || *row.expires_at > now);
}

}  // namespace

registry::task<created_api_key> registry::create_api_key(principal const& who, api_key_request wanted) {
    auto const allowed = wanted.application_id.empty() ? require_administrator(who, right::write)
                                                       : require_application(who, right::write, wanted.application_id);
    if (!allowed) co_return allowed.error();
    if (!who.rights.includes(wanted.rights))
        co_return error(errc::forbidden, "a key cannot be given rights that its creator lacks", "rights");
    auto const now = dispatch::clock_of(engine_).wall();
    if (auto good = check_request(wanted, now); !good) co_return good.error();
    created_api_key made;
    made.text = wanted.text;
    key_text fresh;
    if (made.text.empty()) made.text = make_key(chance_, fresh);
    auto const parts = parse_key(made.text);
    if (!parts) co_return error(errc::invalid_argument, "this is not the text of a key");
    store::api_key_row row;
    row.id = parts->id;
    row.hash = hash_secret(parts->secret);
    row.application_id = wanted.application_id;
    row.label = wanted.label;
    row.person_id = wanted.person_id;
    row.rights = to_string(wanted.rights);
    row.created = now;
    row.expires_at = wanted.expires_at;
    made.key = shown(row);
    auto work = [&](change_writer& writer) -> result<void> {
        auto& rows = writer.unit().members();
        if (!row.application_id.empty() && !rows.find_application(row.application_id))
            return no_application(row.application_id);
        if (rows.find_api_key(row.id)) return error(errc::conflict, "this key exists");
        rows.put_api_key(row);
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    co_return made;
}

registry::task<std::vector<api_key>> registry::list_api_keys(principal const& who,
                                                             std::optional<std::string> application_id) {
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    if (application_id && !who.acts_for(*application_id)) co_return no_application(*application_id);
    std::vector<api_key> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        found.clear();
        for (auto const& row : now.members().list_api_keys(application_id))
            if (who.acts_for(row.application_id)) found.push_back(shown(row));
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<void> registry::revoke_api_key(principal const& who, std::string id) {
    if (auto allowed = require(who, right::write); !allowed) co_return allowed.error();
    auto work = [&](change_writer& writer) -> result<void> {
        auto row = writer.unit().members().find_api_key(id);
        if (!row || !who.acts_for(row->application_id))
            return error(errc::not_found, "there is no API key '" + id.substr(0, 60) + "'");
        if (row->revoked_at) return {};
        row->revoked_at = writer.now();
        writer.unit().members().put_api_key(*row);
        return {};
    };
    co_return co_await write(who, work);
}

boost::asio::awaitable<void> registry::note_use(std::string key_id, wall_time now) {
    auto work = [&](change_writer& writer) -> result<void> {
        auto row = writer.unit().members().find_api_key(key_id);
        if (!row) return {};
        row->last_used_at = now;
        writer.unit().members().put_api_key(*row);
        return {};
    };
    auto const who = principal::operator_of_machine();
    co_await write(who, work);
}

registry::task<principal> registry::authenticate(std::string text) {
    auto const parts = parse_key(text);
    if (!parts) co_return not_authenticated();
    auto const hash = hash_secret(parts->secret);
    auto const now = dispatch::clock_of(engine_).wall();
    std::optional<store::api_key_row> row;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        row = truth.members().find_api_key(parts->id);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    // An unknown id costs the same comparison as a known one.
    auto const nobody = std::string(hash.size(), '\0');
    auto const same = same_hash(hash, row ? row->hash : nobody);
    if (!row || !same || !holds(*row, now)) co_return not_authenticated();
    // That the use could not be noted is no reason to refuse it.
    auto const note = !row->last_used_at || now - *row->last_used_at >= use_noted_every;
    if (note) co_await note_use(row->id, now);
    auto const rights = parse_rights(row->rights).value_or(right_set());
    auto who = row->application_id.empty() ? principal::administrator_called(row->id, rights)
                                           : principal::of_application(row->application_id, rights);
    who.actor = row->id;
    who.person_id = row->person_id;
    co_return who;
}

}  // namespace cohook::members
