#include "signing/encoding.hpp"

#include "signing/bytes.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

namespace {

using namespace cohook::signing;

std::string encoded(std::string_view bytes) {
    std::string out = "before:";
    append_base64(out, bytes);
    return out.substr(7);
}

std::optional<std::string> decoded(std::string_view text) {
    auto const size = base64_decoded_size(text);
    if (!size) return std::nullopt;
    std::string out(*size, '?');
    if (!decode_base64(text, {reinterpret_cast<unsigned char*>(out.data()), out.size()})) return std::nullopt;
    return out;
}

std::optional<std::string> from_hex(std::string_view text) {
    std::string out(text.size() / 2, '?');
    if (!decode_hex(text, {reinterpret_cast<unsigned char*>(out.data()), out.size()})) return std::nullopt;
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base64)

BOOST_AUTO_TEST_CASE(encodes_the_examples_of_rfc_4648) {
    std::string const text = "foobar";
    std::string const expected[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (std::size_t length = 0; length <= text.size(); ++length) {
        BOOST_TEST(encoded(text.substr(0, length)) == expected[length]);
        BOOST_TEST((decoded(expected[length]) == text.substr(0, length)));
    }
}

BOOST_AUTO_TEST_CASE(brings_every_byte_back_at_every_offset) {
    for (std::size_t offset = 0; offset < 3; ++offset) {
        std::string all(offset, '\0');
        for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
        BOOST_TEST((decoded(encoded(all)) == all));
    }
}

BOOST_AUTO_TEST_CASE(has_one_text_for_each_byte_string) {
    // Of all four-character texts over a sample alphabet, those that decode must be what their bytes encode to.
    std::string const characters = "AQgwxyz059+/=-_ \n";
    std::size_t good = 0;
    for (char a : characters)
        for (char b : characters)
            for (char c : characters)
                for (char d : characters) {
                    std::string const text{a, b, c, d};
                    if (auto const bytes = decoded(text)) {
                        ++good;
                        BOOST_REQUIRE_EQUAL(encoded(*bytes), text);
                    }
                }
    BOOST_TEST(good > 12U * 12U * 12U * 12U - 1);
}

BOOST_AUTO_TEST_CASE(refuses_what_lenient_decoders_take) {
    for (char const* bad :
         {"Zg=",  "Zg",   "Z",      "Zg===", "====",  "=",     "Z===", "Zh==",     "Zm9=", "Zg==Zg==",
          "Zg=v", "=Zg=", "Zm9v\n", "Zm 9v", " Zm9v", "Zm9v ", "Zm-_", "Zm9v====", "Zm*v", "Zm\xc3\xa9"})
        BOOST_TEST(!decoded(bad), bad);
    BOOST_TEST(!decoded(std::string_view("Zm\0v", 4)));
}

BOOST_AUTO_TEST_CASE(refuses_room_of_another_size) {
    unsigned char room[8];
    BOOST_TEST(!decode_base64("Zm9v", {room, 4}));
    BOOST_TEST(!decode_base64("Zm9v", {room, 2}));
    BOOST_TEST(decode_base64("Zm9v", {room, 3}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(hex)

BOOST_AUTO_TEST_CASE(brings_every_byte_back) {
    std::string all, text;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    append_hex(text, all);
    BOOST_TEST(text.substr(0, 6) == "000102");
    BOOST_TEST((from_hex(text) == all));
}

BOOST_AUTO_TEST_CASE(refuses_capitals_blanks_and_odd_lengths) {
    for (char const* bad : {"0", "0A", "AA", "g0", "0x", " 0", "0 ", "00 0", "0\n"}) BOOST_TEST(!from_hex(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
