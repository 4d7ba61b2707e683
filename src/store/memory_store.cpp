#include "store/memory_store.hpp"

#include "store/memory_deliveries.hpp"
#include "store/memory_tables.hpp"

#include <mutex>
#include <utility>

namespace cohook::store::memory {
namespace {

class tables final : public unit_of_work, public snapshot {
public:
    delivery_tables& deliveries() override { return deliveries_; }
    endpoint_tables& endpoints() override { return endpoints_; }
    sync_tables& syncs() override { return syncs_; }
    register_tables& members() override { return register_; }
    request_tables& requests() override { return requests_; }
    account_tables& accounts() override { return accounts_; }
    delivery_tables const& deliveries() const override { return deliveries_; }
    endpoint_tables const& endpoints() const override { return endpoints_; }
    sync_tables const& syncs() const override { return syncs_; }
    register_tables const& members() const override { return register_; }
    request_tables const& requests() const override { return requests_; }
    account_tables const& accounts() const override { return accounts_; }

    void keep() {
        deliveries_.keep_unit();
        journal_.keep();
    }
    void undo() {
        deliveries_.undo_unit();
        journal_.undo();
    }
    memory::deliveries& backlog() noexcept { return deliveries_; }
    memory::deliveries const& backlog() const noexcept { return deliveries_; }

private:
    journal journal_;
    memory::deliveries deliveries_;
    memory::endpoints endpoints_{journal_};
    memory::syncs syncs_{journal_};
    register_rows register_{journal_};
    memory::requests requests_{journal_};
    memory::accounts accounts_{journal_};
};

template <class Work, class State>
result<void> call(Work work, State& state, char const* what) {
    try {
        return work(state);
    } catch (std::exception const& thrown) {
        return error(errc::internal, std::string(what) + " threw: " + thrown.what());
    } catch (...) {
        return error(errc::internal, std::string(what) + " threw");
    }
}

class memory_store final : public store {
public:
    boost::asio::awaitable<result<void>> commit(unit_ref work) override { co_return run(work); }
    boost::asio::awaitable<result<void>> read(query_ref query) override { co_return answer(query); }

    std::int64_t owner() const noexcept override { return 1; }
    record_id id_floor() const noexcept override { return 0; }

    result<void> health() const override {
        std::lock_guard const lock(mutex_);
        return open();
    }

    store_stats stats() const override {
        std::lock_guard const lock(mutex_);
        store_stats given;
        given.units = given.groups = units_;
        given.stale_writes = tables_.backlog().stale_writes();
        return given;
    }

    void close() override {
        std::lock_guard const lock(mutex_);
        closed_ = true;
    }

private:
    result<void> open() const {
        if (closed_) return error(errc::unavailable, "the store is closed; nothing was accepted");
        return {};
    }

    result<void> run(unit_ref work) {
        std::lock_guard const lock(mutex_);
        if (auto opened = open(); !opened) return opened;
        auto done = call<unit_ref, unit_of_work>(work, tables_, "a unit of work");
        if (auto trouble = tables_.backlog().take_trouble()) done = *std::move(trouble);
        if (!done) {
            tables_.undo();
            return done;
        }
        tables_.keep();
        ++units_;
        return done;
    }

    result<void> answer(query_ref query) {
        std::lock_guard const lock(mutex_);
        if (auto opened = open(); !opened) return opened;
        return call<query_ref, snapshot const>(query, tables_, "a query");
    }

    mutable std::mutex mutex_;
    tables tables_;
    bool closed_ = false;
    std::uint64_t units_ = 0;
};

}  // namespace
}  // namespace cohook::store::memory

namespace cohook::store {

std::shared_ptr<store> make_memory_store() {
    return std::make_shared<memory::memory_store>();
}

}  // namespace cohook::store
