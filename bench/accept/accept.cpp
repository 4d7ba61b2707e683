// Messages that are accepted durably, beside the least that durable can cost: an append and an fdatasync (G9). Both in
// turn, in groups of 1, 10 and 100. Prints one JSON object: for each group the rates and the median of their ratios.
//
//     accept FOLDER SECONDS_A_RUN ROUNDS
#include <cohook/sender.hpp>

#include "paired_runs.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace asio = boost::asio;
using bench::alternate;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t size = 1024;
constexpr char const* endpoint_id = "asleep";  // nothing is sent: what is measured is acceptance

[[noreturn]] void stop(std::string const& why) {
    std::fprintf(stderr, "accept: %s\n", why.c_str());
    std::exit(1);
}

class log_file {
public:
    explicit log_file(std::string const& path)
        : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
        if (file_ < 0) stop("cannot write into the folder");
    }

    double messages_a_second(std::size_t group, double seconds) {
        std::string const bytes(group * size, 'x');
        auto const started = clock_type::now();
        std::chrono::duration<double> passed{};
        std::size_t written = 0;
        do {
            auto const before = clock_type::now();
            if (write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) || fdatasync(file_) != 0)
                stop("cannot write the log");
            written += group;
            passed = clock_type::now() - started;
            if (group == 1)
                syncs_us_.push_back(std::chrono::duration<double, std::micro>(clock_type::now() - before).count());
        } while (passed.count() < seconds);
        return static_cast<double>(written) / passed.count();
    }
    double median_us() const { return bench::median(syncs_us_); }

private:
    int file_;
    std::vector<double> syncs_us_;
};

asio::awaitable<cohook::result<void>> prepare(cohook::sender& by) {
    auto const started = co_await by.start();
    if (!started) co_return started.error();
    cohook::endpoint asleep;
    asleep.id = endpoint_id;
    asleep.url = "http://127.0.0.1:8443/hook";
    set_key(asleep, "the key of the benchmarks");
    auto const put = co_await by.deliveries().put(std::move(asleep));
    if (!put) co_return put.error();
    std::string id = endpoint_id;
    auto const paused = co_await by.deliveries().pause(std::move(id));
    if (!paused) co_return paused.error();
    co_return cohook::result<void>();
}

asio::awaitable<cohook::result<double>> messages_a_second(cohook::sender& by, std::size_t group, double seconds) {
    std::string const person = R"({"personID":54512,"displayName":")" + std::string(size - 37, 'x') + R"("})";
    auto const started = clock_type::now();
    std::chrono::duration<double> passed{};
    std::size_t accepted = 0;
    do {
        std::vector<cohook::addressed_message> batch;
        batch.reserve(group);
        for (std::size_t i = 0; i < group; ++i)
            batch.emplace_back(endpoint_id, cohook::message("person.updated", person));
        auto const sent = co_await by.deliveries().send_many(std::move(batch));
        if (!sent) co_return sent.error();
        accepted += group;
        passed = clock_type::now() - started;
    } while (passed.count() < seconds);
    co_return static_cast<double>(accepted) / passed.count();
}

template <class T>
T run(cohook::sender& by, asio::awaitable<cohook::result<T>> what) {
    auto done = asio::co_spawn(by.executor(), std::move(what), asio::use_future).get();
    if (!done) stop(done.error().message());
    if constexpr (!std::is_void_v<T>) return *done;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) stop("usage: accept FOLDER SECONDS_A_RUN ROUNDS");
    std::string const folder = arguments[1];
    double const seconds = std::atof(arguments[2]);
    auto const rounds = static_cast<std::size_t>(std::atol(arguments[3]));
    cohook::sender_options options;
    options.store = "sqlite:" + folder + "/accept.db";
    options.allow_http = true;
    options.allow_addresses = {"127.0.0.0/8"};
    options.shards = 1;
    auto opened = cohook::sender::open(std::move(options));
    if (!opened) stop(opened.error().message());
    cohook::sender& by = **opened;
    run(by, prepare(by));
    log_file log(folder + "/log");
    std::printf("{");
    for (std::size_t const group : {1, 10, 100}) {
        auto const seen = alternate(
            rounds, [&] { return run(by, messages_a_second(by, group, seconds)); },
            [&] { return log.messages_a_second(group, seconds); });
        std::printf("\"%zu\":{\"accepted\":%.0f,\"appended\":%.0f,\"ratio\":%.4f,\"spread\":%.4f},", group, seen.first,
                    seen.second, seen.ratio, seen.spread);
    }
    std::printf("\"fdatasync_us\":%.1f}\n", log.median_us());
    asio::co_spawn(by.executor(), by.stop(std::chrono::seconds(0)), asio::use_future).get();
    by.close();
}
