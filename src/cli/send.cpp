// `send`: one signed POST, without a server.
#include "cli/attempt_status.hpp"
#include "cli/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/files.hpp"
#include "cli/json_check.hpp"
#include "cli/one_post.hpp"
#include "cli/signing_key.hpp"
#include "delivery/judge.hpp"
#include "egress/judge.hpp"
#include "runtime/clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

double milliseconds_of(std::chrono::microseconds span) {
    return static_cast<double>(span.count()) / 1000;
}

void put_timing(boost::json::object& into, std::string_view phase, std::optional<std::chrono::microseconds> span) {
    if (span) into[phase] = milliseconds_of(*span);
}

/// What one POST came to under the members policy.
struct verdict {
    explicit verdict(transport::post_outcome const& outcome) {
        delivery_policy const policy;
        auto const judged = dispatch::judge(outcome, policy, system_clock().wall());
        acknowledged = judged.verdict == attempt_verdict::acknowledged;
        words = dispatch::in_words(judged, outcome, policy);
        if (judged.fault != attempt_fault::none && !outcome.detail.empty()) words += " (" + outcome.detail + ")";
    }

    bool acknowledged = false;
    std::string words;
};

void show(invocation& call, transport::post_outcome const& outcome, verdict const& judged,
          std::string const& message_id) {
    if (!call.json()) {
        call.out.say(judged.words);
        if (!outcome.response_body.empty()) call.out.write(outcome.response_body + "\n");
        return;
    }
    boost::json::object line, timings;
    line["messageId"] = message_id;
    line["acknowledged"] = judged.acknowledged;
    line["status"] = outcome.status;
    line["fault"] = to_string(outcome.fault);
    line["wire"] = to_string(outcome.wire);
    line["peer"] = outcome.peer;
    line["tls"] = outcome.tls_version;
    put_timing(timings, "dnsMs", outcome.timings.dns);
    put_timing(timings, "connectMs", outcome.timings.connect);
    put_timing(timings, "tlsMs", outcome.timings.tls);
    put_timing(timings, "sendMs", outcome.timings.send);
    put_timing(timings, "firstByteMs", outcome.timings.first_byte);
    timings["totalMs"] = milliseconds_of(outcome.timings.total);
    line["timings"] = std::move(timings);
    line["verdict"] = judged.words;
    call.out.print(boost::json::serialize(line));
}

asio::awaitable<exit_code> post_once(invocation& call, sender& by, egress::url const& url, outgoing_request const& what,
                                     std::string const& message_id) {
    auto const outcome = co_await by.post(url, what);
    verdict const judged(outcome);
    show(call, outcome, judged, message_id);
    co_return judged.acknowledged ? exit_code::ok : exit_code_of_attempt(outcome.fault);
}

}  // namespace

exit_code run_send(invocation& call) {
    auto const key = signing_key_of(call);
    if (!key) return call.out.complain(key.error(), "cohook send --help");
    auto data = read_data(call.value("--data", "{}"));
    if (!data) return call.out.complain(data.error());
    if (auto const sound = check_json(*data, "--data"); !sound) return call.out.complain(sound.error());
    outgoing_content content = new_outgoing_content();
    content.data = std::move(*data);
    content.subscription = call.value("--subscription", "cohook-send");
    content.attributes = {{"entity", "person"}, {"change", "test"}};
    auto const what = make_outgoing(content, *key);
    if (!what) return call.out.complain(what.error());
    event_loop loop;
    auto const by = sender::make(call.config, loop.executor());
    if (!by) return call.out.complain(exit_code::usage, by.error().message());
    auto const judged = egress::judge_url(call.operand(0), (*by)->policy());
    if (!judged.allowed()) {
        return call.out.complain(exit_code::usage, "this URL cannot be sent to: " + judged.why(),
                                 "on your own machine, --allow-http and --allow-address 127.0.0.0/8 permit it");
    }
    return loop.run([&] { return post_once(call, **by, *judged.parsed(), *what, content.id); });
}

}  // namespace cohook::cli
