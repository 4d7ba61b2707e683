// What a verification costs: against the bare HMAC beneath it, through the C ABI and the bindings above it, on two
// threads against one, and against receivers in other languages. One line each, with the ratio that was measured and the
// one that is wanted. All but the two threads is pinned to one core, peers included: what else the machine does then
// weighs on both sides alike.
#include "paired_runs.hpp"
#include "verify/bare_hmac.hpp"
#include "verify/c_abi.hpp"
#include "verify/peer.hpp"
#include "verify/request.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <sched.h>
#include <thread>

namespace {

using namespace bench;

constexpr std::size_t calls = 10'000;
constexpr std::size_t rounds = 101;
constexpr std::size_t peer_rounds = 5;

sample_request const request;
cohook::verifier const verifier =
    cohook::verifier::make(cohook::scheme::standard_webhooks, sample_request::key).value();

// The result is used, or there would be nothing to measure.
void verify_once() {
    if (!verifier.verify(request.headers, request.body, sample_request::time)) std::abort();
}
double verify_run() {
    return nanoseconds_a_call(timed_by::processor, calls, verify_once);
}

/// One core for this thread and all that it starts while this lives.
class pinned {
public:
    pinned() {
        sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(sched_getcpu(), &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    ~pinned() { sched_setaffinity(0, sizeof before_, &before_); }
    pinned(pinned const&) = delete;
    pinned& operator=(pinned const&) = delete;

private:
    cpu_set_t before_{};
};

void against_the_bare_hmac() {
    // The sample's key, decoded.
    static constexpr unsigned char key[] = {0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a, 0xab, 0x4f, 0x08,
                                            0xd4, 0x3c, 0x3f, 0x08, 0x2c, 0xf6, 0x48, 0xa3, 0x62, 0xda, 0x2d,
                                            0xa4, 0xb0, 0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a};
    bare_hmac hmac(std::string_view(reinterpret_cast<char const*>(key), sizeof key));
    unsigned char sum = 0;
    auto const bare_run = [&] {
        return nanoseconds_a_call(timed_by::processor, calls, [&] {
            sum = static_cast<unsigned char>(sum + hmac({request.id, ".", request.timestamp, ".", request.body})[0]);
        });
    };
    comparison const seen = alternate(rounds, verify_run, bare_run);
    std::printf("verify %.0f ns, bare HMAC %.0f ns: %.3f x, the fastest runs %.3f x (wanted: at most 1.15)%s\n",
                seen.first, seen.second, seen.ratio, seen.fastest, sum == 0 ? " " : "");
}

void through_the_c_abi() {
    c_receiver const receiver(request);
    auto const c_run = [&] { return nanoseconds_a_call(timed_by::processor, calls, [&] { receiver.verify(); }); };
    comparison const seen = alternate(rounds, c_run, verify_run);
    std::printf("C ABI %.0f ns, C++ %.0f ns: it adds %.0f ns a call (wanted: at most 60)\n", seen.first, seen.second,
                seen.difference);
}

// One thread, or two at once, each with the same work. Nanoseconds a verification of all threads together.
double wall_time_on(std::size_t threads) {
    double const passed = nanoseconds_a_call(timed_by::wall, 1, [&] {
        std::vector<std::thread> running;
        for (std::size_t i = 0; i < threads; ++i)
            running.emplace_back([] { nanoseconds_a_call(timed_by::wall, 4 * calls, verify_once); });
        for (std::thread& one : running) one.join();
    });
    return passed / static_cast<double>(threads * 4 * calls);
}

// The same by what the threads themselves spent, which somebody else on the machine does not change.
double processor_time_on(std::size_t threads) {
    std::vector<double> spent(threads);
    std::vector<std::thread> running;
    for (double& mine : spent)
        running.emplace_back([&mine] { mine = nanoseconds_a_call(timed_by::processor, 4 * calls, verify_once); });
    for (std::thread& one : running) one.join();
    return *std::max_element(spent.begin(), spent.end()) / static_cast<double>(threads);
}

void on_two_threads() {
    comparison const wall = alternate(
        rounds / 3, [] { return wall_time_on(1); }, [] { return wall_time_on(2); });
    comparison const own = alternate(
        rounds / 3, [] { return processor_time_on(1); }, [] { return processor_time_on(2); });
    std::printf(
        "two threads do %.2f x the work of one by the clock, %.2f x by processor time (wanted: at least 1.9; %u "
        "cores)\n",
        wall.ratio, own.ratio, std::thread::hardware_concurrency());
}

void against_peer(char const* name, std::string const& command, double wanted) {
    if (!run_peer(command)) {
        std::printf("%s: skipped; it does not run here\n", name);
        return;
    }
    comparison const seen = alternate(
        peer_rounds, [&] { return run_peer(command).value_or(0); }, verify_run);
    std::printf("%s %.0f ns, verify %.0f ns: %.2f x as many calls a second (wanted: at least %.1f)\n", name, seen.first,
                seen.second, seen.ratio, wanted);
}

// Where the peers' sources are, and what they are built into.
std::string const sources = COHOOK_BENCH_SOURCES;
std::string const modules = COHOOK_BENCH_NODE_MODULES;
std::string const scratch = COHOOK_BENCH_SCRATCH;
// The bindings' sources, and the build whose library they use.
std::string const bindings = COHOOK_BENCH_BINDINGS;
std::string const built = COHOOK_BENCH_BUILD;

void against_node() {
    if (!std::filesystem::exists(modules + "/node_modules/standardwebhooks")) {
        std::puts("npm standardwebhooks: skipped; `./dev test interop_standardwebhooks` installs it");
        return;
    }
    // Node finds packages from where the program lies.
    std::filesystem::copy_file(sources + "/peer.mjs", modules + "/bench_peer.mjs",
                               std::filesystem::copy_options::overwrite_existing);
    against_peer("npm standardwebhooks", "node " + modules + "/bench_peer.mjs 2>/dev/null", 5);
}

bool succeeds(std::string const& command) {
    return std::system(command.c_str()) == 0;
}

void against_go() {
    std::string const program = scratch + "/verify_peer_go";
    if (!succeeds("go build -o " + program + " " + sources + "/peer.go >/dev/null 2>&1")) {
        std::puts("Go crypto/hmac: skipped; go is not installed");
        return;
    }
    against_peer("Go crypto/hmac", program, 1.5);
}

// The bindings have benchmarks of their own, against this build's library; they tell their figures themselves.
void through_the_bindings() {
    std::fflush(stdout);
    std::string const here =
        "export PKG_CONFIG_PATH=" + built + "/meson-uninstalled LD_LIBRARY_PATH=" + built + "/capi; ";
    std::string const go = scratch + "/verify_binding_go";
    if (!succeeds(here + "cd " + bindings + "/go && GOFLAGS=-buildvcs=false go build -o " + go + " ./bench && " + go))
        std::puts("Go binding: skipped; it does not build here");
    std::fflush(stdout);
    if (!succeeds(here + "cd " + bindings + "/rust && CARGO_TARGET_DIR=" + built +
                  "/capi/rust/target cargo bench --quiet --offline --locked -p cohook --bench overhead"))
        std::puts("Rust binding: skipped; it does not build here");
}

}  // namespace

int main() {
    {
        pinned const here;
        against_the_bare_hmac();
        through_the_c_abi();
        against_node();
        against_go();
        through_the_bindings();
    }
    on_two_threads();
}
