#include <cohook/endpoint.hpp>

#include "model/name_table.hpp"

namespace cohook {
namespace {

constexpr name_table<payload_format, 3> formats("members", "standard", "cloudevents");
constexpr name_table<delivery_order, 2> orders("none", "by_key");

}  // namespace

std::string_view to_string(payload_format format) noexcept {
    return formats.name(format);
}
std::optional<payload_format> parse_payload_format(std::string_view text) noexcept {
    return formats.parse(text);
}
std::string_view to_string(delivery_order order) noexcept {
    return orders.name(order);
}
std::optional<delivery_order> parse_delivery_order(std::string_view text) noexcept {
    return orders.parse(text);
}

}  // namespace cohook
