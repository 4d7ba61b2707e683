// libcurl's multi interface driven by epoll (multi_socket), one easy handle a connection, used again and again.
#include "peers/message.hpp"
#include "peers/task.hpp"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <memory>
#include <sys/epoll.h>
#include <vector>

namespace {

using bench::peer_task;
using clock_type = std::chrono::steady_clock;

struct free_list {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using header_list = std::unique_ptr<curl_slist, free_list>;

void add(header_list& list, std::string const& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    static_cast<void>(list.release());
    list.reset(longer);
}

/// What a transfer in flight points at.
struct transfer {
    CURL* handle = curl_easy_init();
    bench::signed_message message;
    header_list headers;
};

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

class sender {
public:
    explicit sender(peer_task const& task)
        : composer_(task.person),
          poll_(epoll_create1(EPOLL_CLOEXEC)),
          transfers_(static_cast<std::size_t>(task.connections)) {
        curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &sender::watch);
        curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &sender::set_timer);
        curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, task.connections);
        for (transfer& each : transfers_) {
            curl_easy_setopt(each.handle, CURLOPT_URL, task.url.c_str());
            curl_easy_setopt(each.handle, CURLOPT_PRIVATE, &each);
            curl_easy_setopt(each.handle, CURLOPT_NOSIGNAL, 1L);
            curl_easy_setopt(each.handle, CURLOPT_TIMEOUT, 600L);
            curl_easy_setopt(each.handle, CURLOPT_USERAGENT, "peer");
            curl_easy_setopt(each.handle, CURLOPT_WRITEFUNCTION, &drop);
        }
    }

    void send(long count) {
        left_ = count;
        unanswered_ = count;
        for (transfer& each : transfers_)
            if (left_ > 0) post(each);
        std::array<epoll_event, 256> events{};
        while (unanswered_ > 0) {
            int const ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), milliseconds_left());
            int running = 0;
            if (timer_ <= clock_type::now()) {
                timer_ = clock_type::time_point::max();
                curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
            }
            for (int i = 0; i < ready; ++i) {
                epoll_event const& event = events[static_cast<std::size_t>(i)];
                int const how = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                                ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                                ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
                curl_multi_socket_action(multi_, event.data.fd, how, &running);
            }
            take_answers();
        }
    }

private:
    void post(transfer& one) {
        composer_.compose(--left_, one.message);
        header_list headers;
        add(headers, "Content-Type: application/json");
        add(headers, "Expect:");  // or a large body would wait for a 100
        add(headers, "webhook-id: " + one.message.id);
        add(headers, "webhook-timestamp: " + one.message.timestamp);
        add(headers, "webhook-signature: " + one.message.signature);
        curl_easy_setopt(one.handle, CURLOPT_HTTPHEADER, headers.get());
        one.headers = std::move(headers);
        curl_easy_setopt(one.handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(one.message.body.size()));
        curl_easy_setopt(one.handle, CURLOPT_POSTFIELDS, one.message.body.data());
        curl_multi_add_handle(multi_, one.handle);
    }

    void take_answers() {
        int more = 0;
        while (CURLMsg const* const said = curl_multi_info_read(multi_, &more)) {
            CURL* const handle = said->easy_handle;
            long status = 0;
            curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
            if (said->data.result != CURLE_OK || status != 204) peer_task::stop("not a 204");
            transfer* one = nullptr;
            curl_easy_getinfo(handle, CURLINFO_PRIVATE, &one);
            curl_multi_remove_handle(multi_, handle);
            --unanswered_;
            if (left_ > 0) post(*one);
        }
    }

    int milliseconds_left() const {
        if (timer_ == clock_type::time_point::max()) return -1;
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(timer_ - clock_type::now());
        return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }

    static int watch(CURL*, curl_socket_t socket, int what, void* self, void* known) {
        auto& me = *static_cast<sender*>(self);
        if (what == CURL_POLL_REMOVE) {
            epoll_ctl(me.poll_, EPOLL_CTL_DEL, socket, nullptr);
            return 0;
        }
        epoll_event wanted{};
        wanted.events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
        wanted.data.fd = socket;
        epoll_ctl(me.poll_, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &wanted);
        curl_multi_assign(me.multi_, socket, self);  // from now on it is known
        return 0;
    }

    static int set_timer(CURLM*, long milliseconds, void* self) {
        static_cast<sender*>(self)->timer_ = milliseconds < 0
                                                 ? clock_type::time_point::max()
                                                 : clock_type::now() + std::chrono::milliseconds(milliseconds);
        return 0;
    }

    bench::composer composer_;
    int poll_;
    CURLM* multi_ = curl_multi_init();
    std::vector<transfer> transfers_;
    clock_type::time_point timer_ = clock_type::time_point::max();
    long left_ = 0, unanswered_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    peer_task const task(count, arguments);
    sender peer(task);
    task.run([&](long deliveries) { peer.send(deliveries); });
}
