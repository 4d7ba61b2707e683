// The input of a fuzz target as the arguments of calls.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace fuzz {

/// The input, taken piece by piece; empty, it gives zeros.
class bytes {
public:
    bytes(std::uint8_t const* from, std::size_t size) : from_(from), left_(size) {}
    bool empty() const { return left_ == 0; }
    std::uint8_t one() {
        if (left_ == 0) return 0;
        --left_;
        return *from_++;
    }
    /// One of a list of likely texts, NULL, or text of the input's own.
    char const* text() {
        static constexpr std::array likely = {"a",
                                              "b",
                                              "a-default",
                                              "",
                                              "{}",
                                              "[]",
                                              "null",
                                              "person.updated",
                                              "email",
                                              "members.read_name email",
                                              R"({"url":"http://127.0.0.1:1/","signingKey":"key"})",
                                              R"({"url":"","signingKey":"whsec_!"})",
                                              R"({"enabled":false,"policy":{"name":"standard","lifeMs":1}})",
                                              R"({"state":"delivered","dryRun":true})",
                                              R"({"name":"A","scopes":["email"]})",
                                              R"({"personID":1,"email":"a@b.example"})",
                                              R"({"syncBatch":2})",
                                              R"({"email":null})",
                                              R"({"from":"2021-02-26T19:13:55.749Z"})",
                                              "standard-webhooks",
                                              "members-envelope",
                                              "rfc9421",
                                              "twilio",
                                              "zoom",
                                              "generic-hmac",
                                              "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
                                              "127.0.0.0/8"};
        auto const pick = one();
        if (pick == 255) return nullptr;
        if (pick < 200) return likely[pick % likely.size()];
        auto& own = texts_.emplace_back();
        for (auto size = one() % 32; size != 0; --size) own.push_back(static_cast<char>(one()));
        return own.c_str();
    }
    std::int64_t number() {
        switch (one() % 4) {
            case 0: return one();
            case 1: return -one();
            case 2: return INT64_MAX;
            default: return one() << 8 | one();
        }
    }

private:
    std::uint8_t const* from_;
    std::size_t left_;
    std::deque<std::string> texts_;  // whose elements stay where they are
};

inline std::size_t length(char const* text) {
    return text ? std::char_traits<char>::length(text) : 0;
}

}  // namespace fuzz
