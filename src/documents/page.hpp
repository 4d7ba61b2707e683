// One page of a list, as every face shows it.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <utility>

namespace cohook::documents {

/// `{"data":…,"next":…}`; `next` is null on the last page.
inline boost::json::object page(boost::json::array data, boost::json::value next) {
    return {{"data", std::move(data)}, {"next", std::move(next)}};
}

}  // namespace cohook::documents
