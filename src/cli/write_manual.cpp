// Run by the build: writes the manual pages, each into the folder of its section.
//
//     write_manual man1 man5
#include "cli/manual.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>

namespace {

int write_section(std::filesystem::path const& folder) {
    char const section = folder.filename().string().back();
    std::filesystem::remove_all(folder);  // a page of a command that is no more would stay
    std::filesystem::create_directories(folder);
    for (auto const& page : cohook::cli::manual_pages()) {
        if (page.section != section) continue;
        std::ofstream file(folder / (page.name + "." + section), std::ios::binary);
        file << page.text;
        if (!file.flush()) {
            std::fprintf(stderr, "%s: a page cannot be written\n", folder.c_str());
            return 1;
        }
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    for (char const* const folder : std::span(arguments + 1, static_cast<std::size_t>(count - 1))) {
        if (int const failed = write_section(folder); failed != 0) return failed;
    }
    return 0;
}
