// A register with its engine around it, for tests: a store, a wall clock that stands until it is moved, and a
// transport that acknowledges everything.
#pragma once

#include <cohook/engine.hpp>

#include "members/registry.hpp"
#include "store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sample {

using namespace cohook;
using namespace cohook::members;
template <class T>
using task = boost::asio::awaitable<T>;

/// A message as an endpoint gets it.
struct told {
    std::string endpoint, type, change, key, content;
    bool operator==(told const&) const = default;
};
std::ostream& operator<<(std::ostream& out, told const& one);

class house {
public:
    /// In memory; with `sqlite` in the variable COHOOK_TEST_STORE, in a file of its own.
    house();
    house(house const&) = delete;
    house& operator=(house const&) = delete;
    ~house();

    /// Runs the coroutine to its end, and the engine beside it.
    template <class T>
    T run(task<T> work) {
        std::optional<T> kept;
        drive(keep(std::move(work), kept));
        return std::move(*kept);
    }
    /// The same where an error is a failure of the test.
    template <class T>
    T must(task<result<T>> work) {
        auto done = run(std::move(work));
        return std::move(done).value();
    }
    void must(task<result<void>> work) { run(std::move(work)).value(); }
    /// The kind of the error it ends with; none: it did not.
    template <class T>
    std::optional<errc> failure(task<result<T>> work) {
        auto done = run(std::move(work));
        if (done) return std::nullopt;
        return done.error().kind();
    }

    /// What was accepted since the last call, in order.
    std::vector<told> news();
    void read(store::query_ref query);
    void pass(std::chrono::milliseconds span);
    wall_time now() const;

    registry& members();
    std::shared_ptr<store::store> truth();

    // Shorthand; each fails the test where it is refused.
    void app(std::string id, std::string_view approved, int endpoints = 1);
    void person(std::int64_t id, std::string json);
    void consent(std::int64_t id, std::string app, std::string_view scopes);
    std::string seen(std::string app, std::int64_t id);  ///< by the application; empty: not found

    principal const admin = principal::operator_of_machine();

private:
    template <class T>
    static task<void> keep(task<T> work, std::optional<T>& kept) {
        auto value = co_await std::move(work);
        kept.emplace(std::move(value));
    }
    void drive(task<void> work);

    struct parts;
    std::unique_ptr<parts> parts_;
};

scope_set scopes(std::string_view text);

}  // namespace sample
