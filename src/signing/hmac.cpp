#include "signing/hmac.hpp"

#include <cstring>
#include <string>

namespace cohook::signing {
namespace {

void pad(std::span<unsigned char> block, std::string_view key, unsigned char with) noexcept {
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = static_cast<unsigned char>((i < key.size() ? octets(key)[i] : 0) ^ with);
}

// Small parts are gathered first: a call costs more than the copying. The pads are not: no copy of a key stays behind.
bool absorb_all(hasher& into, std::span<std::string_view const> parts) noexcept {
    std::array<char, 128> gathered;
    std::size_t size = 0;
    bool good = true;
    for (std::string_view const part : parts) {
        if (part.size() <= gathered.size() - size) {
            if (!part.empty()) std::memcpy(gathered.data() + size, part.data(), part.size());
            size += part.size();
            continue;
        }
        good = good && into.absorb({gathered.data(), size}) && into.absorb(part);
        size = 0;
    }
    return good && into.absorb({gathered.data(), size});
}

}  // namespace

bool hash_of(digest kind, std::string_view bytes, mac_value& out) noexcept {
    clean_error_queue const guard;
    hasher* const work = hasher::of(kind);
    bool const good = work != nullptr && work->start() && work->absorb(bytes) && work->finish(out.bytes_.data());
    out.size_ = good ? size_of(kind) : 0;
    return good;
}

result<hmac_key> hmac_key::make(std::string_view key, digest kind) {
    if (key.empty())
        return error(errc::invalid_argument, "the signing key is empty: anyone could sign with it; give some text",
                     "secret");
    hmac_key made(kind);
    if (!made.absorb(key))
        return error(errc::internal, "OpenSSL offers no usable " + std::string(name_of(kind)) +
                                         "; its default provider seems to be switched off");
    return made;
}

bool hmac_key::absorb(std::string_view key) {
    clean_error_queue const guard;
    secret_bytes hashed;
    hasher* const work = hasher::of(kind_);
    if (work == nullptr) return false;
    std::size_t const block = block_size_of(kind_);
    if (key.size() > block) {
        hashed = secret_bytes(size_of(kind_));
        if (!work->start() || !work->absorb(key) || !work->finish(hashed.span().data())) return false;
        key = hashed.view();
    }
    pad(pads_.span().first(block), key, 0x36);
    pad(pads_.span().last(block), key, 0x5c);
    return true;
}

bool hmac_key::compute(std::span<std::string_view const> parts, unsigned char* out) const noexcept {
    hasher* const work = hasher::of(kind_);
    bool good = work != nullptr && work->start() && work->absorb(inner_pad());
    good = good && absorb_all(*work, parts) && work->finish(out);
    good = good && work->start() && work->absorb(outer_pad()) && work->absorb(text_of({out, size_of(kind_)})) &&
           work->finish(out);
    if (!good) ERR_clear_error();
    return good;
}

bool hmac_key::compute(std::span<std::string_view const> parts, mac_value& out) const noexcept {
    bool const good = compute(parts, out.bytes_.data());
    out.size_ = good ? size_of(kind_) : 0;
    return good;
}

}  // namespace cohook::signing
