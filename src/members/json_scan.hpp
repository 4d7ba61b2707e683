// A walk over canonical JSON text without reading it into values: names and values are slices of the text.
#pragma once

#include <cstddef>
#include <string_view>

namespace cohook::members {

/// Over text that the register wrote itself: no white space, no escape in a name. At anything else it stops: `good` is
/// false then and stays so, and every slice is empty. The text outlives the scan and its slices.
class json_scan {
public:
    explicit json_scan(std::string_view text) noexcept : rest_(text) {}

    bool good() const noexcept { return good_ && !rest_.empty(); }
    bool done() const noexcept { return good_ && rest_.empty(); }
    /// Takes this character if it comes next.
    bool take(char c) noexcept {
        if (!good_ || rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Takes the name of a member and its colon.
    std::string_view name() noexcept;
    /// Takes one whole value of any kind.
    std::string_view value() noexcept;

private:
    std::string_view stop() noexcept {
        good_ = false;
        return {};
    }
    /// Where the string that begins at `from` ends (past its quote); npos: nowhere.
    std::size_t string_end(std::size_t from) const noexcept;

    std::string_view rest_;
    bool good_ = true;
};

/// The value of a top-level member of an object's text; empty: none.
std::string_view member_of(std::string_view object, std::string_view name) noexcept;

}  // namespace cohook::members
