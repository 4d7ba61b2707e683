// What a run found, as one JSON object on one line.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

class figures {
public:
    template <class Number>
    void add(std::string_view name, Number value) {
        begin(name);
        text_ += spelled(static_cast<double>(value));
    }
    void add(std::string_view name, std::vector<double> const& values) {
        begin(name);
        text_ += '[';
        for (double const value : values) text_ += (text_.back() == '[' ? "" : ",") + spelled(value);
        text_ += ']';
    }

    void print() const { std::printf("{%s}\n", text_.c_str()); }

private:
    void begin(std::string_view name) {
        if (!text_.empty()) text_ += ',';
        text_.append("\"").append(name).append("\":");
    }
    static std::string spelled(double value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.12g", value);
        return digits;
    }

    std::string text_;
};

}  // namespace bench
