// The query of a request, decoded and read strictly: `limit=50`, `personID[$in][]=1`, `%24skip=10`.
#pragma once

#include <cohook/time.hpp>

#include "service/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::service {

/// Percent-decoding; nothing where an escape is broken or the bytes are not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

struct query_pair {
    query_pair() = default;
    std::string name;               ///< before the first bracket: `personID`
    std::vector<std::string> keys;  ///< of the brackets: `$in`, ``
    std::string value;
    std::string written;  ///< name and brackets as one, for messages
};

/// Errors: 400 for broken escapes and brackets, or more than 500 pairs.
outcome<std::vector<query_pair>> read_query(std::string_view query);

/// Reads plain parameters, each at most once; refuses what nobody asked for.
class query_reader {
public:
    explicit query_reader(std::vector<query_pair> const& pairs) : pairs_(pairs) {}

    std::optional<std::string> text(std::string_view name);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
    std::optional<bool> boolean(std::string_view name);
    std::optional<wall_time> time(std::string_view name);  ///< ISO 8601 in UTC
    void complain(std::string_view name, std::string message);
    /// 400 with every problem and every unknown parameter.
    outcome<void> finish();

private:
    std::vector<query_pair> const& pairs_;
    std::vector<std::string> known_;
    std::vector<field_problem> problems_;
};

/// RFC 3339, or a date alone (its beginning in UTC).
std::optional<wall_time> parse_time(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace cohook::service
