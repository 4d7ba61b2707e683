// The room of wiring: the one place that names the concrete store, resolver, transport and register, and puts them together
// behind `cohook::sender`.
//
// In: options in words. Out: a sender and the register upon it, built downwards in the order of the flow and taken down
// in the reverse of it. It never decides anything about a message. The server (`cli/`) and the C ABI (`capi/`) open the
// same sender.
#pragma once

#include <cohook/members.hpp>
#include <cohook/sender.hpp>

#include "embed/administrator.hpp"
#include "embed/log_observer.hpp"
#include "embed/own_addresses.hpp"
#include "embed/watchful_wire.hpp"
