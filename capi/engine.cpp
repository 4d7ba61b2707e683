// Opening, draining, closing.
#include "engine.hpp"

#include "calls.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace cohook::capi {

callback_kind& running_callback() noexcept {
    static thread_local auto running = callback_kind::none;
    return running;
}

checked<void> check_usable(cohook_engine const* engine) {
    if (!engine) return complaint(missing("engine"));
    if (engine->owner != ::getpid())
        return complaint(COHOOK_FORKED,
                         "the engine belongs to the process that opened it, of which this one is a child");
    if (running_callback() == callback_kind::log)
        return complaint(COHOOK_WRONG_THREAD, "a log callback may not call the engine");
    return {};
}

namespace {

constexpr std::size_t usual_event_limit = 10'000;

/// Says for as long as it lives that a callback runs on this thread.
class callback_mark {
public:
    explicit callback_mark(callback_kind kind) : before_(std::exchange(running_callback(), kind)) {}
    ~callback_mark() { running_callback() = before_; }
    callback_mark(callback_mark const&) = delete;
    callback_mark& operator=(callback_mark const&) = delete;

private:
    callback_kind before_;
};

void ask_by_event(cohook_engine& engine, question_ptr asked) {
    auto event = std::make_unique<cohook_event>();
    event->kind = COHOOK_EVENT_SOURCE;
    event->request.reset(new cohook_source_request{std::move(asked)});
    engine.events.push_always(std::move(event));
}

void ask_by_callback(cohook_engine& engine, question_ptr asked) {
    boost::asio::post(engine.source_thread->executors().front(), [&engine, asked = std::move(asked)] {
        cohook_source_request request{asked, true};
        callback_mark const mark(callback_kind::source);
        engine.source(engine.source_user, &request);
        asked->settle(error(errc::unavailable, "The source of records gave no answer."));
    });
}

result<sender_options> read_options(cohook_engine_options const& given, cohook_engine& engine) {
    sender_options made;
    if (!given.store) return missing("store");
    made.store = given.store;
    made.allow_http = given.allow_http != 0;
    if (!given.allow_addresses && given.allow_address_count != 0) return missing("allowAddresses");
    for (std::size_t at = 0; at < given.allow_address_count; ++at)
        made.allow_addresses.emplace_back(text_of(given.allow_addresses[at]));
    made.extra_authorities = text_of(given.extra_authorities);
    made.shards = given.shards;
    if (given.connection_slots != 0) made.connection_slots = given.connection_slots;
    if (given.retention_ms < 0)
        return error(errc::invalid_argument, "a time to keep deliveries is not negative", "retentionMs");
    if (given.retention_ms != 0) made.retention = std::chrono::milliseconds(given.retention_ms);
    made.observer = &engine.news;
    if (given.log)
        made.log = [log = given.log, user = given.log_user](log_line const& line) {
            callback_mark const mark(callback_kind::log);
            log(user, std::string(line.level).c_str(), std::string(line.event).c_str(),
                std::string(line.fields).c_str());
        };
    if (given.source || given.source_by_events != 0)
        made.sources = [&engine](sync_status const& job) { return make_host_source(engine.desk, job); };
    return made;
}

boost::asio::awaitable<result<void>> stop(sender& sending, std::chrono::milliseconds deadline) {
    co_await sending.stop(deadline);
    co_return result<void>();
}

boost::asio::awaitable<result<void>> start(sender& sending) {
    return sending.start();
}

checked<std::unique_ptr<cohook_engine>> open(cohook_engine_options const* given) {
    auto const options = read_struct(given, "options");
    if (!options) return complaint(options.error());
    auto const limit = options->event_limit == 0 ? usual_event_limit : std::size_t(options->event_limit);
    auto made = std::make_unique<cohook_engine>(*options, limit);
    if (auto const opened = made->events.open(); !opened) return complaint(opened.error());
    auto wanted = read_options(*options, *made);
    if (!wanted) return complaint(wanted.error());
    auto sending = sender::open(std::move(*wanted));
    if (!sending) return complaint(sending.error());
    made->sending = std::move(*sending);
    return made;
}

void close(cohook_engine& engine) {
    engine.desk.close();
    perform(&engine, COHOOK_FOREVER, [](sender& sending) { return stop(sending, std::chrono::milliseconds(0)); });
    engine.gate.wait();
    if (engine.source_thread) engine.source_thread->stop();
    engine.sending->close();
    engine.calls.stop();
    engine.events.close();
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook::capi;

cohook_engine::cohook_engine(cohook_engine_options const& options, std::size_t event_limit)
    : owner(::getpid()),
      events(event_limit, options.event_kinds),
      news(events),
      source(options.source),
      source_user(options.source_user),
      desk([this](question_ptr asked) {
          if (source)
              ask_by_callback(*this, std::move(asked));
          else
              ask_by_event(*this, std::move(asked));
      }) {
    if (source) source_thread = std::make_unique<cohook::shard_threads>(1, "source");
}

extern "C" {

cohook_status cohook_engine_open(cohook_engine_options const* options, cohook_engine** engine, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!engine) return complaint(missing("engine"));
        if (running_callback() != callback_kind::none)
            return complaint(COHOOK_WRONG_THREAD, "a callback may not open an engine");
        auto made = open(options);
        if (!made) return made.error();
        auto const started = perform(made->get(), COHOOK_FOREVER, start);
        if (!started) {
            close(**made);
            return started.error();
        }
        *engine = made->release();
        return {};
    });
}

cohook_status cohook_engine_drain(cohook_engine* engine, int64_t timeout_ms, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (running_callback() != callback_kind::none)
            return complaint(COHOOK_WRONG_THREAD, "a callback may not drain the engine that waits for it");
        if (!engine) return complaint(missing("engine"));
        // What the host's source has not answered would be waited for without end.
        if (engine->owner == ::getpid()) engine->desk.close();
        auto const longest = std::int64_t(7) * 24 * 3600 * 1000;
        auto const deadline = timeout_ms < 0 ? longest : std::min(timeout_ms, longest);
        return perform(engine, COHOOK_FOREVER,
                       [&](cohook::sender& sending) { return stop(sending, std::chrono::milliseconds(deadline)); });
    });
}

cohook_status cohook_engine_close(cohook_engine* engine) {
    if (!engine) return COHOOK_OK;
    if (engine->owner != ::getpid()) return COHOOK_FORKED;
    if (running_callback() != callback_kind::none) return COHOOK_WRONG_THREAD;
    return guarded(nullptr, [&]() -> checked<void> {
        std::unique_ptr<cohook_engine> const last(engine);
        close(*last);
        return {};
    });
}
}
