#include "signing/vectors.hpp"

#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include "model/text_rules.hpp"
#include "signing/encoding.hpp"
#include "signing/envelope.hpp"
#include "signing/keys.hpp"
#include "signing/vector_file.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <optional>

namespace cohook::signing {
namespace {

namespace json = boost::json;

constexpr std::string_view output_mismatch = "output-mismatch";
constexpr std::string_view unsupported = "unsupported";
constexpr std::string_view invalid_vector = "invalid-vector";

// What a failed construction means for a vector: a bad secret is one of the format's kinds, the rest is ours to lack.
std::string_view kind_of(error const& what) {
    if (what.field().starts_with("secret")) return to_string(verdict::malformed_secret);
    return unsupported;
}

std::string_view judge_verification(vector_case const& one, verification const& outcome) {
    if (!outcome) return to_string(outcome.kind());
    std::optional<std::string> const decoded = one.decoded_text("decoded_base64");
    if (decoded && outcome.payload() != *decoded) return output_mismatch;
    return to_string(outcome.kind());
}

std::string_view run_verify(vector_case const& one) {
    verifier_options options;
    if (json::value const* window = one.find("tolerance")) {
        if (window->is_null()) options.window = tolerance::off();
        if (window->is_int64()) options.window = tolerance(std::chrono::seconds(window->as_int64()));
    }
    std::optional<std::string> const body = one.body();
    std::optional<std::int64_t> const now = one.integer("now");
    if (!body || !now) return invalid_vector;
    std::string const url = one.url(), method = one.method();
    options.url = url;
    options.generic = one.generic_layout();
    options.http_message = one.http_demands();
    result<verifier> const made = verifier::make(one.name_of_scheme(), one.secrets(), options);
    if (!made) return kind_of(made.error());
    std::vector<header_view> const headers = one.headers();
    request_view request(headers, *body);
    request.method = method;
    return judge_verification(one, made->verify(request, *now));
}

// Header lines of different names come in any order, and names in any case (RFC 9110, 5.1 and 5.3).
bool are_the_same(std::vector<header_line> const& left, std::vector<header_line> const& right) {
    return std::ranges::is_permutation(left, right, [](header_line const& a, header_line const& b) {
        return equal_ignoring_case(a.name, b.name) && a.value == b.value;
    });
}

std::string_view run_sign_headers(vector_case const& one, std::string const& body) {
    signer_options options;
    std::string const url = one.url(), method = one.method();
    options.url = url;
    options.generic = one.generic_layout();
    options.http_message = one.http_layout();
    result<signer> const made = signer::make(one.name_of_scheme(), one.secrets(), options);
    if (!made) return kind_of(made.error());
    std::optional<std::int64_t> const time = one.input_timestamp();
    if (!time) return to_string(verdict::malformed_timestamp);
    std::vector<header_view> const headers = one.headers();
    request_view request(headers, body);
    request.method = method;
    signed_headers const outcome = made->sign(request, one.input_text("id").value_or(""), *time);
    if (outcome.kind != verdict::ok) return to_string(outcome.kind);
    auto const expected = one.expected_headers();
    return !expected || are_the_same(*expected, outcome.lines) ? to_string(verdict::ok) : output_mismatch;
}

std::string_view run_sign_envelope(vector_case const& one, std::string const& data) {
    std::vector<secret> const secrets = one.secrets();
    std::vector<hmac_key> keys;
    for (secret const& each : secrets) {
        result<hmac_key> key = hmac_key::make(each.value());
        if (!key) return kind_of(key.error());
        keys.push_back(std::move(*key));
    }
    if (keys.empty() || keys.size() > 2) return invalid_vector;
    std::string const id = one.input_text("messageId").value_or("");
    std::string const subscription = one.input_text("subscription").value_or("");
    auto const published = parse_publish_time(one.input_text("publishTime").value_or(""));
    if (!published) return to_string(verdict::malformed_timestamp);
    envelope_content content;
    content.data = data;
    content.message_id = id;
    content.subscription = subscription;
    content.publish_time = *published;
    result<std::string> const body = compose(content, keys[0], keys.size() == 2 ? &keys[1] : nullptr);
    if (!body) return to_string(body.error().field() == "data" ? verdict::malformed_data : verdict::malformed_envelope);
    return one.expected_fields_are_in(*body) ? to_string(verdict::ok) : output_mismatch;
}

std::string_view run_one(vector_case const& one) {
    if (!one.scheme_is_known()) return unsupported;
    std::string const operation = one.text("op").value_or("verify");
    if (operation == "verify") return run_verify(one);
    if (operation != "sign") return unsupported;
    std::optional<std::string> const body = one.body();
    if (!body) return invalid_vector;
    if (one.name_of_scheme() == scheme::members_envelope) return run_sign_envelope(one, *body);
    return run_sign_headers(one, *body);
}

vector_outcome run(json::object const& fields) {
    vector_case const one(fields);
    vector_outcome outcome;
    outcome.name = one.text("name").value_or("");
    outcome.expect = one.text("expect").value_or("");
    outcome.got = run_one(one);
    std::vector<std::string> const acceptable = one.also_acceptable();
    outcome.ok = outcome.got == outcome.expect ||
                 std::find(acceptable.begin(), acceptable.end(), outcome.got) != acceptable.end();
    return outcome;
}

}  // namespace

result<std::vector<vector_outcome>> run_vectors(std::string_view json_text) {
    auto const refuse = [](std::string_view why) { return error(errc::invalid_argument, std::string(why)); };
    boost::system::error_code fault;
    json::value const file = json::parse(json::string_view(json_text.data(), json_text.size()), fault);
    if (fault) return refuse("the vector file is not JSON");
    json::value const* const list = file.is_object() ? file.as_object().if_contains("vectors") : nullptr;
    if (list == nullptr || !list->is_array()) return refuse("the vector file has no array `vectors`");
    std::vector<vector_outcome> outcomes;
    for (json::value const& each : list->as_array()) {
        if (!each.is_object()) return refuse("the array `vectors` holds something that is not an object");
        outcomes.push_back(run(each.as_object()));
    }
    return outcomes;
}

std::string to_json(vector_outcome const& outcome) {
    json::object line;
    line["name"] = outcome.name;
    line["expect"] = outcome.expect;
    line["got"] = outcome.got;
    line["ok"] = outcome.ok;
    return json::serialize(line);
}

}  // namespace cohook::signing
