#include "server_fixture.hpp"
#include "transport/dev_ca.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace cohook;
using namespace cohook::service;
using namespace cohook::testing;
namespace asio = boost::asio;

namespace {

asio::awaitable<response> hello(request& asked) {
    co_return response(200, "text/plain", "hello " + asked.path);
}

/// Certificate and key in files of their own, gone with the test.
struct identity_files {
    identity_files() {
        std::string made = (std::filesystem::temp_directory_path() / "cohook-tls-XXXXXX").string();
        folder = ::mkdtemp(made.data());
        write("localhost");
    }
    ~identity_files() { std::filesystem::remove_all(folder); }

    void write(std::string const& name) {
        auto const made = ca.issue({name}, system_clock().wall()).value();
        std::ofstream(certificate()) << made.certificate;
        std::ofstream(key()) << made.private_key;
    }
    std::filesystem::path certificate() const { return folder / "cert.pem"; }
    std::filesystem::path key() const { return folder / "key.pem"; }
    server_options options() const {
        server_options made;
        made.certificate_file = certificate();
        made.key_file = key();
        return made;
    }

    transport::development_ca ca = transport::development_ca::create(system_clock().wall()).value();
    std::filesystem::path folder;
};

struct tls_client {
    tls_client(identity_files const& files, std::uint16_t port, std::string const& name, int most = TLS1_3_VERSION)
        : trust(trusting(files, most)), stream(context, trust) {
        stream.set_verify_mode(asio::ssl::verify_peer);
        stream.set_verify_callback(asio::ssl::host_name_verification(name));
        stream.lowest_layer().connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port));
        stream.handshake(asio::ssl::stream_base::client, failed);
    }
    static asio::ssl::context trusting(identity_files const& files, int most) {
        asio::ssl::context made(asio::ssl::context::tls_client);
        made.add_certificate_authority(asio::buffer(files.ca.certificate()));
        SSL_CTX_set_max_proto_version(made.native_handle(), most);
        SSL_CTX_set_security_level(made.native_handle(), 0);
        return made;
    }
    std::string get(std::string const& path) {
        asio::write(stream, asio::buffer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        asio::read_until(stream, asio::dynamic_buffer(text), "hello " + path);
        return std::exchange(text, {});
    }

    asio::io_context context;
    asio::ssl::context trust;
    asio::ssl::stream<asio::ip::tcp::socket> stream;
    boost::system::error_code failed;
    std::string text;
};

server_handlers greeting() {
    server_handlers made;
    made.handle = [](request& asked) { return hello(asked); };
    return made;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server_over_tls, identity_files)

BOOST_AUTO_TEST_CASE(serves_requests_to_clients_that_verify_it) {
    running_context context;
    running_server server(context, greeting(), options());
    BOOST_REQUIRE(server.started());
    BOOST_TEST(server->url().starts_with("https://127.0.0.1:"));
    tls_client client(*this, server.port(), "localhost");
    BOOST_REQUIRE(!client.failed);
    BOOST_TEST(client.get("/1").starts_with("HTTP/1.1 200 OK\r\n"));
    BOOST_TEST(client.get("/2").starts_with("HTTP/1.1 200 OK\r\n"));
}

BOOST_AUTO_TEST_CASE(speaks_tls_1_2_and_nothing_older) {
    running_context context;
    running_server server(context, greeting(), options());
    tls_client current(*this, server.port(), "localhost", TLS1_2_VERSION);
    BOOST_TEST(!current.failed);
    tls_client old(*this, server.port(), "localhost", TLS1_1_VERSION);
    BOOST_TEST(static_cast<bool>(old.failed));
}

BOOST_AUTO_TEST_CASE(takes_a_new_certificate_without_dropping_anyone) {
    running_context context;
    running_server server(context, greeting(), options());
    tls_client before(*this, server.port(), "localhost");
    write("renewed.example.org");
    BOOST_TEST(server->reload_certificate().has_value());
    BOOST_TEST(before.get("/still").starts_with("HTTP/1.1 200"));
    tls_client after(*this, server.port(), "renewed.example.org");
    BOOST_TEST(!after.failed);
    std::ofstream(key()) << "nonsense";
    auto const refused = server->reload_certificate();
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().field() == "tlsKey");
    tls_client kept(*this, server.port(), "renewed.example.org");
    BOOST_TEST(!kept.failed);
}

BOOST_AUTO_TEST_CASE(cuts_off_who_does_not_speak_tls) {
    running_context context;
    auto quick = options();
    quick.limits.handshake = std::chrono::milliseconds(20);
    running_server server(context, greeting(), quick);
    asio::io_context own;
    asio::ip::tcp::socket silent(own);
    silent.connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), server.port()));
    char byte = 0;
    boost::system::error_code failed;
    BOOST_TEST(silent.read_some(asio::buffer(&byte, 1), failed) == 0u);
    BOOST_TEST(static_cast<bool>(failed));
}

BOOST_AUTO_TEST_SUITE_END()
