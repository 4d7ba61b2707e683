// The parts of a verifier's and a signer's options that are the same, and requests, read from their C forms.
#pragma once

#include <cohook/scheme.hpp>
#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include "boundary.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cohook::capi {

/// Views of the caller's characters: used before the call returns.
result<std::vector<secret>> read_secrets(cohook_secret const* secrets, std::size_t count);
/// `name`: the field to blame.
result<secret> read_secret(cohook_secret const& given, std::string const& name);
result<generic_hmac_layout> read_generic_layout(cohook_generic_layout const* given);
result<http_signature_demands> read_http_demands(cohook_http_demands const* given);
result<http_signature_layout> read_http_layout(cohook_http_layout const* given);
result<std::vector<std::string>> read_texts(char const* const* texts, std::size_t count, std::string const& name);

inline header_view view_of(cohook_header const& line) noexcept {
    return {std::string_view(line.name, line.name_size), std::string_view(line.value, line.value_size)};
}
/// Whether its name or its value is NULL and has a size.
inline bool lacks_text(cohook_header const& line) noexcept {
    return (!line.name && line.name_size != 0) || (!line.value && line.value_size != 0);
}
/// Errors: a line that lacks a text. `name`: the field to blame.
result<void> check_lines(cohook_header const* lines, std::size_t count, std::string const& name);

/// Header lines as views; few enough of them cost no allocation.
class header_views {
public:
    /// Leaves `few_` as it is: to clear it would cost more than to read a usual request.
    header_views() noexcept {}  // NOLINT(modernize-use-equals-default): that would clear it
    header_views(header_views const&) = delete;
    header_views& operator=(header_views const&) = delete;
    ~header_views() = default;
    /// False where a line lacks a text; `check_lines` says which.
    bool read(cohook_header const* lines, std::size_t count);
    std::span<header_view const> all() const noexcept { return all_; }

private:
    static constexpr std::size_t some = 48;
    alignas(header_view) std::array<std::byte, some * sizeof(header_view)> few_;
    std::vector<header_view> many_;
    std::span<header_view const> all_;
};

inline bool header_views::read(cohook_header const* lines, std::size_t count) {
    if (!lines && count != 0) return false;
    if (count > some) many_.resize(count);
    auto* const into = count > some ? many_.data() : reinterpret_cast<header_view*>(few_.data());
    for (std::size_t at = 0; at < count; ++at) {
        if (lacks_text(lines[at])) return false;
        std::construct_at(into + at, view_of(lines[at]));
    }
    all_ = std::span<header_view const>(into, count);
    return true;
}

}  // namespace cohook::capi
