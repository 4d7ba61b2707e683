#include "service/process_readings.hpp"

#include <prometheus/family.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace cohook::service {
namespace {

double cpu_seconds() {
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) != 0) return 0;
    auto const seconds = [](timeval const& span) {
        return static_cast<double>(span.tv_sec) + static_cast<double>(span.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double whole = 0;
    double resident = 0;
    file >> whole >> resident;
    return file ? resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

double open_descriptors() {
    std::error_code failed;
    std::filesystem::directory_iterator const entries("/proc/self/fd", failed);
    return failed ? 0 : static_cast<double>(std::distance(begin(entries), end(entries)));
}

/// Boot time plus the start of this process since boot, both as the kernel keeps them.
double start_time() {
    std::ifstream stat("/proc/self/stat");
    std::string line;
    std::getline(stat, line);
    auto at = line.rfind(')');
    for (int field = 2; field < 22 && at != std::string::npos; ++field) at = line.find(' ', at + 1);
    if (at == std::string::npos) return 0;
    auto const ticks = std::strtod(line.c_str() + at, nullptr);
    std::ifstream system("/proc/stat");
    for (std::string name; system >> name;)
        if (double booted = 0; name == "btime" && system >> booted)
            return booted + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return 0;
}

}  // namespace

process_series::process_series(prometheus::Registry& registry)
    : cpu_(prometheus::BuildCounter()
               .Name("process_cpu_seconds_total")
               .Help("User and system time")
               .Register(registry)
               .Add({})),
      memory_(prometheus::BuildGauge()
                  .Name("process_resident_memory_bytes")
                  .Help("Resident memory")
                  .Register(registry)
                  .Add({})),
      descriptors_(
          prometheus::BuildGauge().Name("process_open_fds").Help("Open descriptors").Register(registry).Add({})),
      started_(prometheus::BuildGauge()
                   .Name("process_start_time_seconds")
                   .Help("When the process began, since 1970 UTC")
                   .Register(registry)
                   .Add({})) {
    started_.Set(start_time());
}

void process_series::read() {
    cpu_.Increment(std::max(0.0, cpu_seconds() - cpu_.Value()));
    memory_.Set(resident_bytes());
    descriptors_.Set(open_descriptors());
}

}  // namespace cohook::service
