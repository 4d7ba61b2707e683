// The parts of a verifier's and a signer's options that are the same, and requests, read from their C forms.
#pragma once

#include <cohook/scheme.hpp>
#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include "boundary.hpp"

#include <array>
#include <cstddef>
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

/// Header lines as views; few enough of them cost no allocation.
class header_views {
public:
    /// Leaves `few_` as it is: to clear it would cost more than to read a usual request.
    header_views() noexcept {}  // NOLINT(modernize-use-equals-default): that would clear it
    header_views(header_views const&) = delete;
    header_views& operator=(header_views const&) = delete;
    ~header_views() = default;
    result<void> read(cohook_header const* headers, std::size_t count);
    std::span<header_view const> all() const noexcept { return all_; }

private:
    static constexpr std::size_t some = 48;
    alignas(header_view) std::array<std::byte, some * sizeof(header_view)> few_;
    std::vector<header_view> many_;
    std::span<header_view const> all_;
};

}  // namespace cohook::capi
