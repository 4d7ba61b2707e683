// Counters and gauges of an engine, as the API shows them.
#pragma once

#include <cohook/engine.hpp>

#include <boost/json/object.hpp>

namespace cohook::documents {

boost::json::object show_counts(delivery_counts const& counts);
boost::json::object show_engine(engine_stats const& now);
/// Both, with what waits: `GET /v1/stats`.
boost::json::object show_stats(backlog_report const& kept, engine_stats const& now);

}  // namespace cohook::documents
