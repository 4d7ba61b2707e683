#include "cli/sync_view.hpp"

#include "cli/api.hpp"

#include <boost/json/object.hpp>

namespace cohook::cli {
namespace {

std::uint64_t count_at(boost::json::value const& from, std::string_view member) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_at(from, member)));
}

}  // namespace

progress_figures figures_of(boost::json::value const& status) {
    progress_figures made;
    made.state = text_at(status, "state");
    made.total = count_at(status, "total");
    made.failed = count_at(status, "failed");
    made.waiting = count_at(status, "waiting");
    made.done = count_at(status, "done");
    boost::json::object const* const members = status.if_object();
    boost::json::value const* const rate = members == nullptr ? nullptr : members->if_contains("ratePerSecond");
    if (rate != nullptr && rate->is_number()) made.rate = rate->to_number<double>();
    if (std::int64_t const left = number_at(status, "remainingMs"); left > 0) {
        made.remaining = std::chrono::milliseconds(left);
    }
    return made;
}

std::string receipt_line(boost::json::value const& status) {
    std::string line = std::to_string(count_at(status, "acknowledged")) + " of " +
                       std::to_string(count_at(status, "total")) + " persons acknowledged";
    if (std::uint64_t const skipped = count_at(status, "skipped"); skipped > 0) {
        line += ", " + std::to_string(skipped) + " no longer to be seen";
    }
    line += ", " + std::to_string(count_at(status, "failed")) + " failed";
    if (std::uint64_t const waiting = count_at(status, "waiting"); waiting > 0) {
        line += ", " + std::to_string(waiting) + " to be retried";
    }
    if (std::string const why = text_at(status, "reason"); !why.empty()) line += " (" + why + ")";
    return line;
}

}  // namespace cohook::cli
