// A load on one receiver, through the whole library: every message is tried once, and what came back is counted.
#pragma once

#include <cohook/sender.hpp>

#include "cli/progress.hpp"
#include "runtime/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cohook::cli {

struct load_options {
    std::string url;
    std::string key;
    std::uint64_t messages = 1000;
    std::uint32_t at_once = 16;
    std::size_t size = 1024;  ///< bytes of a person
};

struct load_figures {
    std::uint64_t attempted = 0, answered = 0, acknowledged = 0;
    std::map<std::string, std::uint64_t> answers;  ///< by status, or by the name of the fault where there was none
    std::vector<std::chrono::microseconds> times;  ///< of the attempts, from start to the end of the answer; sorted
    std::chrono::microseconds span{0};             ///< from the first acceptance to the last answer
    bool gave_up = false;                          ///< so many failures in a row that the rest was not tried
};

/// The observer that the sender is opened with; outlives it.
class load final : public engine_observer {
public:
    /// `executor` has one thread; `run` is awaited there.
    load(load_options options, boost::asio::any_io_executor executor);

    void attempted(delivery const& row, attempt const& made) override;
    void breaker_changed(std::string const& endpoint_id, bool open) override;

    /// Starts the sender and sends until all is tried or the receiver only fails. Errors: those of `put` and `send_many`.
    boost::asio::awaitable<result<void>> run(cohook::sender& by, progress& bar);
    load_figures figures() const;

private:
    boost::asio::awaitable<result<void>> prepare(cohook::sender& by);
    boost::asio::awaitable<result<void>> accept_some(cohook::sender& by);
    std::uint64_t room() const;
    bool over() const;
    bool must_wait();
    void wake();
    void show(progress& bar) const;

    load_options const options_;
    boost::asio::any_io_executor const executor_;
    std::unique_ptr<timer> const woken_;
    std::string const person_;
    std::uint64_t accepted_ = 0;
    steady_time begun_{};

    mutable std::mutex guard_;  ///< of what follows: attempts end on the sender's threads
    load_figures seen_;
    steady_time last_{};
    bool waiting_ = false;
};

}  // namespace cohook::cli
