#include "source_desk.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace cohook::capi {

namespace asio = boost::asio;

cohook_status source_question::settle(result<source_answer> answer) {
    return finish(std::move(answer), false);
}

void source_question::give_up() {
    finish(error(errc::cancelled, "The sync was stopped before the source answered."), true);
}

cohook_status source_question::finish(result<source_answer> answer, bool given_up) {
    std::function<void()> wake;
    {
        std::lock_guard const hold(lock_);
        if (settled_) return given_up_ ? COHOOK_CANCELLED : COHOOK_CONFLICT;
        settled_ = true;
        given_up_ = given_up;
        answer_ = std::move(answer);
        wake = std::move(wake_);
    }
    if (wake) wake();
    return COHOOK_OK;
}

bool source_question::set_wake(std::function<void()> wake) {
    std::lock_guard const hold(lock_);
    if (!settled_) wake_ = std::move(wake);
    return !settled_;
}

bool source_desk::enter(question_ptr const& asked) {
    std::lock_guard const hold(lock_);
    std::erase_if(open_, [](auto const& each) { return each.expired(); });
    if (closed_) return false;
    open_.push_back(asked);
    return true;
}

void source_desk::close() {
    std::vector<std::weak_ptr<source_question>> open;
    {
        std::lock_guard const hold(lock_);
        closed_ = true;
        open.swap(open_);
    }
    for (auto const& each : open)
        if (auto const asked = each.lock()) asked->give_up();
}

asio::awaitable<result<source_answer>> source_desk::ask(question_ptr asked) {
    if (!enter(asked)) co_return error(errc::cancelled, "The engine is closing.");
    auto start = [this, asked](auto handler) {
        auto const executor =
            asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) slot.assign([asked](asio::cancellation_type) { asked->give_up(); });
        auto const shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto wake = [shared, executor] { asio::post(executor, [shared] { std::move (*shared)(); }); };
        if (!asked->set_wake(wake)) return wake();
        deliver_(asked);
    };
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void()>(start, asio::use_awaitable);
    std::lock_guard const hold(asked->lock_);
    co_return std::move(asked->answer_);
}

namespace {

class host_source final : public record_source {
public:
    host_source(source_desk& desk, sync_status const& job)
        : desk_(desk), endpoint_id_(job.endpoint_id), application_id_(job.tenant) {}

    message frame() const override {
        message what("record.sync", {});
        what.attributes.emplace_back("change", "sync");
        return what;
    }

    asio::awaitable<result<std::uint64_t>> count() override {
        auto const asked = question(COHOOK_SOURCE_COUNT);
        auto const answer = co_await desk_.ask(asked);
        if (!answer) co_return answer.error();
        co_return std::get<std::uint64_t>(*answer);
    }

    asio::awaitable<result<std::vector<std::string>>> next(std::string cursor, std::size_t limit) override {
        auto const asked = question(COHOOK_SOURCE_NEXT);
        asked->cursor = std::move(cursor);
        asked->limit = limit;
        auto answer = co_await desk_.ask(asked);
        if (!answer) co_return answer.error();
        co_return std::get<std::vector<std::string>>(std::move(*answer));
    }

    asio::awaitable<result<std::vector<sync_record>>> read(std::vector<std::string> keys) override {
        auto const asked = question(COHOOK_SOURCE_READ);
        asked->keys = std::move(keys);
        auto answer = co_await desk_.ask(asked);
        if (!answer) co_return answer.error();
        co_return std::get<std::vector<sync_record>>(std::move(*answer));
    }

private:
    question_ptr question(std::int32_t kind) const {
        auto made = std::make_shared<source_question>();
        made->kind = kind;
        made->endpoint_id = endpoint_id_;
        made->application_id = application_id_;
        return made;
    }

    source_desk& desk_;
    std::string endpoint_id_, application_id_;
};

}  // namespace

std::shared_ptr<record_source> make_host_source(source_desk& desk, sync_status const& job) {
    return std::make_shared<host_source>(desk, job);
}

}  // namespace cohook::capi
