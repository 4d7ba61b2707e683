#include "members/password.hpp"

#include "members/base32.hpp"
#include "members/secret_text.hpp"
#include "model/text_rules.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace cohook::members {
namespace {

constexpr std::size_t fewest_characters = 10;
constexpr std::size_t most_bytes = 1024;
constexpr std::string_view scheme = "scrypt$15$8$1$";
constexpr std::uint64_t rounds = 1u << 15, block = 8, lanes = 1;
constexpr std::uint64_t memory_limit = 64u << 20;
constexpr std::size_t salt_bytes = 20, salt_size = 32, hash_bytes = 40;
/// What nobody's password is compared with.
constexpr std::string_view nobodys = "scrypt$15$8$1$00000000000000000000000000000000$";

std::string derive(std::string_view password, std::string_view salt) {
    std::array<std::byte, hash_bytes> made{};
    EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<unsigned char const*>(salt.data()), salt.size(),
                   rounds, block, lanes, memory_limit, reinterpret_cast<unsigned char*>(made.data()), made.size());
    return base32_bytes(made);
}

/// UTF-8: every byte but those that go on with a character begins one.
std::size_t characters_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

result<void> check_password(std::string_view password, std::string_view login, std::string field) {
    if (password.size() > most_bytes || !is_utf8(password))
        return error(errc::invalid_argument, "a password is text of at most 1024 bytes", std::move(field));
    if (characters_of(password) < fewest_characters)
        return error(errc::invalid_argument,
                     "a password has at least 10 characters; a few words in a row make a good one", std::move(field));
    if (equal_ignoring_case(password, login))
        return error(errc::invalid_argument, "the password must not be the name", std::move(field));
    return {};
}

std::string hash_password(std::string_view password, chance& randomness) {
    std::array<std::byte, salt_bytes> drawn{};
    randomness.fill(drawn);
    auto const salt = base32_bytes(drawn);
    return std::string(scheme) + salt + "$" + derive(password, salt);
}

bool is_password(std::string_view password, std::string_view kept) {
    if (!kept.starts_with(scheme) || kept.size() < nobodys.size()) kept = nobodys;
    auto const salt = kept.substr(scheme.size(), salt_size);
    auto const made = derive(password, salt);
    return same_hash(made, kept.substr(scheme.size() + salt_size + 1));
}

}  // namespace cohook::members
