#include "cli/commands.hpp"
#include "cli/generic_layout.hpp"

namespace cohook::cli {
namespace {

using occurrence = operand_spec::occurrence;

option_spec const json_flag{"--json", "", "print JSON with a stable form"};
option_spec const key_file_option{"--key-file", "FILE",
                                  "file that holds the signing key; - is stdin [COHOOK_SIGNING_KEY]"};
option_spec const follow_flag{"--follow", "",
                              "show the progress until it ends; Ctrl-C lets go of it, the sync goes on"};
operand_spec const app_operand{"APP", "id of the application"};
operand_spec const sync_operand{"SYNC", "id of the sync"};
constexpr std::string_view schemes =
    "schemes:\n"
    "  members-envelope, standard-webhooks, svix, stripe, github, slack, zoom, shopify, square, paddle, linear,\n"
    "  discord, twilio, rfc9421, generic-hmac. The key is what the sender's documentation calls its secret; of\n"
    "  discord and of rfc9421 with ed25519 or ecdsa-p256-sha256 the public key to verify, the secret key to sign:\n"
    "  in hex for discord, in base64 or PEM for rfc9421, whose hmac-sha256 takes base64.";

std::vector<option_spec> with_generic_layout(std::vector<option_spec> options) {
    options.insert(options.end(), generic_layout_options().begin(), generic_layout_options().end());
    return options;
}

std::vector<command_spec> make_table() {  // NOLINT(readability-function-size): a table, entry by entry
    std::vector<command_spec> table;
    auto const add = [&](command_spec spec) { table.push_back(std::move(spec)); };

    add({"serve", "run the server: API, console, deliveries", run_serve, {}, {}, audience::server});
    add({"demo",
         "see everything work, on this machine, with a register of fictional people",
         run_demo,
         {},
         {{"--once", "", "end after the last step; exit status 0 only if every step held"},
          {"--dir", "DIR", "keep store, keys and logs here, instead of in a temporary directory"}}});
    add({"listen",
         "a receiver for development: verifies what it gets and answers as told",
         run_listen,
         {},
         {{"--listen", "ADDR:PORT", "where to receive [127.0.0.1:8443]; port 0 takes a free one"},
          key_file_option,
          {"--format", "FORMAT", "of the webhook: members, standard or cloudevents [members]"},
          {"--http", "", "plain HTTP; otherwise HTTPS with a certificate made on the spot"},
          {"--dev-ca", "FILE", "where the CA certificate that senders must trust is written [cohook-dev-ca.pem]"},
          {"--host", "NAME", "further name or address in the certificate, besides localhost and 127.0.0.1", true},
          {"--status", "N", "answer with this status [200]; 102 is said as the last word"},
          {"--delay", "SPAN", "wait this long before each answer"},
          {"--fail-rate", "PERCENT", "answer 500 to this share of the requests"},
          {"--fail-first", "N", "answer 503 to the first N requests"},
          {"--forward-to", "URL", "pass verified requests on to this URL and answer as it does"},
          {"--count", "N", "end after this many requests"},
          json_flag}});
    add({"send",
         "sign and send one POST, without a server",
         run_send,
         {{"URL", "the endpoint"}},
         {{"--data", "DATA", "the JSON content: text, @FILE or - [{}]"},
          key_file_option,
          {"--subscription", "ID", "subscription named in the envelope [cohook-send]"},
          json_flag},
         audience::sending});
    add({"bench",
         "put a load on your own receiver, and see how fast it answers",
         run_bench,
         {{"URL", "the endpoint"}},
         {{"--messages", "N", "how many, each tried once [1000]"},
          {"--at-once", "N", "attempts in flight at once [16]"},
          {"--size", "BYTES", "of a person in a message [1024]"},
          key_file_option,
          json_flag},
         audience::sending});
    add({"sign",
         "print the headers and the body that a delivery would have",
         run_sign,
         {},
         with_generic_layout(
             {{"--scheme", "SCHEME", "how to sign; see below [members-envelope]"},
              {"--data", "DATA", "the content: text, @FILE or -"},
              key_file_option,
              {"--id", "ID", "message id [one is made]; the nonce of rfc9421"},
              {"--now", "SECONDS", "Unix time to sign for [now]"},
              {"--subscription", "ID", "subscription named in the envelope [cohook-sign]"},
              {"--url", "URL", "where it goes: square, twilio and rfc9421 sign it"},
              {"--method", "METHOD", "of the request: rfc9421 signs it [POST]"},
              {"--headers-file", "FILE",
               "further headers of the request, which rfc9421 can sign, `Name: value` a line"},
              {"--algorithm", "NAME", "rfc9421: hmac-sha256, ed25519 or ecdsa-p256-sha256"},
              {"--component", "NAME", "rfc9421: what is signed [@method, @target-uri, content-digest]", true},
              {"--key-id", "ID", "rfc9421: the `keyid` that is named"},
              json_flag}),
         audience::nobody,
         schemes});
    add({"verify",
         "is this request signed by who has the key, unaltered, and fresh?",
         run_verify,
         {{"BODY", "file with the body as received; - is stdin", occurrence::optional}},
         with_generic_layout({{"--vectors", "FILE", "run a file of test vectors instead; one JSON line each"},
                              {"--scheme", "SCHEME", "members-envelope, standard-webhooks, svix, stripe, github, …"},
                              {"--key-file", "FILE", "file that holds the key; - is stdin [COHOOK_SIGNING_KEY]", true},
                              {"--headers-file", "FILE", "the headers as received, `Name: value` a line"},
                              {"--now", "SECONDS", "Unix time to judge freshness by [now]"},
                              {"--tolerance", "N|off", "seconds a signed time may be away [300]"},
                              {"--url", "URL", "the URL as the sender used it: square, twilio and rfc9421 sign it"},
                              {"--method", "METHOD", "of the request: rfc9421 signs it [POST]"},
                              {"--algorithm", "NAME", "rfc9421: hmac-sha256, ed25519 or ecdsa-p256-sha256"},
                              {"--component", "NAME", "rfc9421: what must be signed [content-digest]", true},
                              {"--endpoint-key", "",
                               "the key is a webhook's signing key as typed: any text, not a secret of the scheme"}}),
         audience::nobody,
         schemes});
    add({"endpoint check",
         "may this URL be a webhook? No packet is sent",
         run_endpoint_check,
         {{"URL", "the URL to judge", occurrence::optional}},
         {{"--cases", "FILE", "judge a file of cases instead; one JSON line each"},
          {"--resolves-to", "ADDR", "judge as if DNS had given this address", true},
          json_flag},
         audience::sending});
    add({"doctor",
         "is this endpoint properly exposed? Looks for real",
         run_doctor,
         {{"URL", "the endpoint"}},
         {key_file_option, json_flag},
         audience::sending});

    add({"app list", "the applications", run_app_list, {}, {json_flag}, audience::client});
    add({"app get", "one application and its webhook", run_app_get, {app_operand}, {json_flag}, audience::client});
    add({"app create",
         "create an application",
         run_app_create,
         {},
         {{"--id", "ID", "its id [one is made]"},
          {"--name", "NAME", "its name (required)"},
          {"--organization", "ORG", "id of the organization that owns it"},
          {"--scope", "SCOPE", "approve this scope", true},
          json_flag},
         audience::client});
    add({"app update",
         "change an application's name or approved scopes",
         run_app_update,
         {app_operand},
         {{"--name", "NAME", "its new name"},
          {"--scope", "SCOPE", "approve exactly these scopes", true},
          {"--no-scopes", "", "withdraw all scopes"},
          json_flag},
         audience::client});
    add({"app webhook",
         "set an application's webhook",
         run_app_webhook,
         {app_operand},
         {{"--url", "URL", "where to send; an empty text removes the webhook"},
          key_file_option,
          {"--interval", "SPAN", "least time between two POSTs of a sync"},
          {"--enable", "", "send to it again: what was disabled goes on"},
          {"--disable", "", "send nothing to it for now; what is due waits"},
          json_flag},
         audience::client});
    add({"app test",
         "Run Test: POST one person now and show what came back",
         run_app_test,
         {app_operand},
         {{"--person", "ID", "the person to send [whom the key stands for]"}, json_flag},
         audience::client});
    add({"person list",
         "the persons",
         run_person_list,
         {},
         {{"--search", "NAME", "those with a name that begins so, word by word"},
          {"--app", "APP", "those whom this application sees, as it sees them"},
          json_flag},
         audience::client});
    add({"person get", "one person", run_person_get, {{"ID", "personID"}}, {json_flag}, audience::client});
    add({"person put",
         "create or replace a person",
         run_person_put,
         {{"ID", "personID"}},
         {{"--data", "DATA", "the person as JSON: text, @FILE or -"}, json_flag},
         audience::client});
    add({"person edit",
         "change fields of a person",
         run_person_edit,
         {{"ID", "personID"}},
         {{"--set", "PATH=TEXT",
           "set a field (`cellPhone.number=…`); an empty text removes it; PATH:=JSON for other values", true},
          json_flag},
         audience::client});
    add({"person import",
         "import persons from NDJSON",
         run_person_import,
         {{"FILE", "the file; - is stdin"}},
         {json_flag},
         audience::client,
         "a line is a person, or a person with consents:\n"
         "  {\"personID\": 1, \"firstName\": \"Ida\"}\n"
         "  {\"person\": {\"personID\": 2}, \"consents\": [{\"application\": \"calendar\", \"scopes\": "
         "[\"email\"]}]}"});
    add({"sync start",
         "Sync Data: push every person the application may see",
         run_sync_start,
         {app_operand},
         {{"--interval", "SPAN", "least time between two POSTs [the webhook's]"},
          {"--batch", "N", "persons in one POST [1]"},
          follow_flag,
          json_flag},
         audience::client});
    add({"sync status",
         "how far a sync is; of one that has ended, its receipt",
         run_sync_status,
         {app_operand, sync_operand},
         {follow_flag, json_flag},
         audience::client});
    add({"sync failures",
         "the persons that a sync left unacknowledged, and why",
         run_sync_failures,
         {app_operand, sync_operand},
         {json_flag},
         audience::client});
    add({"sync retry",
         "a sync of those alone whom an ended one left unacknowledged",
         run_sync_retry,
         {app_operand, sync_operand},
         {follow_flag, json_flag},
         audience::client});
    add({"sync pause",
         "stop a sync for now",
         run_sync_pause,
         {app_operand, sync_operand},
         {json_flag},
         audience::client});
    add({"sync resume",
         "go on with a paused sync",
         run_sync_resume,
         {app_operand, sync_operand},
         {follow_flag, json_flag},
         audience::client});
    add({"sync cancel", "end a sync", run_sync_cancel, {app_operand, sync_operand}, {json_flag}, audience::client});
    add({"tail",
         "watch attempts, syncs and endpoints as they happen",
         run_tail,
         {},
         {{"--app", "APP", "of this application alone"},
          {"--failed", "", "only what did not succeed"},
          {"--count", "N", "end after this many events"},
          json_flag},
         audience::client});
    add({"replay",
         "send deliveries again",
         run_replay,
         {{"DELIVERY", "ids of deliveries", occurrence::any}},
         {{"--failed", "", "every delivery that was given up"},
          {"--app", "APP", "of this application alone (with --failed)"},
          {"--dry-run", "", "only say what would be sent"},
          json_flag},
         audience::client});

    add({"store backup",
         "copy the store to a new file, beside a server that goes on",
         run_store_backup,
         {{"FILE", "the copy; must not exist"}},
         {json_flag},
         audience::keeping});
    add({"config print",
         "the settings in force, as a configuration file",
         run_config_print,
         {},
         {{"--origin", "", "say where each value comes from"}, json_flag}});
    add({"version", "the version", run_version, {}, {json_flag}});
    add({"completion", "a completion script", run_completion, {{"SHELL", "bash, zsh or fish"}}, {}});
    return table;
}

}  // namespace

std::span<command_spec const> command_table() {
    static std::vector<command_spec> const table = make_table();
    return table;
}

}  // namespace cohook::cli
