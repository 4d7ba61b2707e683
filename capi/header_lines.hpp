// Header lines that go out of the library.
#pragma once

#include <cohook/scheme.hpp>

#include <vector>

struct cohook_headers {
    std::vector<cohook::header_line> lines;
};
