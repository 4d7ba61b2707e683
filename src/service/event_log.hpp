// The log: one event, one line, on standard error; JSON, or text for a terminal. Fields are chosen by the caller, one by
// one: never a query, a header value, a key, a signature, a body or a person.
#pragma once

#include <boost/json/object.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace cohook::service {

enum class log_level : std::uint8_t { debug, info, warning, error, off };
enum class log_form : std::uint8_t { json, text };

std::string_view to_string(log_level level) noexcept;
std::optional<log_level> parse_log_level(std::string_view text) noexcept;

/// Thread-safe; a line is written whole. Control characters in values arrive escaped.
class event_log {
public:
    event_log(log_form form, log_level least);
    /// Writes through a logger that is there already (tests, other sinks); its pattern should be `%v`.
    event_log(std::shared_ptr<spdlog::logger> out, log_form form, log_level least);
    ~event_log();

    void write(log_level level, std::string_view event, boost::json::object fields = {});
    log_level least() const noexcept { return least_; }
    /// Whether a line of this level would be written: ask before you make what it costs to make.
    bool wants(log_level level) const noexcept {
        return level != log_level::off && level >= least_.load(std::memory_order_relaxed);
    }
    void set_least(log_level least) noexcept { least_ = least; }
    /// Lines written of this level.
    std::uint64_t lines(log_level level) const noexcept { return counts_[static_cast<std::size_t>(level)]; }

private:
    std::shared_ptr<spdlog::logger> out_;
    log_form form_;
    std::atomic<log_level> least_;
    std::array<std::atomic<std::uint64_t>, 4> counts_{};
};

}  // namespace cohook::service
