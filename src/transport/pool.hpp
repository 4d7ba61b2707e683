// Connections that rest between two exchanges, by origin. Pure bookkeeping on one executor: it opens nothing.
#pragma once

#include <cohook/time.hpp>

#include "egress/url.hpp"
#include "transport/deadline_queue.hpp"
#include "transport/pool_limits.hpp"
#include "transport/stream.hpp"
#include "transport/tls_stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace cohook::transport {

/// A connection, in use or resting.
struct connection : boost::intrusive::list_base_hook<> {
    std::unique_ptr<byte_stream> stream;
    boost::asio::ip::tcp::endpoint peer;
    std::string peer_text;
    tls_facts tls;
    steady_time judged_at{};  ///< when the DNS answer was got by which its address was judged
    steady_time idle_since{};
    std::uint64_t policy = 0;  ///< version of the policy that let it be made
    bool used_before = false;
    std::vector<std::unique_ptr<connection>>* home = nullptr;  ///< while resting: where the pool keeps it
};

/// Keyed by scheme, host and port; each connection further by address and policy version. One pool has one TLS profile.
class connection_pool final : private deadline {
public:
    connection_pool(deadline_queue& deadlines, cohook::clock& clock, pool_limits limits);
    ~connection_pool() override;

    /// The most recently used quiet connection whose judgement is not older than `judged`; null if there is none.
    std::unique_ptr<connection> take_judged(egress::url const& origin, std::uint64_t policy);
    /// One that leads to an address of a fresh answer, which has been judged as a whole. Those that lead elsewhere are
    /// closed: the name does not point there any more.
    std::unique_ptr<connection> take_answered(egress::url const& origin, std::uint64_t policy,
                                              std::span<boost::asio::ip::address const> addresses,
                                              steady_time answered_at);
    /// Keeps one whose exchange has ended cleanly. An origin that had more of them in use than are kept for it keeps those
    /// for a moment: whoever has as many in flight takes each again before it is over.
    void put(egress::url const& origin, std::unique_ptr<connection> rested);
    void drop(egress::url const& origin);
    void drop_all();
    /// From any thread.
    std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    pool_limits const& limits() const noexcept { return limits_; }

private:
    struct key {
        egress::url_scheme scheme;
        std::uint16_t port;
        std::string host;
    };
    struct key_less {
        using is_transparent = void;
        static auto tied(key const& of) { return std::tuple(of.scheme, of.port, std::string_view(of.host)); }
        static auto tied(egress::url const& of) {
            return std::tuple(of.scheme(), of.port(), std::string_view(of.host()));
        }
        template <class Left, class Right>
        bool operator()(Left const& left, Right const& right) const {
            return tied(left) < tied(right);
        }
    };
    using places = std::vector<std::unique_ptr<connection>>;
    using origins = std::map<key, places, key_less>;

    void expired() override;
    steady_span kept_for(places const& of) const noexcept;
    void close_overdue(places& of, steady_time now);
    void set_deadline(steady_time when);
    void close(places& in, std::size_t place);
    void close_oldest();
    std::unique_ptr<connection> take(places& from, std::size_t place);
    bool still_good(connection& one, std::uint64_t policy, steady_time now) const;

    deadline_queue& deadlines_;
    cohook::clock& clock_;
    pool_limits limits_;
    origins origins_;
    steady_time due_{};  ///< while its deadline is set
    std::atomic<std::size_t> size_{0};
    boost::intrusive::list<connection> resting_;  ///< longest idle first
};

}  // namespace cohook::transport
