// Text of ours as Boost.JSON wants to see it: its string_view is not the standard's before Boost 1.82.
#pragma once

#include <boost/json/string_view.hpp>

#include <string_view>

namespace cohook::documents {

inline boost::json::string_view show(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

}  // namespace cohook::documents
