#include "cli/commands.hpp"
namespace cohook::cli {
#define P(x)                                                       \
    exit_code x(invocation& c) {                                   \
        return c.out.complain(exit_code::failed, "not built yet"); \
    }
P(run_serve) P(run_demo)
}  // namespace cohook::cli
