// `serve`: the server, from its settings to its last attempt.
#include "cli/commands.hpp"
#include "cli/egress_settings.hpp"
#include "cli/files.hpp"
#include "cli/house.hpp"
#include "cli/listen_address.hpp"
#include "cli/sending_settings.hpp"
#include "cli/settings_view.hpp"
#include "runtime/clock.hpp"
#include "runtime/supervision.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

service::log_form form_of(std::string_view text, terminal const& out) {
    bool const as_text = text == "text" || (text == "auto" && out.stderr_is_terminal());
    return as_text ? service::log_form::text : service::log_form::json;
}

/// Who vouches for those who sign in.
result<void> read_issuer(settings const& config, std::uint16_t own_port, house_options& into) {
    if (!config.has("oidc-client-id"))
        return error(errc::invalid_argument, "the issuer knows this server by a client id: set oidc-client-id as well",
                     "oidc-issuer");
    service::issuer_settings made;
    made.issuer = config.text("oidc-issuer");
    made.client_id = config.text("oidc-client-id");
    made.name = config.text("oidc-name");
    made.allow_http = config.boolean("allow-http");
    egress::url_rules rules;
    rules.allow_http = made.allow_http;
    if (auto sound = egress::parse_url(made.issuer, rules); !sound)
        return error(errc::invalid_argument, sound.error().message(), "oidc-issuer");
    if (config.has("oidc-client-secret-file")) {
        auto secret = read_secret(config.text("oidc-client-secret-file"));
        if (!secret) return error(errc::invalid_argument, secret.error().message(), "oidc-client-secret-file");
        made.client_secret = std::move(*secret);
    }
    auto policy = egress_policy_of(config, judged_for::sending, own_port);
    if (!policy) return policy.error();
    into.issuer = std::move(made);
    into.issuer_policy = std::move(*policy);
    return {};
}

result<house_options> options_of(invocation const& call) {
    settings const& config = call.config;
    house_options made;
    auto const where = parse_listen_address(config.text("listen"));
    if (!where) return error(errc::invalid_argument, where.error().message(), "listen");
    made.server.address = where->address;
    made.server.port = where->port;
    made.server.certificate_file = config.text("tls-cert");
    made.server.key_file = config.text("tls-key");
    if (config.has("tls-cert") != config.has("tls-key")) {
        return error(errc::invalid_argument, "a certificate needs its key, and a key its certificate",
                     config.has("tls-cert") ? "tls-cert" : "tls-key");
    }
    auto wanted = sender_options_of(config);
    if (!wanted) return wanted.error();
    made.sending = std::move(*wanted);
    sender_options& sending = made.sending;
    sending.store = config.text("store");
    sending.shards = config.count("shards");
    sending.connection_slots = config.count("connection-slots");
    sending.retention = config.span("retention");
    made.admin_key_file = config.text("admin-key-file");
    made.public_url = config.text("public-url");
    if (config.has("oidc-issuer"))
        if (auto known = read_issuer(config, where->port, made); !known) return known.error();
    made.configuration = show_settings(config, audience::server);
    made.request_rate = static_cast<std::uint32_t>(config.count("request-rate"));
    made.console_directory = config.text("console-dir");
    made.setup_token_file = config.text("setup-token-file");
    made.log_form = form_of(config.text("log-format"), call.out);
    made.log_level = service::parse_log_level(config.text("log-level")).value_or(service::log_level::info);
    return made;
}

/// A setting that turned out to be wrong: the status says whether a flag or the configuration is to blame.
exit_code complain_about_setting(invocation& call, error const& what) {
    std::string const& name = what.field();
    bool const typed = find_setting(name) != nullptr && call.config.from(name) == origin::flag;
    exit_code const code = typed ? exit_code::usage : exit_code::bad_configuration;
    std::string const place = find_setting(name) == nullptr ? name : call.config.place(name);
    std::string const shown = place.empty() ? name : place;
    return call.out.complain(code, shown.empty() ? what.message() : shown + ": " + what.message());
}

exit_code complain_about_sending(invocation& call, error const& what) {
    if (what.field() == "extraAuthorities")
        return complain_about_setting(call, error(what.kind(), what.message(), "ca-file"));
    if (what.field().starts_with("allowAddresses"))
        return complain_about_setting(call, error(what.kind(), what.message(), "allow-address"));
    if (what.kind() == errc::invalid_argument)
        return complain_about_setting(call, error(what.kind(), what.message(), "store"));
    std::string next;
    if (what.kind() == errc::conflict)
        next = "another server runs on this store; stop it, or name another with --store";
    bool const is_file = call.config.text("store").starts_with("sqlite:");
    if (is_file && what.kind() == errc::unsupported) next = "use the version of cohook that wrote it, or a newer one";
    return call.out.complain(what, next);
}

exit_code complain_about_start(invocation& call, error const& what) {
    if (what.field() == "tlsCert") return complain_about_setting(call, error(what.kind(), what.message(), "tls-cert"));
    if (what.field() == "tlsKey") return complain_about_setting(call, error(what.kind(), what.message(), "tls-key"));
    if (what.field() == "admin-key-file" || what.field() == "setup-token-file")
        return complain_about_setting(call, what);
    std::string next;
    if (what.kind() == errc::conflict) next = "choose another address with --listen; port 0 takes a free one";
    return call.out.complain(what, next);
}

void hand_out_key(invocation& call, std::optional<std::string> const& key) {
    if (!key) return;
    std::string const file = call.config.text("admin-key-file");
    if (!file.empty()) return call.out.say("the first administrator's key is in " + file);
    call.out.say("the first administrator's key, shown this once: " + *key);
}

void hand_out_token(invocation& call, std::optional<std::string> const& token, std::string const& url) {
    if (!token) return;
    std::string const file = call.config.text("setup-token-file");
    call.out.say("nobody can sign in yet: open " + url + "/console and set it up with the token " +
                 (file.empty() ? *token : "in " + file));
}

using signal_outcome = asio::as_tuple_t<asio::use_awaitable_t<>>;

/// Until SIGTERM or SIGINT; SIGHUP reads the certificate anew.
asio::awaitable<void> wait_for_the_end(asio::signal_set& signals, invocation& call, house& all) {
    while (true) {
        auto const [fault, number] = co_await signals.async_wait(signal_outcome());
        if (fault || number != SIGHUP) co_return;
        auto const reloaded = all.reload_certificate();
        if (reloaded)
            call.out.say("read the certificate anew");
        else
            call.out.complain(reloaded.error(), "the old certificate stays in use");
    }
}

asio::awaitable<exit_code> serve(invocation& call, asio::io_context& context, house& all) {
    asio::signal_set signals(context, SIGTERM, SIGINT, SIGHUP);
    auto const started = co_await all.start();
    if (!started) {
        co_await all.stop(std::chrono::milliseconds(0));
        co_return complain_about_start(call, started.error());
    }
    hand_out_key(call, started->admin_key);
    hand_out_token(call, started->setup_token, all.url());
    call.out.say("cohook " COHOOK_VERSION " is ready on " + all.url() + ", store " + call.config.text("store"));
    notify_supervisor("READY=1\nSTATUS=serving on " + all.url() + "\nX_COHOOK_URL=" + all.url() + "\n");
    co_await wait_for_the_end(signals, call, all);
    auto const deadline = call.config.span("drain-deadline");
    call.out.say("stopping: attempts in flight may end; a second signal ends at once");
    notify_supervisor("STOPPING=1\n");
    signals.async_wait([](boost::system::error_code fault, int) {
        if (!fault) std::_Exit(static_cast<int>(exit_code::interrupted));
    });
    co_await all.stop(deadline);
    co_return exit_code::ok;
}

}  // namespace

exit_code run_serve(invocation& call) {
    auto options = options_of(call);
    if (!options) return complain_about_setting(call, options.error());
    asio::io_context context(1);
    auto const built = house::open(context.get_executor(), std::move(*options));
    if (!built) return complain_about_sending(call, built.error());
    exit_code code = exit_code::failed;
    std::exception_ptr broken;
    asio::co_spawn(context, serve(call, context, **built), [&](std::exception_ptr failure, exit_code made) {
        broken = failure;
        code = made;
    });
    context.run();
    if (broken) std::rethrow_exception(broken);
    return code;
}

}  // namespace cohook::cli
