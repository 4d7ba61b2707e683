// The table of routes. tests/service holds openapi.json to it, in both directions.
#include "service/operations.hpp"
#include "service/router.hpp"

#include <array>

namespace cohook::service {
namespace {

namespace op = operations;
using a = route_auth;
using b = route_body;
using t = route_audit;

#define COHOOK_EP "/v1/applications/{application}/endpoints/{endpoint}"
#define COHOOK_HOOK "/application/{application}/webhook"

// clang-format off
constexpr std::array routes{
    // the server itself
    route{"GET", "/livez", "isAlive", a::none, b::none, t::none, op::livez},
    route{"GET", "/readyz", "isReady", a::none, b::none, t::none, op::readyz},
    route{"GET", "/healthz", "isHealthy", a::none, b::none, t::none, op::readyz},
    route{"GET", "/version", "getVersion", a::none, b::none, t::none, op::version},
    route{"GET", "/metrics", "getMetrics", a::none, b::none, t::none, op::scrape},
    route{"GET", "/openapi.json", "getOpenApi", a::none, b::none, t::none, op::openapi},
    route{"GET", "/docs/openapi.json", "getOpenApiOfDocs", a::none, b::none, t::none, op::openapi},
    route{"GET", "/docs", "getDocs", a::none, b::none, t::none, op::docs},
    route{"GET", "/docs/{page}", "getDocsPage", a::none, b::none, t::none, op::docs_page},
    route{"GET", "/docs/images/{image}", "getDocsImage", a::none, b::none, t::none, op::docs_image},

    route{"GET", "/console", "getConsole", a::none, b::none, t::none, op::console_page},
    route{"GET", "/console/{+file}", "getConsoleFile", a::none, b::none, t::none, op::console_page},

    // who signs in
    route{"GET", "/v1/session/methods", "getSignInMethods", a::none, b::none, t::none, op::session_methods},
    route{"POST", "/v1/setup", "setUp", a::none, b::json, t::with, op::set_up, true, true},
    route{"POST", "/v1/session", "signIn", a::none, b::json, t::with, op::sign_in, true, true},
    route{"GET", "/v1/session", "getSession", a::session, b::none, t::none, op::session_show},
    route{"DELETE", "/v1/session", "signOut", a::session, b::none, t::with, op::sign_out},
    route{"PUT", "/v1/session/password", "putPassword", a::session, b::json, t::with, op::password_put},
    route{"GET", "/v1/session/oidc/{provider}/start", "startIssuerSignIn", a::none, b::none, t::none, op::oidc_start},
    route{"GET", "/v1/session/oidc/callback", "endIssuerSignIn", a::none, b::none, t::none, op::oidc_callback},
    route{"POST", "/v1/invitations", "acceptInvitation", a::none, b::json, t::with, op::invitation_accept, true, true},
    route{"GET", "/v1/accounts", "listAccounts", a::admin, b::none, t::none, op::account_list},
    route{"POST", "/v1/accounts", "createAccount", a::admin, b::json, t::with, op::account_create, true, true},
    route{"PATCH", "/v1/accounts/{account}", "patchAccount", a::admin, b::merge, t::with, op::account_patch},
    route{"DELETE", "/v1/accounts/{account}", "deleteAccount", a::admin, b::none, t::with, op::account_delete},
    route{"POST", "/v1/accounts/{account}/invitation", "inviteAccount", a::admin, b::none, t::with, op::account_invite, true, true},

    // the members face
    route{"GET", "/application", "listMyApplications", a::any, b::none, t::none, op::face_application_list},
    route{"GET", "/application/{application}", "getMyApplication", a::any, b::none, t::none, op::face_application_get},
    route{"PATCH", "/application/{application}", "patchMyApplication", a::any, b::merge, t::with, op::face_application_patch},
    route{"POST", COHOOK_HOOK "/test", "testMyWebhook", a::any, b::json, t::before, op::face_test},
    route{"POST", COHOOK_HOOK "/sync", "startMySync", a::any, b::json, t::before, op::face_sync_start},
    route{"GET", COHOOK_HOOK "/sync/{sync}", "getMySync", a::any, b::none, t::none, op::face_sync_get},
    route{"PATCH", COHOOK_HOOK "/sync/{sync}", "patchMySync", a::any, b::merge, t::before, op::face_sync_patch},
    route{"DELETE", COHOOK_HOOK "/sync/{sync}", "cancelMySync", a::any, b::none, t::before, op::face_sync_cancel},
    route{"GET", "/person", "findPersons", a::any, b::none, t::none, op::face_person_list},
    route{"GET", "/person/{person}", "getPersonOfMine", a::any, b::none, t::none, op::face_person_get},
    route{"GET", "/org", "listOrgs", a::any, b::none, t::none, op::face_org_list},

    // applications and endpoints
    route{"GET", "/v1/applications", "listApplications", a::any, b::none, t::none, op::application_list},
    route{"POST", "/v1/applications", "createApplication", a::any, b::json, t::with, op::application_create},
    route{"GET", "/v1/applications/{application}", "getApplication", a::any, b::none, t::none, op::application_get},
    route{"PATCH", "/v1/applications/{application}", "patchApplication", a::any, b::merge, t::with, op::application_patch},
    route{"DELETE", "/v1/applications/{application}", "deleteApplication", a::admin, b::none, t::with, op::application_delete},
    route{"GET", "/v1/applications/{application}/stats", "getApplicationStats", a::any, b::none, t::none, op::application_stats},
    route{"GET", "/v1/applications/{application}/preview", "previewPerson", a::any, b::none, t::none, op::application_preview},
    route{"GET", "/v1/applications/{application}/sync-estimate", "estimateSync", a::any, b::none, t::none, op::sync_estimate},
    route{"GET", "/v1/applications/{application}/endpoints", "listEndpoints", a::any, b::none, t::none, op::endpoint_list},
    route{"POST", "/v1/applications/{application}/endpoints", "createEndpoint", a::any, b::json, t::with, op::endpoint_create},
    route{"GET", COHOOK_EP, "getEndpoint", a::any, b::none, t::none, op::endpoint_get},
    route{"PUT", COHOOK_EP, "putEndpoint", a::any, b::json, t::with, op::endpoint_put},
    route{"PATCH", COHOOK_EP, "patchEndpoint", a::any, b::merge, t::with, op::endpoint_patch},
    route{"DELETE", COHOOK_EP, "deleteEndpoint", a::any, b::none, t::with, op::endpoint_delete},
    route{"POST", COHOOK_EP "/pause", "pauseEndpoint", a::any, b::none, t::with, op::endpoint_pause},
    route{"POST", COHOOK_EP "/resume", "resumeEndpoint", a::any, b::none, t::with, op::endpoint_resume},
    route{"POST", COHOOK_EP "/check", "checkEndpoint", a::any, b::none, t::before, op::endpoint_check},
    route{"POST", "/v1/applications/{application}/url-check", "checkUrl", a::any, b::json, t::none, op::url_check},
    route{"GET", COHOOK_EP "/headers", "getHeaders", a::any, b::none, t::none, op::headers_get},
    route{"PUT", COHOOK_EP "/headers", "putHeaders", a::any, b::json, t::with, op::headers_put},
    route{"PATCH", COHOOK_EP "/headers", "patchHeaders", a::any, b::merge, t::with, op::headers_patch},
    route{"GET", COHOOK_EP "/signing-key", "revealSigningKey", a::any, b::none, t::before, op::signing_key_get, true, true},
    route{"PUT", COHOOK_EP "/signing-key", "putSigningKey", a::any, b::json, t::with, op::signing_key_put},
    route{"POST", COHOOK_EP "/signing-key/rotate", "rotateSigningKey", a::any, b::json, t::with, op::signing_key_rotate, true, true},
    route{"POST", COHOOK_EP "/test", "testEndpoint", a::any, b::json, t::before, op::endpoint_test},
    route{"GET", COHOOK_EP "/syncs", "listSyncs", a::any, b::none, t::none, op::sync_list},
    route{"POST", COHOOK_EP "/syncs", "startSync", a::any, b::json, t::before, op::sync_start},

    // syncs, messages and deliveries
    route{"GET", "/v1/tests/{test}", "getTest", a::any, b::none, t::none, op::test_get},
    route{"GET", "/v1/syncs/{sync}", "getSync", a::any, b::none, t::none, op::sync_get},
    route{"PATCH", "/v1/syncs/{sync}", "patchSync", a::any, b::merge, t::before, op::sync_patch},
    route{"DELETE", "/v1/syncs/{sync}", "cancelSync", a::any, b::none, t::before, op::sync_cancel},
    route{"POST", "/v1/syncs/{sync}/retry", "retrySync", a::any, b::none, t::before, op::sync_retry},
    route{"GET", "/v1/syncs/{sync}/failures", "listSyncFailures", a::any, b::none, t::none, op::sync_failures},
    route{"GET", "/v1/messages", "listMessages", a::any, b::none, t::none, op::message_list},
    route{"GET", "/v1/messages/{message}", "getMessage", a::any, b::none, t::none, op::message_get},
    route{"GET", "/v1/deliveries", "listDeliveries", a::any, b::none, t::none, op::delivery_list},
    route{"GET", "/v1/deliveries/{delivery}", "getDelivery", a::any, b::none, t::none, op::delivery_get},
    route{"GET", "/v1/deliveries/{delivery}/attempts", "listAttempts", a::any, b::none, t::none, op::delivery_attempts},
    route{"POST", "/v1/deliveries/{delivery}/redeliver", "redeliver", a::any, b::none, t::before, op::delivery_redeliver},
    route{"POST", "/v1/deliveries/{delivery}/cancel", "cancelDelivery", a::any, b::none, t::before, op::delivery_cancel},
    route{"GET", "/v1/attempts/{attempt}", "getAttempt", a::any, b::none, t::none, op::attempt_get},
    route{"POST", "/v1/replays", "replay", a::any, b::json, t::before, op::replay_create},

    // the register
    route{"GET", "/v1/persons", "listPersons", a::any, b::none, t::none, op::person_list},
    route{"POST", "/v1/persons:import", "importPersons", a::admin, b::stream, t::with, op::person_import},
    route{"GET", "/v1/persons/{person}", "getPerson", a::any, b::none, t::none, op::person_get},
    route{"PUT", "/v1/persons/{person}", "putPerson", a::admin, b::json, t::with, op::person_put},
    route{"PATCH", "/v1/persons/{person}", "patchPerson", a::admin, b::merge, t::with, op::person_patch},
    route{"DELETE", "/v1/persons/{person}", "deletePerson", a::admin, b::none, t::with, op::person_delete},
    route{"GET", "/v1/persons/{person}/consents", "listConsents", a::any, b::none, t::none, op::consent_list},
    route{"GET", "/v1/persons/{person}/consents/{application}", "getConsent", a::any, b::none, t::none, op::consent_get},
    route{"PUT", "/v1/persons/{person}/consents/{application}", "putConsent", a::admin, b::json, t::with, op::consent_put},
    route{"DELETE", "/v1/persons/{person}/consents/{application}", "deleteConsent", a::admin, b::none, t::with, op::consent_delete},
    route{"GET", "/v1/organizations", "listOrganizations", a::any, b::none, t::none, op::organization_list},
    route{"POST", "/v1/organizations", "createOrganization", a::admin, b::json, t::with, op::organization_create},
    route{"GET", "/v1/organizations/{organization}", "getOrganization", a::any, b::none, t::none, op::organization_get},
    route{"PUT", "/v1/organizations/{organization}", "putOrganization", a::admin, b::json, t::with, op::organization_put},
    route{"DELETE", "/v1/organizations/{organization}", "deleteOrganization", a::admin, b::none, t::with, op::organization_delete},

    // operations
    route{"GET", "/v1/scopes", "listScopes", a::any, b::none, t::none, op::scopes_list},
    route{"GET", "/v1/api-keys", "listApiKeys", a::any, b::none, t::none, op::key_list},
    route{"POST", "/v1/api-keys", "createApiKey", a::any, b::json, t::with, op::key_create, true, true},
    route{"DELETE", "/v1/api-keys/{key}", "revokeApiKey", a::any, b::none, t::with, op::key_revoke},
    route{"GET", "/v1/overview", "getOverview", a::any, b::none, t::none, op::overview},
    route{"GET", "/v1/stats", "getStats", a::admin, b::none, t::none, op::stats_show},
    route{"GET", "/v1/audit", "listAudit", a::admin, b::none, t::none, op::audit_list},
    route{"GET", "/v1/stream", "openStream", a::any, b::none, t::none, op::stream_open},
    route{"GET", "/v1/system", "getSystem", a::admin, b::none, t::none, op::system_show},
    route{"GET", "/v1/system/config", "getConfiguration", a::admin, b::none, t::none, op::configuration_show},
    route{"PUT", "/v1/system/log-level", "putLogLevel", a::admin, b::json, t::before, op::log_level_set},
    route{"POST", "/v1/system/drain", "drain", a::admin, b::none, t::before, op::drain},
};
// clang-format on

#undef COHOOK_EP
#undef COHOOK_HOOK

}  // namespace

std::span<route const> all_routes() noexcept {
    return routes;
}

}  // namespace cohook::service
