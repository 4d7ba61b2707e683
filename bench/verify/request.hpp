// The request that every receiver of this benchmark verifies: 1 KiB under Standard Webhooks v1, among the headers that
// a request usually has.
#pragma once

#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct sample_request {
    static constexpr std::string_view key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    static constexpr std::int64_t time = 1700000000;

    std::string body = R"({"type":"person.updated","data":")" + std::string(1024 - 35, 'x') + "\"}";
    std::string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    std::string timestamp = std::to_string(time);
    std::string signature = [this] {
        std::vector<cohook::signing_key> const keys = {cohook::signing_key::load(key).value()};
        std::string value;
        if (cohook::append_signatures(value, keys, id, time, body) != cohook::verdict::ok) value = "none";
        return value;
    }();
    std::vector<cohook::header_view> headers = {
        {"Host", "receiver.example"},    {"User-Agent", "cohook/0.1"}, {"Content-Type", "application/json"},
        {"Content-Length", "1024"},      {"webhook-id", id},           {"webhook-timestamp", timestamp},
        {"webhook-signature", signature}};
};

}  // namespace bench
