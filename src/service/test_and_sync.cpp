// Run Test and Sync Data, the same for both faces.
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "members/person_document.hpp"
#include "service/operations.hpp"

namespace cohook::service {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

result<void> check_complete(endpoint const& settings) {
    if (!is_incomplete(settings)) return {};
    return error(errc::invalid_argument, "the webhook has no signing key yet; set it first", "signingKey");
}

/// The name by which whoever begins a test tells its events from those of others.
std::optional<std::string> read_run(object_reader& from) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr std::size_t longest = 64;
    auto run = from.text("run");
    bool const sound =
        !run || (!run->empty() && run->size() <= longest && run->find_first_not_of(allowed) == std::string::npos);
    if (!sound) from.complain("run", "1 to 64 letters, digits, hyphens or underscores are wanted here");
    return run;
}

/// The sync that runs or is paused on this endpoint: what a second start is pointed to.
asio::awaitable<std::optional<sync_status>> active_sync(call& asked, std::string const& endpoint_id) {
    std::optional<sync_status> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        if (auto const row = now.syncs().active(endpoint_id)) found = row->status;
        return {};
    };
    co_await read_store(asked.room, query);
    co_return found;
}

}  // namespace

reply run_test(call& asked, std::string endpoint_name) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked, body_need::may_be_empty);
    if (!body) co_return body.error();
    object_reader from(*body);
    auto const person = from.integer("personID", 1, members::largest_person_id);
    test_options options;
    options.probe_signature_check = from.boolean("probeSignatureCheck").value_or(false);
    auto run = read_run(from);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    auto const settings = co_await endpoint_of(asked, std::move(endpoint_name));
    if (!settings) co_return settings.error();
    if (auto const ready = check_complete(*settings); !ready) co_return ready.error();
    std::string application = asked.path["application"];
    auto what = co_await asked.room.members.test_message(asked.who, std::move(application), person);
    if (!what) co_return what.error();
    followed_test followed{settings->tenant, settings->id, std::move(run)};
    options.watch = [&events = asked.room.events, followed = std::move(followed)](test_progress const& progress) {
        events.test_progressed(followed, progress);
    };
    auto const report = co_await asked.room.engine.test(settings->id, std::move(*what), std::move(options));
    if (!report) co_return report.error();
    co_return json_answer(200, show_test(*report, asked.who.administrator()));
}

reply begin_sync(call& asked, std::string endpoint_id, sync_options options, std::string sync_path) {
    auto const started = co_await asked.room.engine.start_sync(endpoint_id, options);
    if (started) {
        auto answer = json_answer(202, show_sync(*started));
        answer.set("Location", sync_path + show_id("syn_", started->id));
        co_return answer;
    }
    fault refused = started.error();
    if (refused.status() == 409) {
        auto const running = co_await active_sync(asked, endpoint_id);
        if (running) refused.with("Location", sync_path + show_id("syn_", running->id));
    }
    co_return refused;
}

reply start_sync(call& asked, std::string endpoint_name, std::string sync_path) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked, body_need::may_be_empty);
    if (!body) co_return body.error();
    object_reader from(*body);
    sync_options options;
    options.interval = from.span("requestIntervalMs", 0, longest_interval);
    if (auto const batch = from.integer("syncBatch", 1, 500, "persons"))
        options.batch = static_cast<std::uint32_t>(*batch);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    auto const settings = co_await endpoint_of(asked, std::move(endpoint_name));
    if (!settings) co_return settings.error();
    if (auto const ready = check_complete(*settings); !ready) co_return ready.error();
    std::string endpoint_id = settings->id;
    co_return co_await begin_sync(asked, std::move(endpoint_id), options, std::move(sync_path));
}

reply change_sync(call& asked, record_id id) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    from.require("state", "give running, paused or cancelled");
    auto const wanted = from.text("state");
    bool const known = wanted && (*wanted == "running" || *wanted == "paused" || *wanted == "cancelled");
    if (wanted && !known) from.complain("state", "one of running, paused, cancelled is wanted here");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    auto& engine = asked.room.engine;
    result<sync_status> changed = error();
    if (*wanted == "running")
        changed = co_await engine.resume_sync(id);
    else if (*wanted == "paused")
        changed = co_await engine.pause_sync(id);
    else
        changed = co_await engine.cancel_sync(id);
    if (!changed) co_return changed.error();
    co_return json_answer(200, show_sync(*changed));
}

}  // namespace cohook::service
