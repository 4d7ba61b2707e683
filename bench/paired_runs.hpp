// Two things measured side by side: a run of one, a run of the other, over and over, so that whatever else the machine
// does weighs on both. What is told is the median of the ratios of neighbouring runs, not a ratio of two figures.
#pragma once

#include <algorithm>
#include <cstddef>
#include <time.h>
#include <vector>

namespace bench {

inline double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

/// What a run is timed by.
enum class timed_by : clockid_t {
    wall = CLOCK_MONOTONIC,              ///< waiting counts, and so does whoever else is on the machine
    processor = CLOCK_THREAD_CPUTIME_ID  ///< what the calling thread itself spent
};

inline double nanoseconds(timed_by clock) {
    timespec now{};
    clock_gettime(static_cast<clockid_t>(clock), &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Nanoseconds that a call of `work` takes, over `calls` of them.
template <class Work>
double nanoseconds_a_call(timed_by clock, std::size_t calls, Work work) {
    double const start = nanoseconds(clock);
    for (std::size_t i = 0; i < calls; ++i) work();
    return (nanoseconds(clock) - start) / static_cast<double>(calls);
}

struct comparison {
    double first;       ///< median
    double second;      ///< median
    double ratio;       ///< median of first / second of each round
    double spread;      ///< half the distance between the smallest and the largest ratio but one, beside the median
    double difference;  ///< median of first - second of each round
    double fastest;     ///< the fastest first run over the fastest second
};

/// `first` and `second` each run once and return a figure; which of them starts changes from round to round.
template <class First, class Second>
comparison alternate(std::size_t rounds, First first, Second second) {
    std::vector<double> firsts, seconds, ratios, differences;
    for (std::size_t round = 0; round < rounds; ++round) {
        double a = 0, b = 0;
        if (round % 2 == 0) a = first();
        b = second();
        if (round % 2 != 0) a = first();
        firsts.push_back(a);
        seconds.push_back(b);
        ratios.push_back(a / b);
        differences.push_back(a - b);
    }
    std::sort(ratios.begin(), ratios.end());
    std::size_t const edge = ratios.size() >= 5 ? 1 : 0;
    double const middle = ratios[ratios.size() / 2];
    double const spread = (ratios[ratios.size() - 1 - edge] - ratios[edge]) / 2 / middle;
    double const fastest =
        *std::min_element(firsts.begin(), firsts.end()) / *std::min_element(seconds.begin(), seconds.end());
    return {median(firsts), median(seconds), middle, spread, median(differences), fastest};
}

}  // namespace bench
