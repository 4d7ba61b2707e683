// The stable names of an enumeration whose values count up from 0, in their order.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace cohook {

template <class Enum, std::size_t Size>
class name_table {
public:
    template <class... Names>
    constexpr explicit name_table(Names... names) : names_{std::string_view(names)...} {
        static_assert(sizeof...(Names) == Size);
    }

    constexpr std::string_view name(Enum value) const noexcept {
        auto const index = static_cast<std::size_t>(value);
        return index < Size ? names_[index] : std::string_view("unknown");
    }

    constexpr std::optional<Enum> parse(std::string_view text) const noexcept {
        for (std::size_t index = 0; index < Size; ++index)
            if (names_[index] == text) return static_cast<Enum>(index);
        return std::nullopt;
    }

private:
    std::array<std::string_view, Size> names_;
};

}  // namespace cohook
