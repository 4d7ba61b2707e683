// Calls that read and give JSON.
#pragma once

#include "calls.hpp"
#include "documents/json_input.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <utility>

namespace cohook::capi {

/// The most and the usual number of rows on a page.
inline constexpr std::size_t largest_page = 250, usual_page = 50;

inline std::size_t page_of(std::uint32_t limit) noexcept {
    if (limit == 0) return usual_page;
    return limit > largest_page ? largest_page : limit;
}

/// As `documents::read_object`; NULL is an empty object.
template <class Read>
auto read_object(char const* text, Read read) {
    return documents::read_object(text ? text : "{}", std::move(read));
}

inline std::string as_text(boost::json::value const& shown) {
    return boost::json::serialize(shown);
}
inline std::string as_text(std::string shown) {
    return shown;
}

/// Performs the work, whose value is JSON or its text; NULL in `into`: the caller does not want to see it.
template <class Work>
checked<void> show(cohook_engine* engine, std::int64_t timeout_ms, cohook_document** into, Work work) {
    auto value = perform(engine, timeout_ms, std::move(work));
    if (!value) return value.error();
    if (into) *into = new cohook_document{as_text(std::move(*value))};
    return {};
}

}  // namespace cohook::capi
