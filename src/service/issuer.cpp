#include "service/issuer.hpp"

#include "documents/json_input.hpp"
#include "members/secret_text.hpp"
#include "model/text_rules.hpp"
#include "service/base64url.hpp"
#include "signing/encoding.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace cohook::service {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr auto documents_last = std::chrono::hours(1);
constexpr auto keys_asked_every = std::chrono::minutes(1);
constexpr std::size_t longest_answer = 64 * 1024;

std::string derived(std::string_view purpose, std::string_view secret) {
    return base64url(members::hash_secret(std::string(purpose) + ":" + std::string(secret)));
}

/// `application/x-www-form-urlencoded`, and safe in any part of an address.
std::string escaped(std::string_view text) {
    std::string made;
    for (char const c : text) {
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            made.push_back(c);
            continue;
        }
        made.push_back('%');
        made.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4]);
        made.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) & 15]);
    }
    return made;
}

void add_field(std::string& form, std::string_view name, std::string_view value) {
    if (!form.empty()) form.push_back('&');
    form.append(name).append("=").append(escaped(value));
}

error not_as_it_should(std::string why) {
    return error(errc::unavailable, "the sign-in service cannot be used now: " + std::move(why));
}

std::string member_text(json::object const& from, char const* name) {
    auto const* const found = from.if_contains(name);
    if (found == nullptr || !found->is_string()) return {};
    return std::string(found->get_string().data(), found->get_string().size());
}

/// Whether the issuer takes the client's secret in the body alone (`client_secret_basic` is the default).
bool takes_secret_in_body_alone(json::object const& document) {
    auto const* const methods = document.if_contains("token_endpoint_auth_methods_supported");
    if (methods == nullptr || !methods->is_array()) return false;
    bool basic = false, post = false;
    for (auto const& one : methods->get_array()) {
        basic = basic || one == json::value("client_secret_basic");
        post = post || one == json::value("client_secret_post");
    }
    return post && !basic;
}

result<json::object> object_of(std::string const& text) {
    auto value = documents::read_json(text);
    if (!value || !value->is_object()) return not_as_it_should("its answer is no JSON object");
    return std::move(value->get_object());
}

}  // namespace

sign_in_attempt::sign_in_attempt(std::string_view secret)
    : state(derived("state", secret)),
      nonce(derived("nonce", secret)),
      verifier(derived("verifier", secret)),
      challenge(base64url(members::hash_secret(verifier))) {}

issuer::issuer(issuer_settings settings, transport::transport& wire, asio::any_io_executor wire_executor,
               cohook::clock& clock)
    : settings_(std::move(settings)), wire_(wire), wire_executor_(std::move(wire_executor)), clock_(clock) {}

asio::awaitable<result<std::string>> issuer::sign_in_url(sign_in_attempt const& attempt, std::string redirect_uri) {
    auto asking = discover(freshness::may_be_kept);
    auto const where = co_await asio::co_spawn(wire_executor_, std::move(asking), asio::use_awaitable);
    if (!where) co_return where.error();
    std::string query;
    add_field(query, "response_type", "code");
    add_field(query, "client_id", settings_.client_id);
    add_field(query, "redirect_uri", redirect_uri);
    add_field(query, "scope", "openid email");
    add_field(query, "state", attempt.state);
    add_field(query, "nonce", attempt.nonce);
    add_field(query, "code_challenge", attempt.challenge);
    add_field(query, "code_challenge_method", "S256");
    auto const& base = (*where)->authorization_endpoint;
    auto const mark = base.find('?') == std::string::npos ? "?" : "&";
    co_return base + mark + query;
}

asio::awaitable<result<token_claims>> issuer::redeem(std::string code, sign_in_attempt const& attempt,
                                                     std::string redirect_uri) {
    auto asking = redeem_there(code, attempt, redirect_uri);
    co_return co_await asio::co_spawn(wire_executor_, std::move(asking), asio::use_awaitable);
}

asio::awaitable<result<token_claims>> issuer::redeem_there(std::string const& code, sign_in_attempt const& attempt,
                                                           std::string const& redirect_uri) {
    auto where = co_await discover(freshness::may_be_kept);
    if (!where) co_return where.error();
    auto const token = co_await id_token_for(**where, code, attempt, redirect_uri);
    if (!token) co_return token.error();
    expected_token expected;
    expected.issuer = settings_.issuer;
    expected.client_id = settings_.client_id;
    expected.nonce = attempt.nonce;
    expected.now = clock_.wall();
    auto claims = check_id_token(*token, (*where)->keys, expected);
    if (claims || claims.error().kind() != errc::not_found) co_return claims;
    // Issuers change their keys without a word.
    where = co_await discover(freshness::of_now);
    if (!where) co_return where.error();
    claims = check_id_token(*token, (*where)->keys, expected);
    if (!claims && claims.error().kind() == errc::not_found)
        co_return error(errc::unauthorized, claims.error().message());
    co_return claims;
}

asio::awaitable<result<issuer::known_ptr>> issuer::discover(freshness keys) {
    auto const now = clock_.now();
    bool const fresh = known_ && now - known_->read < documents_last;
    bool const new_keys = keys == freshness::of_now && known_ && now - known_->keys_read >= keys_asked_every;
    if (fresh && !new_keys) co_return known_;
    auto base = settings_.issuer;
    if (base.ends_with('/')) base.pop_back();
    auto const text = co_await exchange(base + "/.well-known/openid-configuration", "GET", "", "");
    if (!text) co_return text.error();
    auto const document = object_of(*text);
    if (!document) co_return document.error();
    if (member_text(*document, "issuer") != settings_.issuer)
        co_return not_as_it_should("it calls itself by another name than the one that is configured");
    known made;
    made.authorization_endpoint = member_text(*document, "authorization_endpoint");
    made.token_endpoint = member_text(*document, "token_endpoint");
    made.jwks_uri = member_text(*document, "jwks_uri");
    made.secret_in_body = takes_secret_in_body_alone(*document);
    egress::url_rules rules;
    rules.allow_http = settings_.allow_http;
    if (!egress::parse_url(made.authorization_endpoint, rules))
        co_return not_as_it_should("the address of its sign-in page is no sound one");
    auto const set = co_await exchange(made.jwks_uri, "GET", "", "");
    if (!set) co_return set.error();
    auto parsed = issuer_keys::parse(*set);
    if (!parsed) co_return not_as_it_should(parsed.error().message());
    made.keys = std::move(*parsed);
    made.read = made.keys_read = now;
    known_ = std::make_shared<known const>(std::move(made));
    co_return known_;
}

asio::awaitable<result<std::string>> issuer::id_token_for(known const& where, std::string const& code,
                                                          sign_in_attempt const& attempt,
                                                          std::string const& redirect_uri) {
    std::string form, fields = "Content-Type: application/x-www-form-urlencoded\r\n";
    add_field(form, "grant_type", "authorization_code");
    add_field(form, "code", code);
    add_field(form, "redirect_uri", redirect_uri);
    add_field(form, "code_verifier", attempt.verifier);
    if (settings_.client_secret.empty() || where.secret_in_body) add_field(form, "client_id", settings_.client_id);
    if (where.secret_in_body && !settings_.client_secret.empty())
        add_field(form, "client_secret", settings_.client_secret);
    if (!where.secret_in_body && !settings_.client_secret.empty()) {
        fields += "Authorization: Basic ";
        signing::append_base64(fields, escaped(settings_.client_id) + ":" + escaped(settings_.client_secret));
        fields += "\r\n";
    }
    auto const text = co_await exchange(where.token_endpoint, "POST", std::move(fields), std::move(form));
    if (!text) co_return text.error();
    auto const answer = object_of(*text);
    if (!answer) co_return answer.error();
    auto token = member_text(*answer, "id_token");
    if (token.empty()) co_return not_as_it_should("it gave no token");
    co_return token;
}

asio::awaitable<result<std::string>> issuer::exchange(std::string url, std::string method, std::string fields,
                                                      std::string body) {
    egress::url_rules rules;
    rules.allow_http = settings_.allow_http;
    auto const where = egress::parse_url(url, rules);
    if (!where) co_return not_as_it_should("an address of it is not to be used: " + where.error().message());
    std::string head = method + " " + where->target() + " HTTP/1.1\r\nHost: " + where->host_header() +
                       "\r\nUser-Agent: cohook/" COHOOK_VERSION "\r\nAccept: application/json\r\n" + fields;
    if (method != "GET") head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    head += "\r\n";
    transport::post_request request;
    request.url = &*where;
    request.head = head;
    request.body = body;
    request.keep_body = longest_answer;
    request.limits.whole = std::chrono::seconds(15);
    request.limits.first_byte = std::chrono::seconds(15);
    transport::post_outcome outcome;
    co_await wire_.post(request, outcome);
    if (outcome.fault != attempt_fault::none) co_return not_as_it_should(std::string(explain(outcome.fault)));
    if (outcome.status == 400 || outcome.status == 401)
        co_return error(errc::unauthorized, "the sign-in service did not take the code");
    if (outcome.status != 200) co_return not_as_it_should("it answered with status " + std::to_string(outcome.status));
    if (outcome.response_truncated) co_return not_as_it_should("its answer is too long");
    co_return std::move(outcome.response_body);
}

}  // namespace cohook::service
