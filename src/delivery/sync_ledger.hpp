// The book of a sync: which records are under way, which are settled, where to go on after a crash. Pure.
#pragma once

#include <cohook/sync.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::dispatch {

/// Records are taken from the source in order, settled in any order. What has to be stored is where taking has come to
/// (`frontier`) and the records taken and not settled yet (`open`): both small, however large the source is. After a
/// crash exactly the open ones are sent again, and then what comes after the frontier.
class sync_ledger {
public:
    sync_ledger() = default;
    /// As stored: `open` in the form of `open_text`.
    sync_ledger(std::string frontier, std::string_view open);

    /// Records taken by the process before and not settled: they come first. Empties the list.
    std::vector<std::string> take_back();
    void took(std::string const& key);
    void settled(std::string const& key);

    std::string const& frontier() const noexcept { return frontier_; }
    /// The open keys, separated by commas, in the order they were taken.
    std::string open_text() const;
    std::size_t open_count() const noexcept { return open_.size(); }

private:
    std::string frontier_;
    std::map<std::string, std::uint64_t> open_;  ///< to the order of taking
    std::uint64_t taken_ = 0;
    std::vector<std::string> back_;
};

/// How fast it goes, lately: records acknowledged a second, smoothed over some ten seconds.
class sync_rate {
public:
    void acknowledged(std::size_t records, steady_time now) noexcept;
    double per_second(steady_time now) const noexcept;

private:
    double rate_ = 0;
    double fresh_ = 0;  ///< acknowledged since `since_`
    std::optional<steady_time> since_;
};

}  // namespace cohook::dispatch
