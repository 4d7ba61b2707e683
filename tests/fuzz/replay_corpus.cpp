// Without a fuzzer a fuzz target is a test: it is given every file of its corpus once.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* input, std::size_t size);

int main(int count, char** folders) {
    std::size_t given = 0;
    for (int at = 1; at < count; ++at)
        for (auto const& file : std::filesystem::directory_iterator(folders[at])) {
            std::ifstream source(file.path(), std::ios::binary);
            std::vector<char> const bytes((std::istreambuf_iterator<char>(source)), std::istreambuf_iterator<char>());
            LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
            ++given;
        }
    std::printf("%zu inputs\n", given);
    return given == 0 ? 1 : 0;
}
