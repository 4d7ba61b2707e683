// Everything that is counted, at one moment.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/heap.hpp"

#include <chrono>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace bench {

struct reading {
    explicit reading(cohook::engine const& of) : stats(of.stats()) {}

    cohook::engine_stats stats;
    heap_use taken = heap();
    double processor_us = [] {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
               static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    }();
    long resident = [] {
        long size = 0, pages = 0;
        std::ifstream("/proc/self/statm") >> size >> pages;
        return pages * sysconf(_SC_PAGESIZE);
    }();
    std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
};

/// The most that was ever resident, in bytes.
inline long resident_peak() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss * 1024;
}

inline double seconds_between(reading const& begun, reading const& ended) {
    return std::chrono::duration<double>(ended.at - begun.at).count();
}

}  // namespace bench
