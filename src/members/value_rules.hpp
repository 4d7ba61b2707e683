// What a single value must be: the rules of the kinds of fields. Each gives the problem in words, empty where the value
// is good.
#pragma once

#include <string_view>

namespace cohook::members {

std::string_view text_problem(std::string_view value) noexcept;
std::string_view long_text_problem(std::string_view value) noexcept;
std::string_view email_problem(std::string_view value) noexcept;
std::string_view date_problem(std::string_view value) noexcept;
std::string_view timestamp_problem(std::string_view value) noexcept;
std::string_view culture_problem(std::string_view value) noexcept;
std::string_view country_problem(std::string_view value) noexcept;

}  // namespace cohook::members
