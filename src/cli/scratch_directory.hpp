// A private directory that is there as long as this object.
#pragma once

#include <cohook/error.hpp>

#include <string>
#include <string_view>

namespace cohook::cli {

class scratch_directory {
public:
    /// In $TMPDIR or /tmp, mode 0700.
    static result<scratch_directory> make();
    /// One that the person named; it is made where it is missing, and stays.
    static result<scratch_directory> keep(std::string path);
    scratch_directory(scratch_directory&& other) noexcept;
    scratch_directory& operator=(scratch_directory&& other) noexcept;
    ~scratch_directory();

    /// It stays when this object goes.
    void leave() noexcept { removed_ = false; }
    std::string const& path() const noexcept { return path_; }
    std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

private:
    scratch_directory(std::string path, bool removed) : path_(std::move(path)), removed_(removed) {}
    std::string path_;
    bool removed_ = false;
};

}  // namespace cohook::cli
