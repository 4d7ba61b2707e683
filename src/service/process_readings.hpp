// What the operating system says of this process, under Prometheus' own names.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace cohook::service {

/// Read from /proc/self; where that is missing the series stay at zero.
class process_series {
public:
    explicit process_series(prometheus::Registry& registry);
    void read();

private:
    prometheus::Counter& cpu_;
    prometheus::Gauge& memory_;
    prometheus::Gauge& descriptors_;
    prometheus::Gauge& started_;
};

}  // namespace cohook::service
