#include "cli/cli.hpp"

int main(int argc, char** argv) {
    return cohook::cli::run(argc, argv);
}
