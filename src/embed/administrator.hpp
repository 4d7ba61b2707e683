// In whose right a program that embeds the register acts.
#pragma once

#include "members/principal.hpp"

namespace cohook::embed {

/// The host itself. A principal must outlive what is awaited in its name; this one lives for ever.
inline members::principal const& administrator() {
    static members::principal const host = members::principal::operator_of_machine();
    return host;
}

}  // namespace cohook::embed
