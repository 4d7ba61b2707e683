// Enumerations as words, for the messages of failing checks.
#pragma once

#include <cohook/delivery.hpp>

#include <ostream>

namespace cohook {

inline std::ostream& operator<<(std::ostream& out, attempt_fault fault) {
    return out << to_string(fault);
}
inline std::ostream& operator<<(std::ostream& out, wire_state state) {
    return out << to_string(state);
}

}  // namespace cohook
