// Every vector of the conformance files, through the C ABI.
#include "signing/vector_file.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cohook.h>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using namespace cohook;
using cohook::signing::vector_case;

/// The parts of a vector in their C forms; they hold as long as this does.
struct c_vector {
    explicit c_vector(vector_case const& one)
        : body(one.body().value_or("")),
          url(one.url()),
          method(one.method()),
          name(to_string(one.name_of_scheme())),
          secrets_given(one.secrets()),
          headers_given(one.headers()),
          layout_given(one.generic_layout()),
          demands_given(one.http_demands()),
          http_given(one.http_layout()) {
        for (auto const& each : secrets_given)
            secrets.push_back({each.value().data(), each.value().size(), static_cast<int>(each.read_as())});
        for (auto const& each : headers_given)
            headers.push_back({each.name.data(), each.name.size(), each.value.data(), each.value.size()});
        for (auto const& each : demands_given.components) demanded.push_back(each.c_str());
        for (auto const& each : http_given.components) covered.push_back(each.c_str());
        for (auto const& each : http_given.key_ids) key_ids.push_back(each.c_str());
        layout.size = sizeof layout;
        layout.header = layout_given.header.c_str();
        layout.prefix = layout_given.prefix.c_str();
        layout.encoding = layout_given.encoding.c_str();
        layout.hash = layout_given.hash.c_str();
        layout.signed_bytes = layout_given.signed_bytes.c_str();
        layout.timestamp_header = layout_given.timestamp_header.c_str();
        layout.id_header = layout_given.id_header.c_str();
        demands.size = sizeof demands;
        demands.algorithm = demands_given.algorithm.c_str();
        demands.components = demanded.empty() ? &nothing : demanded.data();
        demands.component_count = demanded.size();
        demands.tag = demands_given.tag.c_str();
        http.size = sizeof http;
        http.algorithm = http_given.algorithm.c_str();
        http.components = covered.empty() ? &nothing : covered.data();
        http.component_count = covered.size();
        http.digest = http_given.digest.c_str();
        http.label = http_given.label.c_str();
        http.key_ids = key_ids.data();
        http.key_id_count = key_ids.size();
        http.tag = http_given.tag.c_str();
        http.lifetime_seconds = http_given.lifetime.count();
    }
    c_vector(c_vector const&) = delete;
    c_vector& operator=(c_vector const&) = delete;

    std::string body, url, method, name;
    std::vector<secret> secrets_given;
    std::vector<header_view> headers_given;
    generic_hmac_layout layout_given;
    http_signature_demands demands_given;
    http_signature_layout http_given;
    std::vector<cohook_secret> secrets;
    std::vector<cohook_header> headers;
    char const* nothing = nullptr;
    std::vector<char const*> demanded, covered, key_ids;
    cohook_generic_layout layout{};
    cohook_http_demands demands{};
    cohook_http_layout http{};
};

std::string kind_of(cohook_error* error) {
    std::string const field = cohook_error_field(error), message = cohook_error_message(error);
    cohook_error_free(error);
    if (field.starts_with("secret") || field == "key" || field == "previousKey") return "malformed-secret";
    if (message.starts_with("this cannot be signed: ")) return message.substr(message.rfind(' ') + 1);
    if (field == "data") return "malformed-data";
    if (field == "messageId" || field == "subscription" || field == "publishTime") return "malformed-envelope";
    return "unsupported";
}

std::string verify(vector_case const& one) {
    c_vector const with(one);
    cohook_verifier_options options{};
    options.size = sizeof options;
    options.scheme = with.name.c_str();
    options.secrets = with.secrets.data();
    options.secret_count = with.secrets.size();
    options.url = with.url.c_str();
    options.generic = &with.layout;
    options.http_message = &with.demands;
    if (auto const* const window = one.find("tolerance")) {
        options.window = window->is_null() ? COHOOK_WINDOW_OFF : COHOOK_WINDOW_SECONDS;
        if (window->is_int64()) options.tolerance_seconds = window->as_int64();
    }
    cohook_verifier* verifier = nullptr;
    cohook_error* error = nullptr;
    if (cohook_verifier_new(&options, &verifier, &error) != COHOOK_OK) return kind_of(error);
    cohook_request request{};
    request.size = sizeof request;
    request.headers = with.headers.data();
    request.header_count = with.headers.size();
    request.body = with.body.data();
    request.body_size = with.body.size();
    request.now = one.integer("now").value_or(0);
    request.method = with.method.c_str();
    cohook_verification proved{};
    proved.size = sizeof proved;
    auto const verdict = cohook_verify(verifier, &request, &proved);
    std::string got = verdict < 0 ? cohook_status_name(verdict) : cohook_verdict_name(verdict);
    auto const decoded = one.decoded_text("decoded_base64");
    if (verdict == COHOOK_VERDICT_OK && decoded && *decoded != std::string(proved.payload, proved.payload_size))
        got = "output-mismatch";
    cohook_verification_release(&proved);
    cohook_verifier_free(verifier);
    return got;
}

std::string sign(vector_case const& one) {
    c_vector const with(one);
    auto const id = one.input_text("id").value_or("");
    cohook_signer_options options{};
    options.size = sizeof options;
    options.scheme = with.name.c_str();
    options.secrets = with.secrets.data();
    options.secret_count = with.secrets.size();
    options.url = with.url.c_str();
    options.generic = &with.layout;
    options.http_message = &with.http;
    cohook_signer* signer = nullptr;
    cohook_error* error = nullptr;
    if (cohook_signer_new(&options, &signer, &error) != COHOOK_OK) return kind_of(error);
    cohook_unsigned request{};
    request.size = sizeof request;
    request.id = id.data();
    request.id_size = id.size();
    request.timestamp = one.input_timestamp().value_or(-1);
    request.headers = with.headers.data();
    request.header_count = with.headers.size();
    request.body = with.body.data();
    request.body_size = with.body.size();
    request.method = with.method.c_str();
    cohook_headers* made = nullptr;
    auto const status = cohook_sign(signer, &request, &made, &error);
    cohook_signer_free(signer);
    if (status != COHOOK_OK) return kind_of(error);
    std::vector<header_line> lines;
    for (std::size_t at = 0; at < cohook_headers_count(made); ++at) {
        auto const line = cohook_headers_at(made, at);
        lines.push_back({line.name, line.value});
    }
    cohook_headers_free(made);
    return lines == one.expected_headers() ? "ok" : "output-mismatch";
}

std::string compose(vector_case const& one) {
    c_vector const with(one);
    auto const id = one.input_text("messageId").value_or("");
    auto const subscription = one.input_text("subscription").value_or("");
    auto const published = signing::parse_publish_time(one.input_text("publishTime").value_or(""));
    if (!published) return "malformed-timestamp";
    cohook_envelope envelope{};
    envelope.size = sizeof envelope;
    envelope.data = with.body.data();
    envelope.data_size = with.body.size();
    envelope.message_id = id.c_str();
    envelope.subscription = subscription.c_str();
    envelope.publish_time_ms = published->time_since_epoch().count();
    envelope.key = with.secrets.at(0);
    if (with.secrets.size() > 1) envelope.previous_key = with.secrets.at(1);
    cohook_document* body = nullptr;
    cohook_error* error = nullptr;
    if (cohook_envelope_compose(&envelope, &body, &error) != COHOOK_OK) return kind_of(error);
    bool const right = one.expected_fields_are_in(cohook_document_text(body));
    cohook_document_free(body);
    return right ? "ok" : "output-mismatch";
}

std::string run(vector_case const& one) {
    if (!one.scheme_is_known()) return "unsupported";
    if (one.text("op").value_or("verify") == "verify") return verify(one);
    return one.name_of_scheme() == scheme::members_envelope ? compose(one) : sign(one);
}

std::size_t pass_all(std::string const& name) {
    std::ifstream file(COHOOK_CONFORMANCE "/" + name, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(file, "cannot read " COHOOK_CONFORMANCE "/" << name);
    auto const all = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    auto const& vectors = all.at("vectors").as_array();
    for (auto const& each : vectors) {
        vector_case const one(each.as_object());
        auto const expected = one.text("expect").value_or("");
        auto const acceptable = one.also_acceptable();
        auto const got = run(one);
        BOOST_TEST((got == expected || std::ranges::find(acceptable, got) != acceptable.end()),
                   one.text("name").value_or("") << ": expected " << expected << ", got " << got);
    }
    return vectors.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors_through_the_c_abi)

BOOST_AUTO_TEST_CASE(all_pass) {
    BOOST_TEST(pass_all("signatures.json") == 125U);
}

BOOST_AUTO_TEST_CASE(the_hard_ones_pass) {
    BOOST_TEST(pass_all("hard_signatures.json") == 380U);
}

BOOST_AUTO_TEST_SUITE_END()
