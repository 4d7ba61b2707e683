// The acts of the demonstration. Each tells what it does, does it, and checks what must hold; false where it makes no
// sense to go on.
#pragma once

#include "cli/demo_stage.hpp"

#include <boost/asio/awaitable.hpp>

namespace cohook::cli {

boost::asio::awaitable<bool> show_server(demo_stage& stage);
/// Organizations, applications, the webhook.
boost::asio::awaitable<bool> show_registration(demo_stage& stage);
/// The sample register, and the messages that its import causes.
boost::asio::awaitable<bool> show_import(demo_stage& stage);
boost::asio::awaitable<bool> show_run_test(demo_stage& stage);
/// An edit that the application may see, and one that it may not.
boost::asio::awaitable<bool> show_edit(demo_stage& stage);
/// A receiver that fails for a while.
boost::asio::awaitable<bool> show_outage(demo_stage& stage);
/// Sync Data with a kill -9 in the middle.
boost::asio::awaitable<bool> show_sync(demo_stage& stage);

}  // namespace cohook::cli
