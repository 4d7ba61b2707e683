// The members register: persons and consents. Applications and organizations are in applications.cpp.
#include "administrator.hpp"
#include "documents.hpp"
#include "documents/register_json.hpp"
#include "members/importer.hpp"
#include "members/registry.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace cohook::capi {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using members::principal;
using members::registry;
using shown = asio::awaitable<result<json::value>>;
using write = asio::awaitable<result<members::write_report>>;

shown write_shown(write task, std::int64_t person_id) {
    auto const done = co_await std::move(task);
    if (!done) co_return done.error();
    auto made = documents::show_write(*done);
    made.emplace("personID", person_id);
    co_return json::value(std::move(made));
}

shown find_shown(registry& people, std::int64_t id, std::optional<std::string> application) {
    if (application) {
        auto const seen = co_await people.preview_person(administrator(), std::move(*application), id);
        if (!seen) co_return seen.error();
        co_return json::parse(seen->json);
    }
    auto const found = co_await people.find_person(administrator(), id);
    if (!found) co_return found.error();
    co_return json::parse(found->json);
}

asio::awaitable<result<members::person_page>> search(registry& people, std::optional<std::string> application,
                                                     members::person_query query) {
    if (!application) co_return co_await people.find_persons(administrator(), std::move(query));
    auto const who = principal::of_application(std::move(*application));
    co_return co_await people.find_persons(who, std::move(query));
}

shown list_shown(registry& people, std::optional<std::string> application, members::person_query query) {
    auto searching = search(people, std::move(application), std::move(query));
    auto const found = co_await std::move(searching);
    if (!found) co_return found.error();
    json::array data;
    for (auto const& text : found->data) data.push_back(json::parse(text));
    json::object made{{"total", found->total}, {"limit", found->limit}, {"skip", found->skip}};
    made.emplace("data", std::move(data));
    co_return json::value(std::move(made));
}

shown import_shown(registry& people, std::string lines) {
    members::importer importer(people, administrator());
    auto const fed = co_await importer.feed(lines);
    if (!fed) co_return fed.error();
    auto const report = co_await importer.finish();
    if (!report) co_return report.error();
    co_return json::value(documents::show_import(*report));
}

shown consents_shown(registry& people, std::int64_t person_id) {
    auto const found = co_await people.consents_of(administrator(), person_id);
    if (!found) co_return found.error();
    json::array data;
    for (auto const& one : *found) data.push_back(documents::show_consent(one));
    json::object made{{"data", std::move(data)}};
    co_return json::value(std::move(made));
}

std::optional<std::string> optional_text(char const* text) {
    if (!text) return std::nullopt;
    return std::string(text);
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_person_put(cohook_engine* engine, int64_t person_id, char const* person, int64_t timeout_ms,
                                cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!person) return complaint(missing("person"));
        return show(engine, timeout_ms, report, [&](sender& from) {
            auto& people = from.register_of_members();
            return write_shown(people.put_person(administrator(), person_id, person), person_id);
        });
    });
}

cohook_status cohook_person_patch(cohook_engine* engine, int64_t person_id, char const* patch, int64_t timeout_ms,
                                  cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!patch) return complaint(missing("patch"));
        return show(engine, timeout_ms, report, [&](sender& from) {
            auto& people = from.register_of_members();
            return write_shown(people.patch_person(administrator(), person_id, patch), person_id);
        });
    });
}

cohook_status cohook_person_remove(cohook_engine* engine, int64_t person_id, int64_t timeout_ms,
                                   cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        return show(engine, timeout_ms, report, [&](sender& from) {
            return write_shown(from.register_of_members().remove_person(administrator(), person_id), person_id);
        });
    });
}

cohook_status cohook_person_find(cohook_engine* engine, int64_t person_id, char const* application_id,
                                 int64_t timeout_ms, cohook_document** person, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!person) return complaint(missing("person"));
        return show(engine, timeout_ms, person, [&](sender& from) {
            return find_shown(from.register_of_members(), person_id, optional_text(application_id));
        });
    });
}

cohook_status cohook_person_list(cohook_engine* engine, char const* application_id, int64_t after_id, uint32_t limit,
                                 int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        members::person_query query;
        query.id_gt = after_id;
        query.limit = limit == 0 ? usual_page : std::min<std::uint64_t>(limit, members::largest_page);
        return show(engine, timeout_ms, document, [&](sender& from) {
            return list_shown(from.register_of_members(), optional_text(application_id), std::move(query));
        });
    });
}

cohook_status cohook_person_import(cohook_engine* engine, char const* lines, size_t lines_size, int64_t timeout_ms,
                                   cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto const text = bytes_of(lines, lines_size, "lines");
        if (!text) return complaint(text.error());
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return import_shown(from.register_of_members(), std::string(*text)); });
    });
}

cohook_status cohook_consent_put(cohook_engine* engine, int64_t person_id, char const* application_id,
                                 char const* scopes, int64_t timeout_ms, cohook_document** report,
                                 cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!application_id || !scopes) return complaint(missing(application_id ? "scopes" : "applicationId"));
        auto const wanted = members::scope_set::parse_text(scopes);
        if (!wanted) return complaint(wanted.error());
        return show(engine, timeout_ms, report, [&](sender& from) {
            auto& people = from.register_of_members();
            return write_shown(people.put_consent(administrator(), person_id, application_id, *wanted), person_id);
        });
    });
}

cohook_status cohook_consent_withdraw(cohook_engine* engine, int64_t person_id, char const* application_id,
                                      int64_t timeout_ms, cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!application_id) return complaint(missing("applicationId"));
        return show(engine, timeout_ms, report, [&](sender& from) {
            auto& people = from.register_of_members();
            return write_shown(people.withdraw_consent(administrator(), person_id, application_id), person_id);
        });
    });
}

cohook_status cohook_consent_list(cohook_engine* engine, int64_t person_id, int64_t timeout_ms,
                                  cohook_document** consents, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!consents) return complaint(missing("consents"));
        return show(engine, timeout_ms, consents,
                    [&](sender& from) { return consents_shown(from.register_of_members(), person_id); });
    });
}

cohook_status cohook_scope_list(cohook_document** scopes, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!scopes) return complaint(missing("scopes"));
        json::object const all{{"data", documents::show_scopes()}};
        *scopes = new cohook_document{json::serialize(all)};
        return {};
    });
}
}
