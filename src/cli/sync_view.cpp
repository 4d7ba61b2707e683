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

std::vector<std::string> receipt_lines(boost::json::value const& status) {
    std::vector<std::string> lines{"id      " + text_at(status, "id"), "state   " + text_at(status, "state"),
                                   "begun   " + text_at(status, "startedAt")};
    if (std::string const ended = text_at(status, "endedAt"); !ended.empty()) lines.push_back("ended   " + ended);
    lines.push_back(receipt_line(status));
    return lines;
}

std::string failure_line(boost::json::value const& failure) {
    std::string why = text_at(failure, "error");
    if (why.find_first_not_of("0123456789") == std::string::npos) why = "status " + why;
    std::int64_t const attempts = number_at(failure, "attempts");
    std::string const tried = std::to_string(attempts) + (attempts == 1 ? " attempt" : " attempts");
    std::string const next = text_at(failure, "nextAttemptAt");
    std::string const fate = next.empty() ? "given up after " + tried : "after " + tried + " to be retried at " + next;
    return text_at(failure, "key") + "\t" + why + "\t" + fate;
}

}  // namespace cohook::cli
