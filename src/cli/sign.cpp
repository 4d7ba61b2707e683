// `sign`: what a delivery would carry, for tests of receivers in any language.
#include <cohook/signer.hpp>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/generic_layout.hpp"
#include "cli/header_file.hpp"
#include "cli/outgoing.hpp"
#include "cli/signing_key.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace cohook::cli {
namespace {

void show(invocation& call, std::vector<header_line> const& lines, std::string const& body) {
    if (call.json()) {
        boost::json::object shown;
        boost::json::array headers;
        for (header_line const& each : lines) {
            headers.push_back(boost::json::array{boost::json::string(each.name), boost::json::string(each.value)});
        }
        shown["headers"] = std::move(headers);
        shown["body"] = body;
        call.out.print(boost::json::serialize(shown));
        return;
    }
    for (header_line const& each : lines) call.out.print(each.name + ": " + each.value);
    call.out.print("");
    call.out.write(body);
    if (!body.ends_with('\n')) call.out.say("");
}

exit_code sign_envelope(invocation& call, outgoing_content content, std::string const& key) {
    auto const made = make_outgoing(content, key);
    if (!made) return call.out.complain(made.error());
    show(call, made->headers, made->body);
    return exit_code::ok;
}

signer_options options_of(invocation const& call) {
    signer_options options;
    options.url = call.value("--url");
    options.generic = generic_layout_of(call);
    options.http_message.algorithm = call.value("--algorithm");
    if (call.has("--component")) options.http_message.components = call.values("--component");
    if (call.has("--key-id")) options.http_message.key_ids = {call.value("--key-id")};
    return options;
}

exit_code sign_headers(invocation& call, outgoing_content const& content, std::string const& key) {
    auto const name = parse_scheme(call.value("--scheme"));
    if (!name) return call.out.complain(exit_code::usage, name.error().message());
    std::vector<header_line> given;
    if (call.has("--headers-file")) {
        auto read = read_header_file(call.value("--headers-file"));
        if (!read) return call.out.complain(read.error());
        given = std::move(*read);
    }
    secret const secrets[] = {secret(key)};
    auto const made = signer::make(*name, secrets, options_of(call));
    if (!made) return call.out.complain(named_by_option(made.error()));
    std::vector<header_view> const headers = views_of(given);
    std::string const method = call.value("--method", "POST");
    request_view request(headers, content.data);
    request.method = method;
    auto lines = made->sign(request, content.id, content.unix_milliseconds / 1000);
    if (lines.kind != verdict::ok) {
        return call.out.complain(exit_code::failed, "this cannot be signed: " + std::string(to_string(lines.kind)));
    }
    lines.lines.insert(lines.lines.begin(), given.begin(), given.end());
    show(call, lines.lines, content.data);
    return exit_code::ok;
}

}  // namespace

exit_code run_sign(invocation& call) {
    auto const key = signing_key_of(call);
    if (!key) return call.out.complain(key.error(), "cohook sign --help");
    if (!call.has("--data"))
        return call.out.complain(exit_code::usage, "give the content with --data", "cohook sign --help");
    auto data = read_data(call.value("--data"));
    if (!data) return call.out.complain(data.error());
    outgoing_content content = new_outgoing_content();
    content.data = std::move(*data);
    content.id = call.value("--id", content.id);
    content.subscription = call.value("--subscription", "cohook-sign");
    if (call.has("--now")) {
        std::string const text = call.value("--now");
        std::int64_t seconds = 0;
        auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        bool const sound =
            fault == std::errc{} && end == text.data() + text.size() && seconds >= 0 && seconds < 253'402'300'800;
        if (!sound) return call.out.complain(exit_code::usage, "`" + text + "` is not a Unix time in seconds");
        content.unix_milliseconds = seconds * 1000;
    }
    if (call.value("--scheme", "members-envelope") == "members-envelope") return sign_envelope(call, content, *key);
    return sign_headers(call, content, *key);
}

}  // namespace cohook::cli
