// `verify`: one request, or a file of vectors.
#include <cohook/verifier.hpp>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/generic_layout.hpp"
#include "cli/header_file.hpp"
#include "cli/signing_key.hpp"
#include "runtime/clock.hpp"
#include "signing/vectors.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace cohook::cli {
namespace {

exit_code verify_vectors(invocation& call) {
    auto const text = read_file(call.value("--vectors"));
    if (!text) return call.out.complain(text.error());
    auto const outcomes = signing::run_vectors(*text);
    if (!outcomes) return call.out.complain(outcomes.error());
    std::size_t wrong = 0;
    for (auto const& each : *outcomes) {
        call.out.print(signing::to_json(each));
        if (!each.ok) ++wrong;
    }
    if (wrong == 0 && !outcomes->empty()) return exit_code::ok;
    return call.out.complain(exit_code::failed, std::to_string(wrong) + " of " + std::to_string(outcomes->size()) +
                                                    " vectors did not come out as expected");
}

std::optional<std::int64_t> read_number(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

result<tolerance> read_tolerance(invocation const& call) {
    std::string const text = call.value("--tolerance");
    if (text.empty()) return tolerance();
    if (text == "off") return tolerance::off();
    auto const seconds = read_number(text);
    if (seconds && *seconds >= 0) return tolerance(std::chrono::seconds(*seconds));
    return error(errc::invalid_argument, "`" + text + "` is neither `off` nor a number of seconds", "--tolerance");
}

result<std::int64_t> read_now(invocation const& call) {
    std::string const text = call.value("--now");
    if (text.empty()) {
        return std::chrono::floor<std::chrono::seconds>(system_clock().wall()).time_since_epoch().count();
    }
    auto const seconds = read_number(text);
    if (seconds) return *seconds;
    return error(errc::invalid_argument, "`" + text + "` is not a Unix time in seconds", "--now");
}

result<verifier> make_verifier(invocation const& call) {
    auto const name = parse_scheme(call.value("--scheme"));
    if (!name) return error(errc::invalid_argument, name.error().message(), "--scheme");
    auto const keys = signing_keys_of(call);
    if (!keys) return keys.error();
    auto const window = read_tolerance(call);
    if (!window) return window.error();
    auto const dialect = call.has("--endpoint-key") ? secret::dialect::endpoint : secret::dialect::of_scheme;
    std::vector<secret> secrets;
    for (std::string const& key : *keys) secrets.emplace_back(key, dialect);
    verifier_options options;
    options.window = *window;
    options.url = call.value("--url");
    options.generic = generic_layout_of(call);
    options.http_message.algorithm = call.value("--algorithm");
    if (call.has("--component")) options.http_message.components = call.values("--component");
    return verifier::make(*name, secrets, std::move(options));
}

exit_code show(invocation& call, std::string_view kind) {
    boost::json::object line;
    line["result"] = kind;
    call.out.print(boost::json::serialize(line));
    return kind == "ok" ? exit_code::ok : exit_code::signature_invalid;
}

exit_code refuse(invocation& call, error const& why) {
    std::string const place = why.field().empty() ? std::string() : why.field() + ": ";
    return call.out.complain(exit_code::usage, place + why.message(), "cohook verify --help");
}

}  // namespace

exit_code run_verify(invocation& call) {
    if (call.has("--vectors")) {
        if (!call.operands.empty() || call.has("--scheme")) {
            return call.out.complain(exit_code::usage, "--vectors FILE takes no other operand or scheme");
        }
        return verify_vectors(call);
    }
    if (call.operands.empty() || !call.has("--scheme") || !call.has("--headers-file")) {
        return call.out.complain(exit_code::usage, "give --scheme, --headers-file and the file of the BODY",
                                 "cohook verify --help");
    }
    auto const now = read_now(call);
    if (!now) return refuse(call, now.error());
    auto const lines = read_header_file(call.value("--headers-file"));
    if (!lines) return refuse(call, lines.error());
    auto const body = read_file(call.operand(0));
    if (!body) return refuse(call, body.error());
    auto const made = make_verifier(call);
    if (!made && made.error().field().starts_with("secret")) return show(call, to_string(verdict::malformed_secret));
    if (!made) return refuse(call, named_by_option(made.error()));
    std::vector<header_view> const headers = views_of(*lines);
    std::string const method = call.value("--method", "POST");
    request_view request(headers, *body);
    request.method = method;
    return show(call, to_string(made->verify(request, *now).kind()));
}

}  // namespace cohook::cli
