#include "cli/json_check.hpp"

#include <boost/json/parser.hpp>

#include <algorithm>
#include <string>

namespace cohook::cli {
namespace {

/// As an editor counts: from one, columns in bytes.
std::string place_in(std::string_view text, std::size_t at) {
    std::string_view const before = text.substr(0, at);
    auto const line = std::count(before.begin(), before.end(), '\n') + 1;
    std::size_t const break_before = before.rfind('\n');
    std::size_t const column = break_before == std::string_view::npos ? at + 1 : at - break_before;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

result<void> check_json(std::string_view text, std::string_view option) {
    boost::json::parser parser;
    boost::system::error_code fault;
    std::size_t const read = parser.write(text.data(), text.size(), fault);
    if (!fault) return {};
    return error(errc::invalid_argument,
                 "this is not JSON in UTF-8: " + fault.message() + " at " + place_in(text, read) +
                     "; right is, for example, [{\"personID\":1}]",
                 std::string(option));
}

}  // namespace cohook::cli
