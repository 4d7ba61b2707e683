// `doctor`: is this endpoint properly exposed? Looks at it as a delivery would, by POSTs of nobody's data, and tells what
// delivery/findings.hpp makes of them.
#include "cli/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/finding.hpp"
#include "cli/one_post.hpp"
#include "cli/signing_key.hpp"
#include "delivery/findings.hpp"
#include "delivery/judge.hpp"
#include "documents/delivery_json.hpp"
#include "egress/judge.hpp"
#include "runtime/clock.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

constexpr std::string_view wrong_key = "cohook doctor: a key that nobody has";

/// One examination on its way.
struct examination {
    sender& by;
    egress::url const& url;
    std::string key;  ///< empty: not given
};

outgoing_request signed_with(std::string const& key) {
    outgoing_content content = new_outgoing_content();
    content.data = "[]";
    content.subscription = "cohook-doctor";
    content.attributes = {{"entity", "person"}, {"change", "test"}};
    return make_outgoing(content, key).value();
}

/// One POST that is signed with this key, judged by the members policy; its verdict in words, if they are wanted.
asio::awaitable<attempt> post_signed(examination& about, std::string key, std::string* words) {
    auto const what = signed_with(key);
    auto outcome = co_await about.by.post(about.url, what);
    delivery_policy const policy;
    auto const judged = dispatch::judge(outcome, policy, system_clock().wall());
    if (words != nullptr) *words = dispatch::in_words(judged, outcome, policy);
    attempt made;
    made.verdict = judged.verdict;
    made.fault = judged.fault;
    made.wire = outcome.wire;
    made.status = outcome.status;
    made.peer = std::move(outcome.peer);
    made.tls_version = std::move(outcome.tls_version);
    made.certificate_expires_at = outcome.certificate_expires_at;
    made.detail = std::move(outcome.detail);
    co_return made;
}

exit_code tell(invocation& call, std::vector<finding> const& findings) {
    if (call.json()) {
        boost::json::array list;
        for (finding const& one : findings) list.push_back(documents::show_finding(one));
        call.out.print(boost::json::serialize(list));
    } else {
        for (finding const& one : findings) call.out.print(describe(one, call.out));
    }
    bool const sound = std::ranges::find(findings, standing::wrong, &finding::how) == findings.end();
    return sound ? exit_code::ok : exit_code::failed;
}

asio::awaitable<exit_code> examine(invocation& call, examination& about) {
    dispatch::endpoint_look look(about.url);
    look.for_operators = true;
    bool answered = true;
    if (!about.key.empty()) {
        auto made = co_await post_signed(about, about.key, &look.verdict);
        answered = made.status != 0;
        look.signed_rightly = std::move(made);
    }
    if (answered) {
        auto made = co_await post_signed(about, std::string(wrong_key), nullptr);
        look.signed_wrongly = std::move(made);
    }
    look.now = system_clock().wall();
    co_return tell(call, dispatch::findings_of(look));
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
    if (!judged.allowed()) return tell(call, {dispatch::refused_url(judged.why())});
    examination about{**by, *judged.parsed(), std::move(key)};
    return loop.run([&] { return examine(call, about); });
}

}  // namespace cohook::cli
