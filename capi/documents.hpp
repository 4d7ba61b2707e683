// Calls that read and give JSON.
#pragma once

#include "calls.hpp"
#include "documents/json_input.hpp"

#include <boost/json/array.hpp>
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

/// `{"data":…,"next":…}`; `next` is null on the last page.
template <class Cursor>
boost::json::value page(boost::json::array data, std::optional<Cursor> const& next) {
    return {{"data", std::move(data)}, {"next", next ? boost::json::value(*next) : boost::json::value()}};
}

/// Reads a JSON object by `read`, which takes the reader; NULL is an empty object. Everything unknown is refused.
template <class Read>
auto read_object(char const* text, Read read) -> result<decltype(read(std::declval<documents::object_reader&>()))> {
    auto const value = documents::read_json(text ? text : "{}");
    if (!value) return value.error().what();
    documents::object_reader from(*value);
    auto made = read(from);
    if (auto const sound = from.finish(); !sound) return sound.error().what();
    return made;
}

/// Performs the work, whose value is shown as JSON; NULL in `into`: the caller does not want to see it.
template <class Work>
checked<void> show(cohook_engine* engine, std::int64_t timeout_ms, cohook_document** into, Work work) {
    auto const value = perform(engine, timeout_ms, std::move(work));
    if (!value) return value.error();
    if (into) *into = new cohook_document{boost::json::serialize(*value)};
    return {};
}

}  // namespace cohook::capi
