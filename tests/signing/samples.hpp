// Keys and requests that several suites use: published examples, and signatures made by the signer itself.
#pragma once

#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samples {

// The example of the Standard Webhooks libraries.
inline constexpr std::string_view key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
inline constexpr std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
inline constexpr std::int64_t time = 1614265330;
inline constexpr std::string_view body = R"({"test": 2432232314})";
inline constexpr std::string_view signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

// The key pair of the Svix documentation, and its signature of the same message.
inline constexpr std::string_view private_key =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
inline constexpr std::string_view public_key = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
inline constexpr std::string_view curve_signature =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

inline constexpr std::string_view other_key = "whsec_8niGkG4q+fzvgAfVY3o1eVU9E9MvzkVmobfmB94l3pQ=";

/// A request that is altered line by line.
struct request {
    std::vector<cohook::header_line> headers;
    std::string body;
    std::int64_t now = time;
    std::string method = "POST";
    std::string url = {};

    cohook::verification verified_by(cohook::verifier const& with) const {
        std::vector<cohook::header_view> views;
        for (cohook::header_line const& line : headers) views.push_back({line.name, line.value});
        cohook::request_view seen(views, body);
        seen.method = method;
        seen.url = url;
        return with.verify(seen, now);
    }
    std::string& operator[](std::string_view name) {
        for (cohook::header_line& line : headers)
            if (line.name == name) return line.value;
        return headers.emplace_back(cohook::header_line{std::string(name), {}}).value;
    }
};

/// The published example as a request.
inline request published() {
    return {{{"webhook-id", std::string(id)},
             {"webhook-timestamp", std::to_string(time)},
             {"webhook-signature", std::string(signature)}},
            std::string(body)};
}

/// As a sender of that scheme with that key would send it.
inline request signed_by(cohook::scheme name, std::string_view key, std::string body) {
    std::vector<cohook::secret> const secrets = {key};
    auto const made = cohook::signer::make(name, secrets).value().sign("msg_1", time, body);
    return {made.lines, std::move(body)};
}

inline std::string signed_with(std::string_view secret, std::string_view id, std::int64_t time, std::string_view body) {
    std::vector<cohook::signing_key> const keys = {cohook::signing_key::load(secret).value()};
    std::string out;
    return cohook::append_signatures(out, keys, id, time, body) == cohook::verdict::ok ? out : "refused";
}

inline cohook::verifier verifier_of(std::string_view secret) {
    return cohook::verifier::make(cohook::scheme::standard_webhooks, secret).value();
}

}  // namespace samples

namespace cohook {

inline std::ostream& operator<<(std::ostream& out, verdict kind) {
    return out << to_string(kind);
}
inline std::ostream& operator<<(std::ostream& out, freshness state) {
    return out << to_string(state);
}

}  // namespace cohook
