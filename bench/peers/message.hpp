// What each C++ peer composes and signs for a delivery: the members envelope and the headers of Standard Webhooks.
#pragma once

#include "verify/bare_hmac.hpp"

#include <string>
#include <string_view>

namespace bench {

/// The text of one delivery. Made anew by `composer`, in strings that keep their memory.
struct signed_message {
    std::string id, timestamp, signature, body;
};

class composer {
public:
    explicit composer(std::string_view person) : list_("[" + std::string(person) + "]") {}

    void compose(long number, signed_message& into);

private:
    std::string_view published();

    bare_hmac hmac_{"the key of the benchmarks"};
    std::string const list_;
    std::string published_;  ///< of the last one: its date and time of day are right for a second
    std::int64_t second_ = -1;
};

}  // namespace bench
