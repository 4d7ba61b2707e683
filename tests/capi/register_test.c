// The members register inside a C program: a change reaches who may see it, and nobody else.
#include "house.h"

static char const* const ada =
    "{\"personID\":54512,\"firstName\":\"Ada\",\"lastName\":\"Lovelace\",\"email\":\"ada@example.org\"}";

static void put_application(char const* id, char const* scopes) {
    char text[256];
    snprintf(text, sizeof text, "{\"name\":\"%s\",\"scopes\":[%s]}", id, scopes);
    CHECK_OK(cohook_application_put(engine, id, text, patience, NULL, &error));
    snprintf(text, sizeof text, "{\"url\":\"%s\",\"signingKey\":\"helloWorld\"}", receiver_url(target));
    CHECK_OK(cohook_application_change_webhook(engine, id, text, patience, NULL, &error));
}

static void a_change_reaches_the_application_that_may_see_it(void) {
    cohook_engine_options const options = usual_options();
    open_engine(&options);
    put_application("mail", "\"email\"");
    cohook_document* shown = NULL;
    CHECK_OK(cohook_person_put(engine, 54512, ada, patience, &shown, &error));
    CHECK(says(shown, "\"effect\":\"created\""));
    CHECK(says(shown, "\"messages\":0"));
    cohook_document_free(shown);
    CHECK_OK(cohook_consent_put(engine, 54512, "mail", "email", patience, &shown, &error));
    CHECK(says(shown, "\"messages\":1"));
    cohook_document_free(shown);
    CHECK(receiver_wait(target, 1) == 1);
    CHECK_OK(cohook_person_patch(engine, 54512, "{\"firstName\":\"Augusta\"}", patience, &shown, &error));
    CHECK(says(shown, "\"effect\":\"updated\""));
    CHECK(says(shown, "\"messages\":0"));
    cohook_document_free(shown);
    CHECK_OK(cohook_person_find(engine, 54512, "mail", patience, &shown, &error));
    CHECK(says(shown, "ada@example.org"));
    CHECK(strstr(cohook_document_text(shown), "Augusta") == NULL);
    cohook_document_free(shown);
    CHECK_OK(cohook_person_find(engine, 54512, NULL, patience, &shown, &error));
    CHECK(says(shown, "Augusta"));
    cohook_document_free(shown);
    CHECK_OK(cohook_consent_list(engine, 54512, patience, &shown, &error));
    CHECK(says(shown, "\"application\":\"mail\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_consent_withdraw(engine, 54512, "mail", patience, &shown, &error));
    CHECK(says(shown, "\"messages\":1"));
    cohook_document_free(shown);
    CHECK_STATUS(cohook_person_find(engine, 54512, "mail", patience, &shown, NULL), COHOOK_NOT_FOUND);
    CHECK_OK(cohook_person_remove(engine, 54512, patience, NULL, &error));
    close_engine();
}

static void many_persons_are_imported_listed_and_synced(void) {
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_SYNC_CHANGED;
    open_engine(&options);
    put_application("all", "\"members.read_name\"");
    char lines[1024];
    size_t size = 0;
    for (int id = 1; id <= 5; ++id)
        size += (size_t)snprintf(lines + size, sizeof lines - size,
                                 "{\"person\":{\"personID\":%d,\"firstName\":\"P%d\"},\"consents\":[{\"application\":"
                                 "\"all\",\"scopes\":[\"members.read_name\"]}]}\n",
                                 id, id);
    cohook_document* shown = NULL;
    CHECK_OK(cohook_person_import(engine, lines, size, patience, &shown, &error));
    CHECK(says(shown, "\"created\":5"));
    cohook_document_free(shown);
    CHECK_OK(cohook_person_list(engine, "all", 2, 2, patience, &shown, &error));
    CHECK(says(shown, "\"personID\":3"));
    CHECK(strstr(cohook_document_text(shown), "\"personID\":5") == NULL);
    cohook_document_free(shown);
    CHECK_OK(cohook_person_search(engine, "all", "p4", 0, 0, patience, &shown, &error));
    CHECK(says(shown, "\"total\":1,\"limit\":50"));
    CHECK(says(shown, "\"personID\":4"));
    cohook_document_free(shown);
    CHECK_OK(cohook_person_search(engine, NULL, "p", 3, 1, patience, &shown, &error));
    CHECK(says(shown, "\"total\":2,\"limit\":1"));
    cohook_document_free(shown);
    CHECK_STATUS(cohook_person_search(engine, NULL, "-", 0, 0, patience, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_person_search(engine, NULL, NULL, 0, 0, patience, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK(receiver_wait(target, 5) == 5);
    CHECK_OK(cohook_sync_start(engine, "all-default", NULL, patience, &shown, &error));
    CHECK(says(shown, "\"total\":5"));
    cohook_document_free(shown);
    CHECK(receiver_wait(target, 10) == 10);
    CHECK_OK(cohook_application_test(engine, "all", 3, 0, patience, &shown, &error));
    CHECK(says(shown, "\"acknowledged\":true"));
    cohook_document_free(shown);
    close_engine();
}

static void applications_and_organizations_come_and_go(void) {
    cohook_engine_options const options = usual_options();
    open_engine(&options);
    cohook_document* shown = NULL;
    CHECK_OK(cohook_organization_put(engine, "org", "{\"name\":\"The Society\"}", patience, NULL, &error));
    CHECK_OK(
        cohook_application_put(engine, "app", "{\"name\":\"App\",\"organization\":\"org\"}", patience, &shown, &error));
    CHECK(says(shown, "\"organization\":\"org\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_application_put(engine, "app", "{\"name\":\"Renamed\"}", patience, &shown, &error));
    CHECK(says(shown, "Renamed"));
    CHECK(says(shown, "\"organization\":\"org\""));
    cohook_document_free(shown);
    CHECK_STATUS(cohook_organization_remove(engine, "org", patience, NULL), COHOOK_CONFLICT);
    CHECK_OK(cohook_application_list(engine, NULL, 0, patience, &shown, &error));
    CHECK(says(shown, "\"id\":\"app\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_application_find(engine, "app", patience, &shown, &error));
    CHECK(says(shown, "\"webhook\":{\"url\":\"\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_application_remove(engine, "app", patience, &error));
    CHECK_OK(cohook_organization_find(engine, "org", patience, &shown, &error));
    CHECK(says(shown, "The Society"));
    cohook_document_free(shown);
    CHECK_OK(cohook_organization_list(engine, NULL, 0, patience, &shown, &error));
    CHECK(says(shown, "\"id\":\"org\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_organization_remove(engine, "org", patience, &error));
    CHECK_OK(cohook_scope_list(&shown, &error));
    CHECK(says(shown, "\"members.read_name\""));
    cohook_document_free(shown);
    close_engine();
}

int main(void) {
    RUN(a_change_reaches_the_application_that_may_see_it);
    RUN(many_persons_are_imported_listed_and_synced);
    RUN(applications_and_organizations_come_and_go);
    return outcome();
}
