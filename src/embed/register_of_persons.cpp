// The members register for embedders: persons and consents. Applications and organizations are beside it.
#include <cohook/members.hpp>

#include "documents/register_json.hpp"
#include "embed/administrator.hpp"
#include "members/importer.hpp"
#include "members/registry.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <optional>
#include <utility>

namespace cohook {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using embed::administrator;
using members::principal;
using members::registry;
using shown = asio::awaitable<result<std::string>>;
using write_task = asio::awaitable<result<members::write_report>>;

shown write_shown(write_task task, std::int64_t person_id) {
    auto const done = co_await std::move(task);
    if (!done) co_return done.error();
    auto made = documents::show_write(*done);
    made.emplace("personID", person_id);
    co_return json::serialize(made);
}

shown person_shown(asio::awaitable<result<members::person_shown>> task) {
    auto found = co_await std::move(task);
    if (!found) co_return found.error();
    co_return std::move(found->json);
}

/// The rows are JSON texts already: they are set into the page as they are.
std::string page_text(members::person_page const& page) {
    json::object head{{"total", page.total}, {"limit", page.limit}, {"skip", page.skip}};
    std::string text = json::serialize(head);
    text.back() = ',';
    text += "\"data\":[";
    for (auto const& row : page.data) {
        if (text.back() != '[') text += ',';
        text += row;
    }
    return text + "]}";
}

shown list_shown(registry& people, principal who, result<members::person_query> query) {
    if (!query) co_return query.error();
    auto const found = co_await people.find_persons(who, std::move(*query));
    if (!found) co_return found.error();
    co_return page_text(*found);
}

result<members::person_query> persons_after(std::int64_t id, std::uint64_t limit,
                                            std::optional<std::string> const& search) {
    members::person_query query;
    if (search) {
        auto named = members::name_search::parse(*search);
        if (!named) return named.error();
        query.named = std::move(*named);
    }
    query.id_gt = id;
    query.limit = limit;
    return query;
}

shown import_shown(registry& people, std::string lines) {
    members::importer importer(people, administrator());
    auto const fed = co_await importer.feed(lines);
    if (!fed) co_return fed.error();
    auto const report = co_await importer.finish();
    if (!report) co_return report.error();
    co_return json::serialize(documents::show_import(*report));
}

shown consents_shown(registry& people, std::int64_t person_id) {
    auto const found = co_await people.consents_of(administrator(), person_id);
    if (!found) co_return found.error();
    json::array data;
    for (auto const& one : *found) data.push_back(documents::show_consent(one));
    json::object const made{{"data", std::move(data)}};
    co_return json::serialize(made);
}

shown put_consent_shown(registry& people, std::int64_t person_id, std::string application_id,
                        result<members::scope_set> scopes) {
    if (!scopes) co_return scopes.error();
    auto writing = people.put_consent(administrator(), person_id, std::move(application_id), *scopes);
    co_return co_await write_shown(std::move(writing), person_id);
}

}  // namespace

shown members_register::put_person(std::int64_t id, std::string person) const {
    return write_shown(host_->register_of_members().put_person(administrator(), id, std::move(person)), id);
}

shown members_register::patch_person(std::int64_t id, std::string merge_patch) const {
    return write_shown(host_->register_of_members().patch_person(administrator(), id, std::move(merge_patch)), id);
}

shown members_register::remove_person(std::int64_t id) const {
    return write_shown(host_->register_of_members().remove_person(administrator(), id), id);
}

shown members_register::find_person(std::int64_t id) const {
    return person_shown(host_->register_of_members().find_person(administrator(), id));
}

shown members_register::view_person(std::int64_t id, std::string application_id) const {
    return person_shown(host_->register_of_members().preview_person(administrator(), std::move(application_id), id));
}

shown members_register::list_persons(std::int64_t after_id, std::uint64_t limit,
                                     std::optional<std::string> search) const {
    return list_shown(host_->register_of_members(), administrator(), persons_after(after_id, limit, search));
}

shown members_register::view_persons(std::string application_id, std::int64_t after_id, std::uint64_t limit,
                                     std::optional<std::string> search) const {
    auto who = principal::of_application(std::move(application_id));
    return list_shown(host_->register_of_members(), std::move(who), persons_after(after_id, limit, search));
}

shown members_register::import_persons(std::string lines) const {
    return import_shown(host_->register_of_members(), std::move(lines));
}

shown members_register::put_consent(std::int64_t person_id, std::string application_id, std::string_view scopes) const {
    return put_consent_shown(host_->register_of_members(), person_id, std::move(application_id),
                             members::scope_set::parse_text(scopes));
}

shown members_register::withdraw_consent(std::int64_t person_id, std::string application_id) const {
    auto& people = host_->register_of_members();
    return write_shown(people.withdraw_consent(administrator(), person_id, std::move(application_id)), person_id);
}

shown members_register::consents_of(std::int64_t person_id) const {
    return consents_shown(host_->register_of_members(), person_id);
}

std::string members_register::scopes() {
    json::object const all{{"data", documents::show_scopes()}};
    return json::serialize(all);
}

}  // namespace cohook
