// What those operations share that read deliveries: which may be seen, and how much of each.
#pragma once

#include "documents/delivery_json.hpp"
#include "service/operations.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <vector>

namespace cohook::service {

/// The query parameter `include`.
documents::attempt_parts read_parts(query_reader& query, call const& asked);

/// The filter once for each application whose deliveries are asked for; where an administrator names none, once for all.
/// To name one that is not the caller's is to name what does not exist.
outcome<std::vector<delivery_filter>> each_tenant(call const& asked, delivery_filter const& filter);

/// Nothing was found: because nothing is there, or because there is no such application? What is left of one that was
/// removed can be asked for.
result<void> check_known(store::snapshot const& now, delivery_filter const& filter);

/// The newest that any of the filters finds.
std::vector<delivery> list_all(store::delivery_tables const& rows, std::vector<delivery_filter> const& filters);

/// Puts the body of a request into `shown`: it belongs to the delivery, whose attempts all sent the same bytes.
boost::asio::awaitable<result<void>> put_request_body(call& asked, record_id delivery_id, boost::json::object& shown);

/// All attempts of a delivery as they are shown.
boost::asio::awaitable<result<boost::json::array>> show_attempts(call& asked, record_id delivery_id,
                                                                 documents::attempt_parts parts);

}  // namespace cohook::service
