#include "delivery/findings.hpp"

#include <array>

namespace cohook::dispatch {
namespace {

/// Where on the way something ended.
enum class stage : std::uint8_t { name, address, connection, tls, answer };

constexpr std::chrono::days soon(14);
constexpr std::string_view verify = "verify `hash` and `webhook-signature` before anything else, and answer 401";

stage stage_of(attempt const& made) {
    using enum attempt_fault;
    switch (made.fault) {
        case dns_nxdomain:
        case dns_timeout:
        case dns_error:
        case dns_too_many: return stage::name;
        case egress_blocked: return stage::address;
        case connect_refused:
        case connect_unreachable:
        case connect_timeout:
        case connect_reset: return stage::connection;
        case tls_timeout:
        case tls_protocol:
        case tls_version:
        case tls_cert_expired:
        case tls_cert_not_yet_valid:
        case tls_cert_untrusted:
        case tls_cert_host:
        case tls_cert_revoked:
        case tls_cert_invalid: return stage::tls;
        default: return made.peer.empty() && made.status == 0 ? stage::connection : stage::answer;
    }
}

/// Makes the lines of one look.
class teller {
public:
    explicit teller(endpoint_look const& look)
        : look_(look), first_(look.signed_rightly ? *look.signed_rightly : *look.signed_wrongly) {}

    std::vector<finding> tell() && {
        add("url", standing::fine, "well formed; the request target is " + look_.url.target());
        if (reaches(stage::name) && reaches(stage::address) && reaches(stage::connection) && reaches(stage::tls)) {
            tell_answer();
            tell_signature();
        }
        return std::move(found_);
    }

private:
    template <class... Words>
    void add(Words&&... words) {
        found_.emplace_back(std::forward<Words>(words)...);
    }

    /// False where the way ended at this stage.
    bool reaches(stage at) {
        if (stage_of(first_) == at) {
            static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> ends{
                {{"dns", "check the name and its A and AAAA records"},
                 {"address", "an endpoint needs public addresses only"},
                 {"connection", "see that it runs, and that a firewall lets this server in"},
                 {"tls", "serve the whole chain of a valid certificate for this name"}}};
            auto const& [check, remedy] = ends[static_cast<std::size_t>(at)];
            add(check, standing::wrong, in_words(first_), remedy);
            return false;
        }
        if (at == stage::name && !look_.url.is_address()) add("dns", standing::fine, look_.url.host() + " was found");
        // An address is known to be a good one once something has come of it.
        if (at == stage::address && stage_of(first_) > stage::connection)
            add("address", standing::fine, "it may be connected to");
        if (at == stage::connection)
            add("connection", standing::fine, first_.peer.empty() ? "connected" : "connected to " + first_.peer);
        if (at == stage::tls) tell_tls();
        return true;
    }

    void tell_tls() {
        if (!look_.url.is_tls())
            return add("tls", standing::doubtful, "plain http: anyone on the way can read and change what is sent",
                       "serve https");
        if (!first_.tls_version.empty())
            add("tls", standing::fine, first_.tls_version + ", chain and host name verified");
        if (!first_.certificate_expires_at) return;
        auto const left = std::chrono::floor<std::chrono::days>(*first_.certificate_expires_at - look_.now);
        auto const how_long = "the certificate is valid for " + std::to_string(left.count()) + " more days";
        if (left >= soon)
            add("expiry", standing::fine, how_long);
        else
            add("expiry", standing::doubtful, how_long, "renew it");
    }

    void tell_answer() {
        if (!look_.signed_rightly) {
            if (first_.status == 0) return add("answer", standing::wrong, in_words(first_));
            return add("answer", standing::skipped, "whether it takes a right signature was not tried",
                       "name its signing key with --key-file");
        }
        if (first_.verdict == attempt_verdict::acknowledged) return add("answer", standing::fine, look_.verdict);
        if (first_.status == 0) return add("answer", standing::wrong, in_words(first_));
        // The remedy follows in the same sentence.
        auto const verdict = look_.verdict.substr(0, look_.verdict.find_last_not_of('.') + 1);
        add("answer", standing::wrong, verdict, "answer 200 once the message is stored or handled");
    }

    void tell_signature() {
        if (!look_.signed_wrongly || (first_.status == 0 && !look_.signed_rightly)) return;
        auto const& wrong = *look_.signed_wrongly;
        auto const status = " (" + std::to_string(wrong.status) + ")";
        if (wrong.status == 0)
            add("signature", standing::doubtful, "no answer to a wrong signature: " + in_words(wrong));
        else if (wrong.verdict == attempt_verdict::acknowledged)
            add("signature", standing::wrong, "it took a message with a wrong signature" + status, verify);
        else if (tells_signatures_apart(wrong.status))
            add("signature", standing::fine, "it refuses a wrong signature" + status);
        else
            add("signature", standing::skipped,
                "whether it checks signatures cannot be told: it refuses a wrong one" + status +
                    (look_.signed_rightly ? ", and the right one too" : ", as it may refuse a right one"),
                look_.signed_rightly ? "mend its answer first" : "name its signing key with --key-file");
    }

    /// It refused the wrong one: for the signature's sake, if it took the right one. Where that was not tried, the status
    /// has to say so.
    bool tells_signatures_apart(int refused_with) const {
        if (look_.signed_rightly) return first_.verdict == attempt_verdict::acknowledged;
        return refused_with == 400 || refused_with == 401 || refused_with == 403;
    }

    std::string in_words(attempt const& made) const {
        std::string words(explain(made.fault));
        if (look_.for_operators && !made.detail.empty()) words += " (" + made.detail + ")";
        return words;
    }

    endpoint_look const& look_;
    attempt const& first_;
    std::vector<finding> found_;
};

}  // namespace

std::vector<finding> findings_of(endpoint_look const& look) {
    return teller(look).tell();
}

finding refused_url(std::string why) {
    return {"url", standing::wrong, std::move(why), "register a public https URL"};
}

}  // namespace cohook::dispatch
