#include "service/body_decoder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using cohook::service::body_decoder;
namespace data = boost::unit_test::data;

namespace {

constexpr std::size_t plenty = 1 << 20;

}  // namespace

BOOST_AUTO_TEST_SUITE(body_decoding)

BOOST_AUTO_TEST_CASE(ends_at_the_length_and_leaves_what_follows) {
    auto decoder = body_decoder::of_length(5);
    std::string out;
    BOOST_TEST(decoder.feed("helloGET /", out, plenty) == 5u);
    BOOST_TEST(out == "hello");
    BOOST_TEST(decoder.done());
}

BOOST_AUTO_TEST_CASE(gives_the_same_content_however_the_chunks_arrive) {
    std::string const bytes = "5\r\nhello\r\n6;ext=\"v\"\r\n world\r\n0\r\nTrailer: dropped\r\n\r\n";
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        auto decoder = body_decoder::of_chunks();
        std::string out;
        for (std::size_t at = 0; at < bytes.size(); at += size) {
            auto const piece = std::string_view(bytes).substr(at, size);
            BOOST_REQUIRE_EQUAL(decoder.feed(piece, out, plenty), piece.size());
        }
        BOOST_TEST(out == "hello world");
        BOOST_TEST(decoder.done());
    }
}

BOOST_AUTO_TEST_CASE(stops_where_the_room_is_used_up_and_goes_on) {
    auto decoder = body_decoder::of_chunks();
    std::string out;
    std::string const bytes = "a\r\n0123456789\r\n0\r\n\r\n";
    auto const taken = decoder.feed(bytes, out, 4);
    BOOST_TEST(out == "0123");
    BOOST_TEST(!decoder.done());
    decoder.feed(std::string_view(bytes).substr(taken), out, plenty);
    BOOST_TEST(out == "0123456789");
    BOOST_TEST(decoder.done());
}

BOOST_DATA_TEST_CASE(refuses_malformed_chunks,
                     data::make({"x\r\nhello\r\n", "5\nhello\r\n", "5\r\nhelloX\r\n", "5\r\nhello\n0\r\n\r\n",
                                 "\r\nhello", "-5\r\nhello\r\n", "0x5\r\nhello\r\n", "5 \r\nhello\r\n", "123456789\r\n",
                                 "5\r\rhello", "0\r\nA: b\n\r\n", "5;a\nb\r\nhello\r\n"}),
                     bytes) {
    auto decoder = body_decoder::of_chunks();
    std::string out;
    decoder.feed(bytes, out, plenty);
    BOOST_TEST(decoder.broken());
}

BOOST_AUTO_TEST_CASE(bounds_extensions_and_trailers) {
    std::string out;
    auto extended = body_decoder::of_chunks();
    extended.feed("5;" + std::string(1000, 'a') + "\r\n", out, plenty);
    BOOST_TEST(extended.broken());
    auto trailed = body_decoder::of_chunks();
    std::string trailers = "0\r\n";
    for (int at = 0; at < 1000; ++at) trailers += "X-" + std::to_string(at) + ": 0123456789\r\n";
    trailed.feed(trailers, out, plenty);
    BOOST_TEST(trailed.broken());
}

BOOST_AUTO_TEST_SUITE_END()
