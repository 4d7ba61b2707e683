#include "cli/child_process.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

/// By its real path, so that lists of processes show the name.
std::string own_executable() {
    std::error_code fault;
    auto const path = std::filesystem::read_symlink("/proc/self/exe", fault);
    return fault ? std::string("/proc/self/exe") : path.string();
}

std::vector<std::string> environment_of(child_command const& command) {
    std::vector<std::string> all;
    for (char** at = environ; *at != nullptr; ++at) {
        std::string_view const entry(*at);
        if (!entry.starts_with("COHOOK_") && !entry.starts_with("NOTIFY_SOCKET=")) all.emplace_back(entry);
    }
    all.insert(all.end(), command.environment.begin(), command.environment.end());
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& each : texts) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// In the child, where only async-signal-safe calls are allowed: every allocation was made before.
[[noreturn]] void become(char const* program, char* const* arguments, char* const* environment, int output) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    for (int const number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::sigaction(number, &usual, nullptr);
    ::setpgid(0, 0);  // Ctrl-C is for the parent, which ends the child in its own way
    int const nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execve(program, arguments, environment);
    ::_exit(127);
}

error system_error(char const* doing) {
    return error(errc::internal, std::string("cannot ") + doing + ": " + std::strerror(errno));
}

}  // namespace

struct child_process::watch {
    watch(asio::any_io_executor const& executor, int descriptor) : handle(executor, descriptor) {}
    asio::posix::stream_descriptor handle;
};

child_process::child_process(int id, std::unique_ptr<watch> watched) : id_(id), watch_(std::move(watched)) {}

result<std::unique_ptr<child_process>> child_process::start(asio::any_io_executor const& executor,
                                                            child_command const& command) {
    int const output = ::open(command.output_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) return system_error("open the child's log");
    std::vector<std::string> words{"cohook"};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> variables = environment_of(command);
    auto const arguments = pointers_to(words);
    auto const environment = pointers_to(variables);
    std::string const program = own_executable();
    pid_t const id = ::fork();
    if (id == 0) become(program.c_str(), arguments.data(), environment.data(), output);
    int const fault = errno;
    ::close(output);
    errno = fault;
    if (id < 0) return system_error("start a process");
    int const descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id, 0));
    if (descriptor < 0) {
        auto why = system_error("watch the child");
        ::kill(id, SIGKILL);
        ::waitpid(id, nullptr, 0);
        return why;
    }
    auto watched = std::make_unique<watch>(executor, descriptor);
    return std::unique_ptr<child_process>(new child_process(id, std::move(watched)));
}

child_process::~child_process() {
    if (status_ >= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

void child_process::signal(int number) noexcept {
    if (status_ < 0) ::kill(id_, number);
}

int child_process::reap() {
    int raw = 0;
    while (::waitpid(id_, &raw, 0) < 0 && errno == EINTR) {
    }
    status_ = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
    return status_;
}

asio::awaitable<int> child_process::ended() {
    if (status_ >= 0) co_return status_;
    auto const readable = asio::posix::stream_descriptor::wait_read;
    co_await watch_->handle.async_wait(readable, asio::use_awaitable);
    co_return reap();
}

}  // namespace cohook::cli
