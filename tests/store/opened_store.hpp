// A store under test, and units and queries that are waited for here and now.
#pragma once

#include "store/store.hpp"

#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace cohook::testing {

/// Awaits on an executor of its own until it is done.
result<void> commit_now(store::store& on, store::unit_ref work);
result<void> read_now(store::store& on, store::query_ref query);

/// A directory of its own, removed with all its files.
class scratch {
public:
    scratch();
    scratch(scratch const&) = delete;
    scratch& operator=(scratch const&) = delete;
    ~scratch();
    std::string file(std::string const& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

/// Opens or fails the test.
std::shared_ptr<store::store> open_now(std::string const& url, store::store_options const& options = {});

/// What every store must do, is asked through this.
class opened {
public:
    explicit opened(std::shared_ptr<store::store> held) : held_(std::move(held)) {}
    ~opened() { held_->close(); }
    store::store* operator->() const { return held_.get(); }
    store::store& operator*() const { return *held_; }

    /// `work(unit)` writes; its value, if it gives one, is what this gives. Fails the test if it is not committed.
    template <class Work>
    auto write(Work work) {
        if constexpr (std::is_void_v<decltype(work(std::declval<store::unit_of_work&>()))>) {
            auto unit = [&](store::unit_of_work& tables) -> result<void> { return work(tables), result<void>(); };
            must(commit_now(*held_, unit));
        } else {
            std::optional<decltype(work(std::declval<store::unit_of_work&>()))> given;
            auto unit = [&](store::unit_of_work& tables) -> result<void> {
                given = work(tables);
                return {};
            };
            must(commit_now(*held_, unit));
            return *std::move(given);
        }
    }

    template <class Ask>
    auto ask(Ask ask) {
        std::optional<decltype(ask(std::declval<store::snapshot const&>()))> given;
        auto query = [&](store::snapshot const& tables) -> result<void> {
            given = ask(tables);
            return {};
        };
        must(read_now(*held_, query));
        return *std::move(given);
    }

private:
    static void must(result<void> const& done);
    std::shared_ptr<store::store> held_;
};

struct in_memory : opened {
    in_memory() : opened(open_now("memory:")) {}
};

struct in_sqlite : private scratch, opened {
    in_sqlite() : opened(open_now("sqlite:" + file("store.db"))) {}
};

/// The kinds of store, for `BOOST_AUTO_TEST_CASE_TEMPLATE`.
using every_store = std::tuple<in_memory, in_sqlite>;

constexpr wall_time at(std::int64_t milliseconds) {
    return wall_time(std::chrono::milliseconds(milliseconds));
}

/// A pending delivery that is due when it was accepted.
delivery make_delivery(record_id id, std::string endpoint = "ep", wall_time due = at(1000), std::string key = "");
void insert(opened& store, delivery const& row, std::string_view body = "{}");

}  // namespace cohook::testing
