#include "embed/posting_observer.hpp"

#include <boost/asio/post.hpp>

namespace cohook::embed {

namespace asio = boost::asio;

void posting_observer::accepted(std::uint64_t deliveries) {
    asio::post(where_, [to = told_, deliveries] { to->accepted(deliveries); });
}

void posting_observer::attempted(delivery const& row, attempt const& made) {
    asio::post(where_, [to = told_, row, made] { to->attempted(row, made); });
}

void posting_observer::endpoint_disabled(std::string const& endpoint_id, std::string const& reason) {
    asio::post(where_, [to = told_, endpoint_id, reason] { to->endpoint_disabled(endpoint_id, reason); });
}

void posting_observer::breaker_changed(std::string const& endpoint_id, bool open) {
    asio::post(where_, [to = told_, endpoint_id, open] { to->breaker_changed(endpoint_id, open); });
}

void posting_observer::sync_changed(sync_status const& status) {
    asio::post(where_, [to = told_, status] { to->sync_changed(status); });
}

}  // namespace cohook::embed
