// A whole service on the loopback interface: store in memory, engine, register, API and server. What the engine sends goes
// to a scripted transport.
#pragma once

#include "http_client.hpp"
#include "server_fixture.hpp"
#include "service/issuer.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::store {
class store;
}
namespace cohook::members {
class registry;
}

namespace cohook::testing {

using fields = std::vector<std::pair<std::string, std::string>>;

/// An answer with its body as JSON (null where it is none).
struct api_answer : http_answer {
    boost::json::value json;
    std::string text(std::string_view pointer) const;  ///< the text at a JSON pointer; empty: there is none
    std::int64_t number(std::string_view pointer) const;
    bool flag(std::string_view pointer) const;
    /// The paths of a problem's `errors`.
    std::vector<std::string> wrong_fields() const;
};

/// The password of every account made here.
inline constexpr std::string_view account_password = "correct horse battery";
/// What the console's page sends with a change.
extern fields const from_page;
/// `NAME=VALUE` of the cookie that the answer sets.
std::string cookie_of(http_answer const& answer);

class api_house {
public:
    enum class access { by_key, open };
    struct options {
        options() = default;
        access how = access::by_key;
        std::uint32_t request_rate = 0;
        std::optional<service::issuer_settings> issuer;  ///< asked for over real connections to 127.0.0.0/8
    };
    api_house() : api_house(options()) {}
    explicit api_house(access how);
    explicit api_house(options wanted);
    ~api_house();

    /// As the administrator.
    api_answer ask(std::string_view method, std::string_view target, std::string_view json_body = {});
    api_answer ask_as(std::string const& key, std::string_view method, std::string_view target,
                      std::string_view json_body = {}, fields const& more = {});
    /// Exactly these fields, no key.
    api_answer ask_bare(std::string_view method, std::string_view target, std::string_view body, fields const& all);

    /// Makes the first account, `root@example.org`; gives its session's cookie, as `ask_by` takes it.
    std::string set_up();
    /// A new account (`document` as for POST /v1/accounts), invited and signed in; its session's cookie.
    std::string add_account(std::string_view document);
    /// By the session of this cookie, as the console's page asks.
    api_answer ask_by(std::string const& cookie, std::string_view method, std::string_view target,
                      std::string_view json_body = {});

    /// An application with every scope approved; gives a key of its own.
    std::string add_application(std::string const& id);
    /// With a webhook.
    void add_webhook(std::string const& application);
    void add_person(std::int64_t id, std::string_view more_json = {});
    void add_consent(std::int64_t person, std::string const& application);

    /// What receivers answer from now on.
    void receivers_answer(int status);
    /// From now on nothing is answered until `let_go`.
    void hold();
    void let_go();
    /// Asks until the answer satisfies `enough`; fails the test after very many times.
    template <class Condition>
    api_answer ask_until(std::string_view target, Condition enough) {
        api_answer answer;
        for (int times = 0; times < 20'000; ++times) {
            answer = ask("GET", target);
            if (enough(answer)) return answer;
            std::this_thread::yield();
        }
        throw std::runtime_error("what was waited for did not come about: " + answer.body);
    }

    std::uint16_t port() const;
    std::string const& admin_key() const;
    /// What makes the first account.
    std::string const& setup_token() const;
    /// The log so far, at the earliest once this text is in it.
    std::string log_with(std::string_view text) const;
    running_context& context();
    store::store& truth();
    members::registry& members();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// One for all tests of a program that do not need one of their own.
api_house& shared_house();

/// Its tests name it `house`.
struct in_shared_house {
    api_house& house = shared_house();
};

}  // namespace cohook::testing
