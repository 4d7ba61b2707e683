// The members register: organizations, applications and their webhooks.
#include <cohook/members.hpp>

#include "documents.hpp"

#include <string>

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_application_put(cohook_engine* engine, char const* id, char const* application, int64_t timeout_ms,
                                     cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !application) return complaint(missing(id ? "application" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return members_register(from).put_application(id, application); });
    });
}

cohook_status cohook_application_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                      cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !document) return complaint(missing(id ? "shown" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return members_register(from).find_application(id); });
    });
}

cohook_status cohook_application_list(cohook_engine* engine, char const* after, uint32_t limit, int64_t timeout_ms,
                                      cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document, [&](sender& from) {
            return members_register(from).list_applications(std::string(text_of(after)), page_of(limit));
        });
    });
}

cohook_status cohook_application_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                        cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms, [&](sender& from) { return members_register(from).remove_application(id); });
    });
}

cohook_status cohook_application_change_webhook(cohook_engine* engine, char const* id, char const* settings,
                                                int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !settings) return complaint(missing(id ? "settings" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return members_register(from).change_webhook(id, settings); });
    });
}

cohook_status cohook_application_test(cohook_engine* engine, char const* id, int64_t person_id,
                                      int32_t probe_signature_check, int64_t timeout_ms, cohook_document** report,
                                      cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return show(engine, timeout_ms, report, [&](sender& from) {
            return members_register(from).test_application(id, person_id, probe_signature_check != 0);
        });
    });
}

cohook_status cohook_organization_put(cohook_engine* engine, char const* id, char const* organization,
                                      int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !organization) return complaint(missing(id ? "organization" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return members_register(from).put_organization(id, organization); });
    });
}

cohook_status cohook_organization_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                       cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !document) return complaint(missing(id ? "shown" : "id"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return members_register(from).find_organization(id); });
    });
}

cohook_status cohook_organization_list(cohook_engine* engine, char const* after, uint32_t limit, int64_t timeout_ms,
                                       cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        return show(engine, timeout_ms, document, [&](sender& from) {
            return members_register(from).list_organizations(std::string(text_of(after)), page_of(limit));
        });
    });
}

cohook_status cohook_organization_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                         cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms,
                       [&](sender& from) { return members_register(from).remove_organization(id); });
    });
}
}
