#include "delivery/plan.hpp"

#include <charconv>
#include <map>
#include <string_view>

namespace bench {
namespace {

bool is_possible(plan const& made) {
    return made.url.find_first_not_of(' ') != std::string::npos && made.endpoints != 0 && made.connections != 0 &&
           made.batch != 0 && made.batch <= 1000 && made.publishers != 0 && made.outstanding >= made.batch &&
           made.rate != 0;
}

}  // namespace

std::optional<plan> parse_plan(std::span<char*> arguments) {
    plan made;
    std::map<std::string_view, std::string*> const texts = {
        {"scenario", &made.scenario}, {"url", &made.url}, {"store", &made.store}, {"authority", &made.authority}};
    std::map<std::string_view, std::size_t*> const numbers = {{"deliveries", &made.deliveries},
                                                              {"warm_up", &made.warm_up},
                                                              {"endpoints", &made.endpoints},
                                                              {"connections", &made.connections},
                                                              {"in_flight", &made.in_flight},
                                                              {"size", &made.size},
                                                              {"outstanding", &made.outstanding},
                                                              {"batch", &made.batch},
                                                              {"publishers", &made.publishers},
                                                              {"backlog", &made.backlog},
                                                              {"dead", &made.dead},
                                                              {"drip", &made.drip},
                                                              {"rate", &made.rate},
                                                              {"persons", &made.persons},
                                                              {"interval", &made.interval},
                                                              {"seconds", &made.seconds}};
    for (std::string_view const argument : arguments) {
        auto const at = argument.find('=');
        if (at == std::string_view::npos) return std::nullopt;
        auto const name = argument.substr(0, at);
        auto const value = argument.substr(at + 1);
        if (auto const text = texts.find(name); text != texts.end()) {
            *text->second = value;
        } else if (auto const number = numbers.find(name); number != numbers.end()) {
            auto const read = std::from_chars(value.data(), value.data() + value.size(), *number->second);
            if (read.ec != std::errc() || read.ptr != value.data() + value.size()) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    return is_possible(made) ? std::optional(made) : std::nullopt;
}

}  // namespace bench
