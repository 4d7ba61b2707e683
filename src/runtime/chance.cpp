#include "runtime/chance.hpp"

#include <openssl/rand.h>

#include <cstring>
#include <stdexcept>

namespace cohook {

double chance::uniform() {
    std::uint64_t bits = 0;
    fill(std::as_writable_bytes(std::span(&bits, 1)));
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

namespace {

class openssl_chance final : public chance {
public:
    void fill(std::span<std::byte> bytes) override {
        if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1)
            throw std::runtime_error("the operating system gave no random bytes");
    }
};

}  // namespace

chance& system_chance() {
    static openssl_chance instance;
    return instance;
}

}  // namespace cohook
