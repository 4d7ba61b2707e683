// Verifies one request that was signed by Standard Webhooks.
#include <cohook/verifier.hpp>

#include <cstdio>
#include <vector>

int main() {
    auto const verifier =
        cohook::verifier::make(cohook::scheme::standard_webhooks, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    std::vector<cohook::header_view> const headers{
        {"webhook-id", "msg_1"},
        {"webhook-timestamp", "1767225600"},
        {"webhook-signature", "v1,4cWHDiUVnvJArQI6Aw8QgyQyfrdtDcXMU3xjoqzJ25k="}};
    auto const proved = verifier.verify(headers, R"({"type":"order.paid","data":{"id":7}})", 1767225600);
    if (!proved) return 8;
    std::printf("%.*s\n", static_cast<int>(proved.payload().size()), proved.payload().data());
}
