#include "cli/settings.hpp"

#include <array>

namespace cohook::cli {
namespace {

using kind = setting_kind;
constexpr audience all = audience::everyone;
constexpr audience client = audience::client;
constexpr audience server = audience::server;
constexpr audience sending = audience::server | audience::sending;
constexpr audience keeping = audience::server | audience::keeping;

constexpr std::array rows{
    setting_spec{"color", kind::text, all, "WHEN", "auto", "colour on stderr: auto, always or never"},
    setting_spec{"server", kind::text, client, "URL", "http://127.0.0.1:8090", "address of the server to talk to"},
    setting_spec{"api-key", kind::secret, client, "KEY", "", "API key (only here, in the environment or in a file)"},
    setting_spec{"api-key-file", kind::text, client, "FILE", "", "file that holds the API key; - is stdin"},
    setting_spec{"server-ca-file", kind::text, client, "FILE", "",
                 "CA certificate that signs the server's, besides the system's"},
    setting_spec{"timeout", kind::span, client, "SPAN", "60s", "how long a request to the server may take", "1ms"},
    setting_spec{"store", kind::text, keeping, "URL", "sqlite:cohook.db",
                 "where everything is kept: sqlite:PATH or memory:"},
    setting_spec{"listen", kind::text, server, "ADDR:PORT", "127.0.0.1:8090",
                 "where the API and the console are served; port 0 takes a free one"},
    setting_spec{"tls-cert", kind::text, server, "FILE", "",
                 "certificate chain (PEM) for the own listener; needs tls-key"},
    setting_spec{"tls-key", kind::text, server, "FILE", "", "private key (PEM) for the own listener"},
    setting_spec{"admin-key-file", kind::text, server, "FILE", "",
                 "write the first administrator's key here (0600) instead of to stderr"},
    setting_spec{"setup-token-file", kind::text, server, "FILE", "",
                 "write the token that sets up the first account here (0600) instead of to stderr"},
    setting_spec{"oidc-issuer", kind::text, server, "URL", "",
                 "OpenID Connect issuer whose users may sign in, where an account has their e-mail address"},
    setting_spec{"oidc-client-id", kind::text, server, "ID", "", "the name by which the issuer knows this server"},
    setting_spec{"oidc-client-secret-file", kind::text, server, "FILE", "",
                 "file that holds the secret that the issuer gave this server"},
    setting_spec{"oidc-name", kind::text, server, "TEXT", "single sign-on", "what the sign-in page calls the issuer"},
    setting_spec{"public-url", kind::text, server, "URL", "",
                 "address by which browsers reach the server, where that is not how it listens"},
    setting_spec{"console-dir", kind::text, server, "DIR", "",
                 "development only: serve the console's files from here instead of the embedded ones"},
    setting_spec{"allow-http", kind::boolean, sending, "", "false", "development only: endpoints may have http URLs"},
    setting_spec{"allow-address", kind::list, sending, "CIDR", "",
                 "development only: open a private address range; repeatable"},
    setting_spec{"nat64", kind::text, sending, "MODE", "block",
                 "addresses of a translation prefix: block, or decode the IPv4 inside"},
    setting_spec{"ca-file", kind::text, sending, "FILE", "",
                 "CA certificates (PEM) to trust for endpoints, besides the system's"},
    setting_spec{"drain-deadline", kind::span, server, "SPAN", "30s",
                 "how long attempts in flight may go on after SIGTERM"},
    setting_spec{"shards", kind::count, server, "N", "0", "threads that send; 0: one a core", "0", "1024"},
    setting_spec{"connection-slots", kind::count, server, "N", "1024", "attempts in flight at once, of each shard",
                 "1"},
    setting_spec{"request-rate", kind::count, server, "N", "1000",
                 "requests a second of each API key and each account; 0: no limit"},
    setting_spec{"retention", kind::span, server, "SPAN", "30d", "how long settled deliveries are kept"},
    setting_spec{"log-level", kind::text, server, "LEVEL", "info", "debug, info, warning, error or off"},
    setting_spec{"log-format", kind::text, server, "FORMAT", "auto", "json, text, or auto: text on a terminal"},
};

}  // namespace

std::span<setting_spec const> setting_table() noexcept {
    return rows;
}

setting_spec const* find_setting(std::string_view name) noexcept {
    for (setting_spec const& row : rows) {
        if (row.name == name) return &row;
    }
    return nullptr;
}

std::string flag_of(setting_spec const& spec) {
    return "--" + std::string(spec.name);
}

std::string environment_name_of(setting_spec const& spec) {
    std::string name = "COHOOK_";
    for (char const letter : spec.name) {
        name += letter == '-' ? '_' : static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
    }
    return name;
}

std::string_view to_string(origin from) noexcept {
    switch (from) {
        case origin::fallback: return "default";
        case origin::file: return "file";
        case origin::environment: return "environment";
        case origin::flag: return "flag";
    }
    return "default";
}

}  // namespace cohook::cli
