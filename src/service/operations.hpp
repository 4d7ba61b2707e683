// What operations share: bodies in, answers out, paging, conditions. And their names, for the table of routes.
#pragma once

#include "documents/json_input.hpp"
#include "members/registry.hpp"
#include "service/backroom.hpp"
#include "service/router.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::service {

/// The body as JSON; an empty one is an empty object where `optional_body` says so.
enum class body_need : std::uint8_t { required, may_be_empty };
outcome<boost::json::value> json_body(call const& asked, body_need need = body_need::required);

response json_answer(int status, boost::json::value const& body);
/// With a strong ETag over `revision` (RFC 9110, 8.8.3).
response json_answer(int status, boost::json::value const& body, std::string const& revision);
/// From JSON text that is there already.
response json_text_answer(int status, std::string body);
std::string etag_of(std::string_view revision);

/// `If-Match` with one tag of ours, without its quotes; nothing where there is none or it is `*`. Errors: 412 for a tag
/// that is none of ours (it cannot match).
outcome<std::optional<std::string>> if_match(call const& asked);
/// The same where the tag is a revision.
outcome<members::registry::revision> expected_revision(call const& asked);
/// A conflict of revisions is 412 where the client named one.
fault conditional(call const& asked, error const& what);

/// `limit` (1 to 250, default 50) and `cursor`; what else the query holds is the operation's to read.
struct page_wish {
    page_wish() = default;
    std::size_t limit = 50;
    std::string after;  ///< what the cursor stands for; empty: from the start
};
page_wish read_page(query_reader& query);
/// `{data,nextCursor}` with a `Link: rel="next"`; without `next`: the last page.
response page_answer(call const& asked, boost::json::array data, std::optional<std::string> const& next);

/// The endpoint of the path, `endpoint_id_of` applied, if it is the caller's. Errors: `not_found`.
boost::asio::awaitable<result<endpoint>> endpoint_of(call& asked, std::string name);
/// A delivery or a sync of the caller's; `not_found` where it is foreign.
boost::asio::awaitable<result<delivery>> delivery_of(call& asked, std::string id);
boost::asio::awaitable<result<sync_status>> sync_of(call& asked, std::string id);

/// The shared parts of the two faces.
reply run_test(call& asked, std::string endpoint_name);
reply start_sync(call& asked, std::string endpoint_name, std::string sync_path);
/// Where it is refused because one is under way, the answer points to that one.
reply begin_sync(call& asked, std::string endpoint_id, sync_options options, std::string sync_path);
reply change_sync(call& asked, record_id id);
outcome<void> no_query(call const& asked);

namespace operations {

// the server itself (native_system.cpp, health.cpp, console.cpp)
reply livez(call&);
reply readyz(call&);
reply version(call&);
reply scrape(call&);
reply openapi(call&);
reply docs(call&);
reply docs_page(call&);
reply docs_image(call&);
reply console_page(call&);
reply system_show(call&);
reply configuration_show(call&);
reply log_level_set(call&);
reply drain(call&);
reply audit_list(call&);
reply stats_show(call&);
reply stream_open(call&);
reply scopes_list(call&);

// how it goes (overview.cpp)
reply overview(call&);
reply application_stats(call&);
reply application_preview(call&);
reply sync_estimate(call&);

// who signs in (session.cpp, session_oidc.cpp, native_accounts.cpp)
reply session_methods(call&);
reply set_up(call&);
reply sign_in(call&);
reply session_show(call&);
reply sign_out(call&);
reply password_put(call&);
reply invitation_accept(call&);
reply oidc_start(call&);
reply oidc_callback(call&);
reply account_list(call&);
reply account_create(call&);
reply account_patch(call&);
reply account_delete(call&);
reply account_invite(call&);

// the members face (members_face_*.cpp)
reply face_application_list(call&);
reply face_application_get(call&);
reply face_application_patch(call&);
reply face_test(call&);
reply face_sync_start(call&);
reply face_sync_get(call&);
reply face_sync_patch(call&);
reply face_sync_cancel(call&);
reply face_person_list(call&);
reply face_person_get(call&);
reply face_org_list(call&);

// the native face (native_*.cpp)
reply application_list(call&);
reply application_create(call&);
reply application_get(call&);
reply application_patch(call&);
reply application_delete(call&);
reply endpoint_list(call&);
reply endpoint_create(call&);
reply endpoint_get(call&);
reply endpoint_put(call&);
reply endpoint_patch(call&);
reply endpoint_delete(call&);
reply endpoint_pause(call&);
reply endpoint_resume(call&);
reply url_check(call&);
reply endpoint_check(call&);
reply headers_get(call&);
reply headers_put(call&);
reply headers_patch(call&);
reply signing_key_get(call&);
reply signing_key_put(call&);
reply signing_key_rotate(call&);
reply endpoint_test(call&);
reply sync_list(call&);
reply sync_start(call&);
reply sync_get(call&);
reply sync_patch(call&);
reply sync_cancel(call&);
reply sync_retry(call&);
reply sync_failures(call&);
reply message_list(call&);
reply message_get(call&);
reply test_get(call&);
reply delivery_list(call&);
reply delivery_get(call&);
reply delivery_attempts(call&);
reply delivery_redeliver(call&);
reply delivery_cancel(call&);
reply attempt_get(call&);
reply replay_create(call&);
reply person_list(call&);
reply person_get(call&);
reply person_put(call&);
reply person_patch(call&);
reply person_delete(call&);
reply person_import(call&);
reply consent_list(call&);
reply consent_get(call&);
reply consent_put(call&);
reply consent_delete(call&);
reply organization_list(call&);
reply organization_create(call&);
reply organization_get(call&);
reply organization_put(call&);
reply organization_delete(call&);
reply key_list(call&);
reply key_create(call&);
reply key_revoke(call&);

}  // namespace operations
}  // namespace cohook::service
