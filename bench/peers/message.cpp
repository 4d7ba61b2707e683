#include "peers/message.hpp"

#include <openssl/evp.h>

#include <chrono>
#include <ctime>

namespace bench {
namespace {

void append_base64(std::string& out, void const* bytes, std::size_t size) {
    std::size_t const at = out.size();
    std::size_t const length = (size + 2) / 3 * 4;
    out.resize(at + length + 1);  // EVP_EncodeBlock ends its text with a zero
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + at), static_cast<unsigned char const*>(bytes),
                    static_cast<int>(size));
    out.resize(at + length);
}

}  // namespace

// `2021-02-26T19:13:55.749Z`
std::string_view composer::published() {
    using namespace std::chrono;
    auto const now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    if (now / 1000 != second_) {
        second_ = now / 1000;
        std::time_t const seconds = second_;
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        published_.resize(sizeof "2021-02-26T19:13:55.749Z");
        published_.resize(std::strftime(published_.data(), published_.size(), "%FT%T.000Z", &parts));
    }
    for (auto left = now % 1000, at = std::int64_t{22}; at > 19; --at, left /= 10)
        published_[static_cast<std::size_t>(at)] = static_cast<char>('0' + left % 10);
    return published_;
}

// Sixteen digits and a base64 text hold nothing that JSON would escape.
void composer::compose(long number, signed_message& into) {
    auto const when = published();
    into.id = std::to_string(2'070'443'600'000'000 + number);
    into.timestamp = std::to_string(second_);
    auto const hash = hmac_({list_});
    std::string& body = into.body;
    body = R"({"message":{"attributes":{"hash":")";
    append_base64(body, hash.data(), hash.size());
    body += R"(","entity":"person","change":"updated"},"data":")";
    append_base64(body, list_.data(), list_.size());
    body.append(R"(","messageId":")").append(into.id).append(R"(","message_id":")").append(into.id);
    body.append(R"(","publishTime":")").append(when).append(R"(","publish_time":")").append(when);
    body += R"("},"subscription":"bench"})";
    auto const signature = hmac_({into.id, ".", into.timestamp, ".", body});
    into.signature = "v1,";
    append_base64(into.signature, signature.data(), signature.size());
}

}  // namespace bench
