#include "delivery/failed_records.hpp"

#include <utility>

namespace cohook::dispatch {

namespace asio = boost::asio;

namespace {

class failures_of final : public record_source {
public:
    failures_of(store::store& truth, record_id of, std::shared_ptr<record_source> all)
        : store_(truth), of_(of), all_(std::move(all)) {}

    message frame() const override { return all_->frame(); }

    asio::awaitable<result<std::uint64_t>> count() override {
        std::uint64_t number = 0;
        auto query = [&](store::snapshot const& now) -> result<void> {
            if (auto const row = now.syncs().find(of_)) number = row->status.failed + row->status.waiting;
            return {};
        };
        auto const done = co_await store_.read(query);
        if (!done) co_return done.error();
        co_return number;
    }

    asio::awaitable<result<std::vector<std::string>>> next(std::string cursor, std::size_t limit) override {
        std::vector<std::string> keys;
        auto query = [&](store::snapshot const& now) -> result<void> {
            keys.clear();
            for (auto& each : now.syncs().failures(of_, cursor, limit)) keys.push_back(std::move(each.key));
            return {};
        };
        auto const done = co_await store_.read(query);
        if (!done) co_return done.error();
        co_return keys;
    }

    asio::awaitable<result<std::vector<sync_record>>> read(std::vector<std::string> keys) override {
        return all_->read(std::move(keys));
    }

private:
    store::store& store_;
    record_id of_;
    std::shared_ptr<record_source> all_;
};

}  // namespace

std::shared_ptr<record_source> failed_records(store::store& truth, record_id of, std::shared_ptr<record_source> all) {
    return std::make_shared<failures_of>(truth, of, std::move(all));
}

}  // namespace cohook::dispatch
