#include "store/worker_thread.hpp"

#include <pthread.h>
#include <signal.h>
#include <utility>

namespace cohook::store {

std::thread start_worker(char const* name, std::function<void()> body) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);  // the new thread inherits it
    std::thread started(std::move(body));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_setname_np(started.native_handle(), name);
    return started;
}

}  // namespace cohook::store
