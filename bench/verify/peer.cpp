#include "verify/peer.hpp"

#include <cstdio>
#include <memory>

namespace bench {
namespace {

struct closing {
    void operator()(std::FILE* pipe) const noexcept { pclose(pipe); }
};

}  // namespace

std::optional<double> run_peer(std::string const& command) {
    std::unique_ptr<std::FILE, closing> const pipe(popen(command.c_str(), "r"));
    double figure = 0;
    if (!pipe || std::fscanf(pipe.get(), "%lf", &figure) != 1 || figure <= 0) return std::nullopt;
    return figure;
}

}  // namespace bench
