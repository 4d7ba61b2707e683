// `doctor`: is this endpoint properly exposed? Looks at it as a delivery would: name, addresses, connection, certificate,
// answer, and whether it tells a right signature from a wrong one.
#include "cli/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/finding.hpp"
#include "cli/one_post.hpp"
#include "cli/signing_key.hpp"
#include "egress/judge.hpp"
#include "runtime/clock.hpp"

#include <cstdlib>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

constexpr std::string_view wrong_key = "cohook doctor: a key that nobody has";
constexpr std::string_view test_content = "[]";

/// One examination on its way.
struct examination {
    sender& by;
    egress::url const& url;
    std::string key;  ///< empty: not given
    std::vector<finding> findings;

    void add(std::string check, standing how, std::string what, std::string remedy = {}) {
        findings.push_back({std::move(check), how, std::move(what), std::move(remedy)});
    }
};

/// True where it is worth going on.
asio::awaitable<bool> look_at_addresses(examination& about) {
    std::vector<asio::ip::address> addresses;
    if (about.url.is_address()) {
        addresses.push_back(*about.url.address());
    } else {
        auto const answer = co_await about.by.resolve(about.url.host());
        if (answer.fault != attempt_fault::none) {
            about.add("dns", standing::wrong, about.url.host() + ": " + std::string(explain(answer.fault)),
                      "check the name and its A and AAAA records");
            co_return false;
        }
        addresses = answer.addresses;
        about.add("dns", standing::fine,
                  about.url.host() + " has " + std::to_string(addresses.size()) +
                      (addresses.size() == 1 ? " address" : " addresses"));
    }
    bool all_open = true;
    for (auto const& address : addresses) {
        auto const judged = about.by.policy().judge(address, about.url.port());
        all_open = all_open && judged.allowed();
        std::string const text = address.to_string();
        if (judged.allowed())
            about.add("address", standing::fine, text + " may be connected to");
        else
            about.add("address", standing::wrong, text + " is refused: " + std::string(judged.reason()),
                      "an endpoint needs public addresses only");
    }
    co_return all_open;
}

outgoing_request signed_with(std::string const& key) {
    outgoing_content content = new_outgoing_content();
    content.data = std::string(test_content);
    content.subscription = "cohook-doctor";
    content.attributes = {{"entity", "person"}, {"change", "test"}};
    return make_outgoing(content, key).value();
}

void judge_certificate(examination& about, transport::post_outcome const& outcome) {
    if (!about.url.is_tls()) {
        about.add("tls", standing::doubtful, "plain http: anyone on the way can read and change what is sent",
                  "serve https");
        return;
    }
    if (outcome.tls_version.empty()) return;
    about.add("tls", standing::fine, outcome.tls_version + ", chain and host name verified");
    if (!outcome.certificate_expires_at) return;
    auto const left = std::chrono::floor<std::chrono::days>(*outcome.certificate_expires_at - system_clock().wall());
    std::string const what = "the certificate is valid for " + std::to_string(left.count()) + " more days";
    if (left.count() >= 14)
        about.add("expiry", standing::fine, what);
    else
        about.add("expiry", standing::doubtful, what, "renew it");
}

/// The first POST: signed rightly where the key is known. True where the endpoint answered.
asio::awaitable<bool> look_at_answer(examination& about) {
    std::string const key = about.key.empty() ? std::string(wrong_key) : about.key;
    auto const what = signed_with(key);
    auto const outcome = co_await about.by.post(about.url, what);
    if (outcome.fault != attempt_fault::none) {
        about.add(outcome.wire == wire_state::not_sent ? "connection" : "answer", standing::wrong, describe(outcome));
        co_return false;
    }
    about.add("connection", standing::fine, "connected to " + outcome.peer);
    judge_certificate(about, outcome);
    bool const acknowledged = acknowledges(outcome);
    std::string const status = std::to_string(outcome.status);
    if (about.key.empty()) {
        if (acknowledged) {
            about.add("signature", standing::wrong,
                      "it took a message signed with a key that nobody has (" + status + ")",
                      "verify `hash` and `webhook-signature` before anything else");
        } else {
            about.add("signature", standing::fine, "it refuses a wrong signature (" + status + ")");
        }
        about.add("answer", standing::skipped, "whether it takes a right one was not tried",
                  "name its signing key with --key-file");
        co_return false;
    }
    if (acknowledged)
        about.add("answer", standing::fine, describe(outcome));
    else
        about.add("answer", standing::wrong, describe(outcome), "answer 200 once the message is stored or handled");
    co_return true;
}

asio::awaitable<void> look_at_wrong_signature(examination& about) {
    auto const what = signed_with(std::string(wrong_key));
    auto const outcome = co_await about.by.post(about.url, what);
    if (outcome.fault != attempt_fault::none) {
        about.add("signature", standing::doubtful, "no answer to a wrong signature: " + describe(outcome));
    } else if (acknowledges(outcome)) {
        about.add("signature", standing::wrong,
                  "it took a message with a wrong signature (" + std::to_string(outcome.status) + ")",
                  "verify `hash` and `webhook-signature` before anything else, and answer 401");
    } else {
        about.add("signature", standing::fine, "it refuses a wrong signature (" + std::to_string(outcome.status) + ")");
    }
}

asio::awaitable<exit_code> examine(invocation& call, examination& about) {
    bool const open = co_await look_at_addresses(about);
    bool answered = false;
    if (open) answered = co_await look_at_answer(about);
    if (answered) co_await look_at_wrong_signature(about);
    bool sound = true;
    for (finding const& one : about.findings) {
        if (!call.json()) call.out.print(describe(one, call.out));
        sound = sound && one.how != standing::wrong;
    }
    if (call.json()) call.out.print(to_json(about.findings));
    co_return sound ? exit_code::ok : exit_code::failed;
}

}  // namespace

exit_code run_doctor(invocation& call) {
    std::string key;
    if (call.has("--key-file") || std::getenv("COHOOK_SIGNING_KEY") != nullptr) {
        auto given = signing_key_of(call);
        if (!given) return call.out.complain(given.error());
        key = std::move(*given);
    }
    event_loop loop;
    auto const by = sender::make(call.config, loop.executor());
    if (!by) return call.out.complain(exit_code::usage, by.error().message());
    auto const judged = egress::judge_url(call.operand(0), (*by)->policy());
    if (!judged.allowed()) {
        finding const refused{"url", standing::wrong, judged.why(), "register a public https URL"};
        call.out.print(call.json() ? to_json({refused}) : describe(refused, call.out));
        return exit_code::failed;
    }
    examination about{**by, *judged.parsed(), std::move(key), {}};
    about.add("url", standing::fine, "well formed; the request target is " + judged.parsed()->target());
    return loop.run([&] { return examine(call, about); });
}

}  // namespace cohook::cli
