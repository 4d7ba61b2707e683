// What an endpoint shows of itself to whoever looks: what came of a POST or two, told one line a step of the way. The
// same lines for `cohook doctor` and for the check of a registered endpoint. Pure: the POSTs are made elsewhere.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/time.hpp>

#include "egress/url.hpp"
#include "model/finding.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cohook::dispatch {

/// One look at an endpoint, and what came of it.
struct endpoint_look {
    explicit endpoint_look(egress::url const& at) : url(at) {}

    egress::url const& url;
    std::optional<attempt> signed_rightly;  ///< none: its key is not known
    std::string verdict;                    ///< of that one, in words
    std::optional<attempt> signed_wrongly;  ///< none: not tried
    wall_time now{};
    bool for_operators = false;  ///< what a fault was in detail as well: it would map the network to others
};

/// In the order of the way, up to where it ended. At least one of the two POSTs was made.
std::vector<finding> findings_of(endpoint_look const& look);
/// Of a URL to which nothing may be sent, and why.
finding refused_url(std::string why);

}  // namespace cohook::dispatch
