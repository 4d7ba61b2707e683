// `endpoint check`: may this URL be a webhook, and may these addresses be connected to? No packet is sent.
#include "cli/commands.hpp"
#include "cli/egress_settings.hpp"
#include "cli/files.hpp"
#include "egress/cases.hpp"
#include "egress/judge.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace {

exit_code check_cases(invocation& call) {
    auto const text = read_file(call.value("--cases"));
    if (!text) return call.out.complain(text.error());
    auto const outcomes = egress::run_cases(*text);
    if (!outcomes) return call.out.complain(outcomes.error());
    std::size_t wrong = 0;
    for (auto const& each : *outcomes) {
        call.out.print(egress::to_json(each));
        if (!each.ok) ++wrong;
    }
    if (wrong == 0 && !outcomes->empty()) return exit_code::ok;
    return call.out.complain(exit_code::failed, std::to_string(wrong) + " of " + std::to_string(outcomes->size()) +
                                                    " cases did not come out as expected");
}

result<std::vector<boost::asio::ip::address>> read_addresses(std::vector<std::string> const& texts) {
    std::vector<boost::asio::ip::address> read;
    for (std::string const& text : texts) {
        auto const address = egress::parse_address(text);
        if (!address)
            return error(errc::invalid_argument, "`" + text + "` is no IPv4 or IPv6 address", "--resolves-to");
        read.push_back(*address);
    }
    return read;
}

egress::decision judge(std::string const& url, std::vector<boost::asio::ip::address> const& addresses,
                       egress::address_policy const& policy) {
    if (addresses.empty()) return egress::judge_url(url, policy);
    return egress::judge_endpoint(url, addresses, policy);
}

void show(invocation& call, std::string const& url, egress::decision const& made, bool name_judged_alone) {
    if (call.json()) {
        boost::json::object line;
        line["url"] = url;
        line["got"] = to_string(made.what());
        if (!made.allowed()) line["why"] = made.why();
        call.out.print(boost::json::serialize(line));
        return;
    }
    call.out.print(std::string(to_string(made.what())));
    if (!made.allowed()) call.out.say(made.why());
    if (made.allowed() && name_judged_alone) {
        call.out.say(
            "judged by the URL alone; add --resolves-to ADDR to judge an answer of DNS, "
            "or run `cohook doctor` to look for real");
    }
}

}  // namespace

exit_code run_endpoint_check(invocation& call) {
    bool const with_url = !call.operands.empty();
    if (with_url == call.has("--cases")) {
        return call.out.complain(exit_code::usage, "give either a URL or --cases FILE", "cohook endpoint check --help");
    }
    if (!with_url) return check_cases(call);
    auto const policy = egress_policy_of(call.config, judged_for::reading);
    if (!policy) return call.out.complain(policy.error());
    auto const addresses = read_addresses(call.values("--resolves-to"));
    if (!addresses) return call.out.complain(addresses.error());
    auto const made = judge(call.operand(0), *addresses, *policy);
    bool const is_name = made.parsed() && !made.parsed()->is_address();
    show(call, call.operand(0), made, is_name && addresses->empty());
    return made.allowed() ? exit_code::ok : exit_code::failed;
}

}  // namespace cohook::cli
