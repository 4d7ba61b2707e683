// The members register: persons and consents. Applications and organizations are in applications.cpp.
#include <cohook/members.hpp>

#include "documents.hpp"

#include <optional>
#include <string>

using namespace cohook;
using namespace cohook::capi;

namespace {

boost::asio::awaitable<result<std::string>> page_of(sender& from, char const* application_id, int64_t after_id,
                                                    uint32_t limit, std::optional<std::string> search) {
    members_register const people(from);
    std::uint64_t const most = limit == 0 ? usual_page : limit;
    return application_id ? people.view_persons(application_id, after_id, most, std::move(search))
                          : people.list_persons(after_id, most, std::move(search));
}

}  // namespace

extern "C" {

cohook_status cohook_person_put(cohook_engine* engine, int64_t person_id, char const* person, int64_t timeout_ms,
                                cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!person) return complaint(missing("person"));
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return members_register(from).put_person(person_id, person); });
    });
}

cohook_status cohook_person_patch(cohook_engine* engine, int64_t person_id, char const* patch, int64_t timeout_ms,
                                  cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!patch) return complaint(missing("patch"));
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return members_register(from).patch_person(person_id, patch); });
    });
}

cohook_status cohook_person_remove(cohook_engine* engine, int64_t person_id, int64_t timeout_ms,
                                   cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return members_register(from).remove_person(person_id); });
    });
}

cohook_status cohook_person_find(cohook_engine* engine, int64_t person_id, char const* application_id,
                                 int64_t timeout_ms, cohook_document** person, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!person) return complaint(missing("person"));
        return show(engine, timeout_ms, person, [&](sender& from) {
            members_register const people(from);
            return application_id ? people.view_person(person_id, application_id) : people.find_person(person_id);
        });
    });
}

cohook_status cohook_person_list(cohook_engine* engine, char const* application_id, int64_t after_id, uint32_t limit,
                                 int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return page_of(from, application_id, after_id, limit, {}); });
    });
}

cohook_status cohook_person_search(cohook_engine* engine, char const* application_id, char const* search,
                                   int64_t after_id, uint32_t limit, int64_t timeout_ms, cohook_document** document,
                                   cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!search) return complaint(missing("search"));
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return page_of(from, application_id, after_id, limit, std::string(search)); });
    });
}

cohook_status cohook_person_import(cohook_engine* engine, char const* lines, size_t lines_size, int64_t timeout_ms,
                                   cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto const text = bytes_of(lines, lines_size, "lines");
        if (!text) return complaint(text.error());
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return members_register(from).import_persons(std::string(*text)); });
    });
}

cohook_status cohook_consent_put(cohook_engine* engine, int64_t person_id, char const* application_id,
                                 char const* scopes, int64_t timeout_ms, cohook_document** report,
                                 cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!application_id || !scopes) return complaint(missing(application_id ? "scopes" : "applicationId"));
        return show(engine, timeout_ms, report, [&](sender& from) {
            return members_register(from).put_consent(person_id, application_id, scopes);
        });
    });
}

cohook_status cohook_consent_withdraw(cohook_engine* engine, int64_t person_id, char const* application_id,
                                      int64_t timeout_ms, cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!application_id) return complaint(missing("applicationId"));
        return show(engine, timeout_ms, report,
                    [&](sender& from) { return members_register(from).withdraw_consent(person_id, application_id); });
    });
}

cohook_status cohook_consent_list(cohook_engine* engine, int64_t person_id, int64_t timeout_ms,
                                  cohook_document** consents, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!consents) return complaint(missing("consents"));
        return show(engine, timeout_ms, consents,
                    [&](sender& from) { return members_register(from).consents_of(person_id); });
    });
}

cohook_status cohook_scope_list(cohook_document** scopes, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!scopes) return complaint(missing("scopes"));
        *scopes = new cohook_document{members_register::scopes()};
        return {};
    });
}
}
