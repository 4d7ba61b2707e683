#include "service/event_log.hpp"

#include "model/iso_time.hpp"
#include "runtime/clock.hpp"

#include <boost/json/serialize.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>

namespace cohook::service {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> level_names{"debug", "info", "warning", "error", "off"};

std::string as_json(std::string_view moment, log_level level, std::string_view event, json::object const& fields) {
    json::object line;
    line.emplace("ts", json::string_view(moment.data(), moment.size()));
    auto const name = to_string(level);
    line.emplace("level", json::string_view(name.data(), name.size()));
    line.emplace("msg", json::string_view(event.data(), event.size()));
    for (auto const& field : fields) line.insert_or_assign(field.key(), field.value());
    return json::serialize(line);
}

std::string as_text(std::string_view moment, log_level level, std::string_view event, json::object const& fields) {
    std::string line(moment.substr(11, 12));
    line.append(" ").append(to_string(level)).append(" ").append(event);
    for (auto const& field : fields) {
        auto value = json::serialize(field.value());
        // Quotes are kept only where they tell something.
        bool const plain =
            value.size() > 2 && value.front() == '"' && value.find_first_of(" =\\\"", 1) == value.size() - 1;
        if (plain) value = value.substr(1, value.size() - 2);
        line.append(" ").append(field.key().data(), field.key().size()).append("=").append(value);
    }
    return line;
}

}  // namespace

std::string_view to_string(log_level level) noexcept {
    return level_names[static_cast<std::size_t>(level)];
}

std::optional<log_level> parse_log_level(std::string_view text) noexcept {
    auto const* const found = std::find(level_names.begin(), level_names.end(), text);
    if (found == level_names.end()) return std::nullopt;
    return static_cast<log_level>(found - level_names.begin());
}

event_log::event_log(log_form form, log_level least)
    : event_log(std::make_shared<spdlog::logger>("cohook", std::make_shared<spdlog::sinks::stderr_sink_mt>()), form,
                least) {
    out_->set_pattern("%v");
    out_->flush_on(spdlog::level::trace);
}

event_log::event_log(std::shared_ptr<spdlog::logger> out, log_form form, log_level least)
    : out_(std::move(out)), form_(form), least_(least) {
    out_->set_level(spdlog::level::trace);
}

event_log::~event_log() = default;

void event_log::write(log_level level, std::string_view event, json::object fields) {
    if (!wants(level)) return;
    ++counts_[static_cast<std::size_t>(level)];
    auto const moment = iso_text(system_clock().wall());
    auto const line =
        form_ == log_form::json ? as_json(moment, level, event, fields) : as_text(moment, level, event, fields);
    constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    out_->log(levels[static_cast<std::size_t>(level)], spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace cohook::service
