// TLS: who is trusted, what is refused, and that nothing of a request is ever sent to the wrong one.
#include "transport/openssl_handles.hpp"
#include "transport/wire_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>

using namespace std::chrono_literals;
using cohook::attempt_fault;
using cohook::wire_state;
using cohook::testing::answer;
using cohook::testing::answers_all;
using cohook::testing::event;
using cohook::testing::receiver_connection;
using cohook::testing::receiver_options;
using cohook::testing::receiver_script;
using cohook::testing::scripted_receiver;
using cohook::testing::wire_fixture;
using cohook::transport::certificate_request;
using cohook::transport::development_ca;
using cohook::transport::pem_identity;
using cohook::transport::post_outcome;

namespace {

struct secure : wire_fixture {
    secure() { options.tls.extra_authorities = ca.certificate(); }

    development_ca ca = development_ca::create(clock.wall()).value();
    std::string heard;  ///< what a receiver read as a request

    pem_identity identity(std::vector<std::string> names = {cohook::testing::receiver_name}) {
        return ca.issue(std::move(names), clock.wall()).value();
    }
    certificate_request request(std::vector<std::string> names = {cohook::testing::receiver_name}) {
        certificate_request made;
        made.names = std::move(names);
        made.not_before = clock.wall() - std::chrono::hours(48);
        made.not_after = clock.wall() + std::chrono::hours(48);
        return made;
    }
    post_outcome against(pem_identity server, std::function<void(SSL_CTX*)> tune = {}, receiver_script script = {}) {
        receiver_options how;
        how.identity = std::move(server);
        how.tune = std::move(tune);
        if (!script)
            script = [this](receiver_connection& peer) {
                heard = peer.read_request();
                if (!heard.empty()) peer.send(answer(200, "ok"));
                peer.wait_until_closed();
            };
        scripted_receiver receiver(std::move(how), std::move(script));
        auto outcome = post(https(receiver.port()));
        wire().drop_idle(nullptr);
        return outcome;
    }
    void refuses(post_outcome const& outcome, attempt_fault fault) {
        BOOST_TEST(outcome.fault == fault, outcome.fault << " " << outcome.detail);
        BOOST_TEST(outcome.wire == wire_state::not_sent);
        BOOST_TEST(heard.empty());
        BOOST_TEST(!outcome.timings.send.has_value());
    }
    post_outcome against_raw(receiver_script script) {
        scripted_receiver receiver({}, std::move(script));
        return post(https(receiver.port()));
    }
};

int choose_h2(SSL*, unsigned char const** out, unsigned char* size, unsigned char const*, unsigned, void*) {
    static unsigned char const h2[] = {'h', '2'};
    *out = h2;
    *size = sizeof h2;
    return SSL_TLSEXT_ERR_OK;
}

int refuse_all(SSL*, unsigned char const**, unsigned char*, unsigned char const*, unsigned, void*) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

int staple(SSL* server, void* statement) {
    auto const& der = *static_cast<std::string const*>(statement);
    auto* const copy = static_cast<unsigned char*>(OPENSSL_malloc(der.size()));
    std::ranges::copy(der, copy);
    SSL_set_tlsext_status_ocsp_resp(server, copy, static_cast<long>(der.size()));
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secured, secure)

BOOST_AUTO_TEST_CASE(a_trusted_receiver_gets_the_request) {
    auto const outcome = against(identity());
    BOOST_TEST(outcome.fault == attempt_fault::none, outcome.fault << " " << outcome.detail);
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.tls_version == "TLSv1.3");
    BOOST_TEST(outcome.timings.tls.has_value());
    BOOST_REQUIRE(outcome.certificate_expires_at.has_value());
    BOOST_TEST((*outcome.certificate_expires_at > clock.wall() + std::chrono::hours(24 * 29)));
    BOOST_TEST(heard.starts_with("POST /hook HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_spoken_too) {
    auto const outcome =
        against(identity(), [](SSL_CTX* server) { SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION); });
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.tls_version == "TLSv1.2");
}

BOOST_AUTO_TEST_CASE(row_8_and_9_a_stalled_handshake_ends_at_its_deadline_whatever_drips) {
    limits.tls = 10s;
    auto const silent = against_raw([this](receiver_connection& peer) {
        clock.advance_soon(11s);
        peer.wait_until_closed();
    });
    refuses(silent, attempt_fault::tls_timeout);
    auto const dripping = against_raw([this](receiver_connection& peer) {
        for (int byte = 0; byte < 12; ++byte) {
            peer.send(std::string_view("\x16\x03\x03\x40\x00\x02\x00\x3f\x00\x03\x03\x00", 12).substr(byte, 1));
            clock.advance_soon(1s);
        }
        peer.wait_until_closed();
    });
    refuses(dripping, attempt_fault::tls_timeout);
}

BOOST_AUTO_TEST_CASE(row_10_bad_certificates_are_refused_by_name_and_nothing_is_sent) {
    auto expired = request();
    expired.not_after = clock.wall() - std::chrono::hours(1);
    refuses(against(ca.issue(expired).value()), attempt_fault::tls_cert_expired);
    auto early = request();
    early.not_before = clock.wall() + std::chrono::hours(1);
    refuses(against(ca.issue(early).value()), attempt_fault::tls_cert_not_yet_valid);
    refuses(against(development_ca::self_signed(request()).value()), attempt_fault::tls_cert_untrusted);
    auto const stranger = development_ca::create(clock.wall()).value();
    refuses(against(stranger.issue(request()).value()), attempt_fault::tls_cert_untrusted);
    refuses(against(identity({"other.example.com"})), attempt_fault::tls_cert_host);
}

BOOST_AUTO_TEST_CASE(row_10_a_stapled_statement_of_revocation_is_heeded_and_a_good_one_is_no_matter) {
    auto const server = identity();
    for (bool const revoked : {true, false}) {
        using standing = development_ca::standing;
        auto statement = ca.ocsp_response(server, revoked ? standing::revoked : standing::good).value();
        auto const outcome = against(server, [&statement](SSL_CTX* context) {
            SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(staple));
            SSL_CTX_ctrl(context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, &statement);
        });
        if (revoked) {
            refuses(outcome, attempt_fault::tls_cert_revoked);
        } else {
            BOOST_TEST(outcome.status == 200, outcome.fault << " " << outcome.detail);
        }
    }
}

BOOST_AUTO_TEST_CASE(row_11_old_versions_and_plain_text_are_refused) {
    refuses(against(identity(),
                    [](SSL_CTX* server) {
                        SSL_CTX_set_security_level(server, 0);
                        SSL_CTX_set_min_proto_version(server, TLS1_VERSION);
                        SSL_CTX_set_max_proto_version(server, TLS1_1_VERSION);
                    }),
            attempt_fault::tls_version);
    using namespace std::string_literals;
    for (auto const& speech :
         {"HTTP/1.1 400 Bad Request\r\n\r\n"s, "SSH-2.0-OpenSSH_9.0\r\n"s, "\x80\x2e\x01\x00\x02\x00\x15\x00"s}) {
        auto const outcome = against_raw([&speech](receiver_connection& peer) {
            peer.send(speech);
            peer.wait_until_closed();
        });
        BOOST_TEST((outcome.fault == attempt_fault::tls_protocol || outcome.fault == attempt_fault::tls_version));
        BOOST_TEST(outcome.wire == wire_state::not_sent);
    }
    auto const gone = against_raw([](receiver_connection& peer) { peer.close(); });
    BOOST_TEST((gone.fault == attempt_fault::closed || gone.fault == attempt_fault::reset));
    BOOST_TEST(gone.wire == wire_state::not_sent);
}

BOOST_AUTO_TEST_CASE(row_12_a_chain_without_end_is_cut_off) {
    auto const outcome = against(identity(), [this](SSL_CTX* server) {
        for (int more = 0; more < 400; ++more) {
            auto const pem = identity({"filler" + std::to_string(more) + ".example.com"}).certificate;
            cohook::transport::bio_ptr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
            SSL_CTX_ctrl(server, SSL_CTRL_EXTRA_CHAIN_CERT, 0,
                         PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
        }
    });
    refuses(outcome, attempt_fault::tls_protocol);
}

BOOST_AUTO_TEST_CASE(row_12_renegotiation_is_refused) {
    long handshakes = 0;
    event ended;
    auto const outcome = against(
        identity(), [](SSL_CTX* server) { SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION); },
        [&](receiver_connection& peer) {
            peer.read_request();
            SSL_renegotiate(peer.tls());
            SSL_do_handshake(peer.tls());
            SSL_CTX* const server = SSL_get_SSL_CTX(peer.tls());
            peer.wait_until_closed();
            handshakes = SSL_CTX_sess_accept_good(server);
            ended.set();
        });
    ended.wait();
    BOOST_TEST(handshakes == 1);
    BOOST_TEST((outcome.fault == attempt_fault::tls_protocol || outcome.fault == attempt_fault::closed ||
                outcome.fault == attempt_fault::reset),
               outcome.fault << " " << outcome.detail);
}

BOOST_AUTO_TEST_CASE(row_13_a_required_client_certificate_fails_clean_and_a_requested_one_is_not_missed) {
    auto const required = against(identity(), [](SSL_CTX* server) {
        SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    });
    BOOST_TEST((required.fault == attempt_fault::tls_protocol || required.fault == attempt_fault::reset),
               required.fault << " " << required.detail);
    auto const requested =
        against(identity(), [](SSL_CTX* server) { SSL_CTX_set_verify(server, SSL_VERIFY_PEER, nullptr); });
    BOOST_TEST(requested.status == 200);
}

BOOST_AUTO_TEST_CASE(row_14_a_missing_close_notify_matters_only_without_a_length) {
    auto const rude = [](std::string bytes) {
        return [bytes](receiver_connection& peer) {
            peer.read_request();
            peer.send(bytes);
            peer.close_rudely();
        };
    };
    auto const satisfied = against(identity(), {}, rude(answer(200, "ok", "Connection: close\r\n")));
    BOOST_TEST(satisfied.status == 200);
    BOOST_TEST(!satisfied.response_truncated);
    auto const open_ended = against(identity(), {}, rude("HTTP/1.1 200 OK\r\n\r\npart"));
    BOOST_TEST(open_ended.status == 200);
    BOOST_TEST(open_ended.response_truncated);
    auto const polite = against(identity(), {}, [](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\n\r\nall");
        peer.close();
    });
    BOOST_TEST(polite.response_body == "all");
    BOOST_TEST(!polite.response_truncated);
}

BOOST_AUTO_TEST_CASE(row_15_names_follow_rfc_6125_and_the_common_name_is_ignored) {
    BOOST_TEST(against(identity({"*.example.com"})).status == 200);
    heard.clear();
    refuses(against(identity({"*.com"})), attempt_fault::tls_cert_host);
    refuses(against(identity({"rec*.example.com"})), attempt_fault::tls_cert_host);
    refuses(against(identity({"*.receiver.example.com"})), attempt_fault::tls_cert_host);
    auto common = request({});
    common.common_name = cohook::testing::receiver_name;
    refuses(against(ca.issue(common).value()), attempt_fault::tls_cert_host);
    refuses(against(identity({"127.0.0.1"})), attempt_fault::tls_cert_host);
}

BOOST_AUTO_TEST_CASE(row_15_an_address_needs_its_address_in_the_certificate) {
    for (auto const* name : {"127.0.0.1", "receiver.example.com"}) {
        receiver_options how;
        how.identity = identity({name});
        scripted_receiver receiver(std::move(how), answers_all);
        auto const outcome = post("https://127.0.0.1:" + std::to_string(receiver.port()) + "/");
        BOOST_TEST(
            (outcome.fault == (std::string(name) == "127.0.0.1" ? attempt_fault::none : attempt_fault::tls_cert_host)));
        wire().drop_idle(nullptr);
    }
}

BOOST_AUTO_TEST_CASE(row_46_only_http_1_1_is_offered) {
    refuses(against(identity(), [](SSL_CTX* server) { SSL_CTX_set_alpn_select_cb(server, choose_h2, nullptr); }),
            attempt_fault::tls_protocol);
    refuses(against(identity(), [](SSL_CTX* server) { SSL_CTX_set_alpn_select_cb(server, refuse_all, nullptr); }),
            attempt_fault::tls_protocol);
    auto const preface = against(identity(), {}, [](receiver_connection& peer) {
        peer.read_request();
        peer.send(std::string_view("\0\0\x12\x04\0\0\0\0\0", 9));
        peer.wait_until_closed();
    });
    BOOST_TEST(preface.fault == attempt_fault::bad_response);
}

BOOST_AUTO_TEST_CASE(connections_are_kept_and_tickets_that_come_late_do_not_disturb) {
    receiver_options how;
    how.identity = identity();
    event rested, said;
    scripted_receiver receiver(std::move(how), [&](receiver_connection& peer) {
        peer.read_request();
        peer.send(answer(200, "one"));
        rested.wait();
        SSL_new_session_ticket(peer.tls());
        SSL_do_handshake(peer.tls());
        said.set();
        peer.read_request();
        peer.send(answer(201, "two"));
        peer.wait_until_closed();
    });
    BOOST_TEST(post(https(receiver.port())).status == 200);
    rested.set();
    said.wait();
    auto const second = post(https(receiver.port()));
    BOOST_TEST(second.status == 201);
    BOOST_TEST(second.connection_reused);
    BOOST_TEST(second.tls_version == "TLSv1.3");
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(reconnects_resume_in_98_of_100) {
    for (int const version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        receiver_options how;
        how.identity = identity();
        how.tune = [version](SSL_CTX* server) { SSL_CTX_set_max_proto_version(server, version); };
        scripted_receiver receiver(std::move(how), [](receiver_connection& peer) {
            if (!peer.read_request().empty()) peer.send(answer(200, "", "Connection: close\r\n"));
        });
        auto const before = wire().stats();
        int resumed = 0;
        for (int one = 0; one < 101; ++one) {
            auto const outcome = post(https(receiver.port()));
            BOOST_TEST_REQUIRE(outcome.status == 200, outcome.fault << " " << outcome.detail);
            resumed += one > 0 && outcome.session_resumed ? 1 : 0;
        }
        BOOST_TEST(resumed >= 98);
        BOOST_TEST(wire().stats().handshakes - before.handshakes == 101u);
        BOOST_TEST(wire().stats().resumed - before.resumed == static_cast<unsigned>(resumed));
    }
}

BOOST_AUTO_TEST_CASE(a_long_body_arrives_whole_through_many_records) {
    std::string got;
    std::string body(3 * 1024 * 1024, '\0');
    for (std::size_t at = 0; at < body.size(); ++at) body[at] = static_cast<char>(at * 2654435761u >> 13);
    receiver_options how;
    how.identity = identity();
    event read;
    scripted_receiver receiver(std::move(how), [&](receiver_connection& peer) {
        got = peer.read_request();
        read.set();
        peer.send(answer(200, std::string(40000, 'r')));
        peer.wait_until_closed();
    });
    auto const outcome = post(https(receiver.port()), body);
    read.wait();
    BOOST_TEST(outcome.status == 200, outcome.fault << " " << outcome.detail);
    BOOST_TEST((got.substr(got.find("\r\n\r\n") + 4) == body));
    BOOST_TEST(wire().stats().idle == 1u);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(authorities_that_are_no_certificates_are_refused_in_words) {
    options.tls.extra_authorities = "not a certificate";
    options.policy = std::make_shared<cohook::egress::address_policy const>();
    cohook::transport::static_resolver none(clock, {});
    options.names = &none;
    auto const made = cohook::transport::make_transport(io.get_executor(), options);
    BOOST_REQUIRE(made.has_error());
    BOOST_TEST(made.error().message().find("BEGIN CERTIFICATE") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
