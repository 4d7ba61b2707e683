// In whose right the functions of the register act.
#pragma once

#include "members/principal.hpp"

namespace cohook::capi {

/// The host itself. A principal must outlive what is awaited in its name; this one lives for ever.
inline members::principal const& administrator() {
    static members::principal const host = members::principal::operator_of_machine();
    return host;
}

}  // namespace cohook::capi
