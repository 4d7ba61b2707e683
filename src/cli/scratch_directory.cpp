#include "cli/scratch_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <utility>

namespace cohook::cli {

result<scratch_directory> scratch_directory::make() {
    char const* const base = std::getenv("TMPDIR");
    std::string path = (base != nullptr && *base != '\0' ? std::string(base) : std::string("/tmp")) + "/cohook-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        return error(errc::internal, "cannot make a directory in " + path + ": " + std::strerror(errno));
    }
    return scratch_directory(std::move(path), true);
}

result<scratch_directory> scratch_directory::keep(std::string path) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
        return error(errc::invalid_argument, "cannot make " + path + ": " + std::strerror(errno));
    }
    return scratch_directory(std::move(path), false);
}

scratch_directory::scratch_directory(scratch_directory&& other) noexcept
    : path_(std::move(other.path_)), removed_(std::exchange(other.removed_, false)) {}

scratch_directory& scratch_directory::operator=(scratch_directory&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(removed_, other.removed_);
    return *this;
}

scratch_directory::~scratch_directory() {
    std::error_code ignored;
    if (removed_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace cohook::cli
