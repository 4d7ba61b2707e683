// What a verification by HMAC does not do: allocate, or leave anything on OpenSSL's error queue. A program of its own,
// for it counts every `operator new`.
#include "samples.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const room = std::malloc(size == 0 ? 1 : size)) return room;
    throw std::bad_alloc();
}
void operator delete(void* room) noexcept {
    std::free(room);
}
void operator delete(void* room, std::size_t) noexcept {
    std::free(room);
}

namespace {

using namespace cohook;

struct prepared {
    verifier receiver;
    samples::request request;
    std::vector<header_view> headers;

    verdict kind() const { return receiver.verify(headers, request.body, request.now).kind(); }
};

// Of two keys the second has signed, so both are computed with.
prepared prepare(scheme name) {
    std::string_view const first = samples::other_key, second = samples::key;
    std::vector<secret> const sender_keys = {second}, receiver_keys = {first, second};
    signer_options sending;
    sending.url = "https://example.com/hook";
    sending.generic.header = "X-Sign";
    verifier_options receiving;
    receiving.url = sending.url;
    receiving.generic = sending.generic;
    std::string const body(2000, 'x');
    auto const made = signer::make(name, sender_keys, sending).value().sign("msg_1", samples::time, body);
    prepared all{verifier::make(name, receiver_keys, receiving).value(), {made.lines, body, samples::time}, {}};
    for (header_line const& line : all.request.headers) all.headers.push_back({line.name, line.value});
    all.headers.push_back({"Content-Type", "application/json"});
    return all;
}

constexpr scheme by_hmac[] = {
    scheme::standard_webhooks, scheme::svix,   scheme::stripe, scheme::github,      scheme::slack, scheme::zoom,
    scheme::shopify,           scheme::square, scheme::paddle, scheme::generic_hmac};

}  // namespace

BOOST_AUTO_TEST_SUITE(verification_by_hmac)

BOOST_AUTO_TEST_CASE(allocates_nothing) {
    for (scheme const name : by_hmac) {
        prepared one = prepare(name);
        BOOST_REQUIRE_MESSAGE(one.kind() == verdict::ok, to_string(name));  // and what is made once is made now
        std::size_t const before = allocations;
        verdict const good = one.kind();
        one.request.body.back() = 'y';
        verdict const bad = one.kind();
        std::size_t const after = allocations;
        BOOST_TEST(good == verdict::ok, to_string(name));
        BOOST_TEST(bad == verdict::signature_mismatch, to_string(name));
        BOOST_TEST(after == before, to_string(name) << " allocates " << after - before << " times");
    }
}

// The count counts: a verification by public key copies the message.
BOOST_AUTO_TEST_CASE(differs_in_that_from_one_by_public_key) {
    samples::request request = samples::published();
    request["webhook-signature"] = std::string(samples::curve_signature);
    verifier const receiver = samples::verifier_of(samples::public_key);
    std::size_t const before = allocations;
    BOOST_TEST(request.verified_by(receiver).kind() == verdict::ok);
    BOOST_TEST(allocations > before);
}

BOOST_AUTO_TEST_CASE(leaves_the_error_queue_as_it_was) {
    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 7);
    unsigned long const own = ERR_peek_last_error();
    for (scheme const name : by_hmac) {
        prepared one = prepare(name);
        BOOST_TEST(one.kind() == verdict::ok);
        one.request.body.back() = 'y';
        BOOST_TEST(one.kind() == verdict::signature_mismatch);
    }
    for (char const* bad : {"whpk_AAAA", "whpk_AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "whsec_"})
        BOOST_TEST(!verifier::make(scheme::standard_webhooks, bad).has_value());
    for (char const* algorithm : {"ed25519", "ecdsa-p256-sha256"}) {
        verifier_options options;
        options.http_message.algorithm = algorithm;
        for (char const* bad : {"AAAA", "BAAA", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"})
            BOOST_TEST(!verifier::make(scheme::rfc9421, bad, options).has_value());
    }
    samples::request curve = samples::published();
    curve["webhook-signature"] = std::string(samples::curve_signature);
    curve.body += ' ';
    BOOST_TEST(curve.verified_by(samples::verifier_of(samples::public_key)).kind() == verdict::signature_mismatch);
    BOOST_TEST(ERR_peek_last_error() == own);
    ERR_get_error();
    BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
