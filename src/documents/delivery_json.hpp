// Deliveries, attempts, syncs and tests as the API shows them.
#pragma once

#include <cohook/engine.hpp>

#include "documents/json_view.hpp"
#include "model/finding.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::documents {

/// How much of an attempt is shown.
struct attempt_parts {
    bool request = false;    ///< head as sent
    bool response = false;   ///< head and body as read
    bool operators = false;  ///< peer address and library texts: not for tenants (they would map the network)
};

boost::json::object show_delivery(delivery const& row);
/// The message of a delivery that is its first.
boost::json::object show_message(delivery const& row);
boost::json::object show_attempt(attempt const& made, attempt_parts parts);
/// A record of a sync that was not acknowledged.
boost::json::object show_failed_record(failed_record const& one);
boost::json::object show_sync(sync_status const& status);
boost::json::object show_test(test_report const& report, bool operators);
/// `{deliveryId, probe, phase, timingsMs}`; a phase is called as in `timingsMs`, the last one `answer`.
boost::json::object show_progress(test_progress const& progress);
/// `{check, standing, what, remedy}`.
boost::json::object show_finding(finding const& one);

/// `dlv_`, `att_`, `syn_` and a decimal number.
std::string show_id(std::string_view prefix, record_id id);
/// With or without its prefix; nothing: not the form of an id.
std::optional<record_id> read_id(std::string_view prefix, std::string_view text) noexcept;

boost::json::value show_time(std::optional<wall_time> const& moment);

}  // namespace cohook::documents
