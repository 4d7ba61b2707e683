// A host with an engine inside is killed, over and over, while it sends: every message that it was told to be durable
// reaches the receiver once the store is open again.
#include "house.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { cycles = 5, accepted_a_cycle = 40, most_accepted = 4096 };

extern char** environ;

static char store[128];
static long long accepted[most_accepted];
static size_t accepted_count;

static cohook_engine_options options_on_disk(void) {
    cohook_engine_options options = usual_options();
    options.store = store;
    return options;
}

// The host that is killed: says the id of each message as soon as it is durable.
static int be_the_host(char const* url) {
    cohook_engine_options const options = options_on_disk();
    if (cohook_engine_open(&options, &engine, &error) != COHOOK_OK) {
        fprintf(stderr, "%s\n", cohook_error_message(error));
        return EXIT_FAILURE;
    }
    char settings[256];
    snprintf(settings, sizeof settings, "{\"url\":\"%s\",\"signingKey\":\"key\"}", url);
    CHECK_OK(cohook_endpoint_put(engine, "billing", settings, patience, NULL, &error));
    cohook_message const message = message_to("billing");
    for (;;) {
        cohook_receipt receipt;
        if (cohook_engine_send(engine, &message, patience, &receipt, NULL) != COHOOK_OK) return EXIT_FAILURE;
        printf("%lld\n", (long long)receipt.message_id);
        fflush(stdout);
    }
}

static void run_and_kill(char const* program) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    char* const arguments[] = {(char*)program, store, (char*)receiver_url(target), NULL};
    pid_t host = -1;
    CHECK(posix_spawn(&host, program, &actions, NULL, arguments, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    FILE* const said = fdopen(ends[0], "r");
    char line[64];
    for (int heard = 0; fgets(line, sizeof line, said);) {
        // A line that the kill has cut off was not said.
        if (strchr(line, '\n') && accepted_count < most_accepted) accepted[accepted_count++] = strtoll(line, NULL, 10);
        if (++heard == accepted_a_cycle) kill(host, SIGKILL);
    }
    fclose(said);
    int status = 0;
    CHECK(waitpid(host, &status, 0) == host);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static int was_received(long long id) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"messageId\":\"%lld\"", id);
    size_t const count = receiver_count(target);
    for (size_t at = 0; at < count; ++at) {
        char* const request = receiver_request(target, at);
        int const here = strstr(request, wanted) != NULL;
        free(request);
        if (here) return 1;
    }
    return 0;
}

// Opens the store once more and waits until nothing is pending.
static void let_it_finish(void) {
    cohook_engine_options const options = options_on_disk();
    CHECK_OK(cohook_engine_open(&options, &engine, &error));
    for (int tries = 0; tries < 300; ++tries) {
        cohook_document* stats = NULL;
        CHECK_OK(cohook_engine_stats(engine, patience, &stats, &error));
        long long const pending = number_in(cohook_document_text(stats), "pending");
        cohook_document_free(stats);
        if (pending == 0) break;
        CHECK(tries < 299);
        cohook_event* event = NULL;  // a wait that ends with the next news, or after a while
        cohook_engine_next_event(engine, 100, &event);
        cohook_event_free(event);
    }
    CHECK_STATUS(cohook_engine_close(engine), COHOOK_OK);
}

int main(int count, char** arguments) {
    if (count == 3) {
        snprintf(store, sizeof store, "%s", arguments[1]);
        return be_the_host(arguments[2]);
    }
    char folder[] = "/tmp/cohook-kill-XXXXXX";
    if (!mkdtemp(folder)) return EXIT_FAILURE;
    snprintf(store, sizeof store, "sqlite:%s/webhooks.db", folder);
    target = receiver_start();
    for (int cycle = 0; cycle < cycles; ++cycle) run_and_kill(arguments[0]);
    let_it_finish();
    CHECK(accepted_count >= cycles * accepted_a_cycle);
    for (size_t at = 0; at < accepted_count; ++at) CHECK(was_received(accepted[at]));
    fprintf(stderr, "%zu messages were durable before %d kills, %zu requests came\n", accepted_count, (int)cycles,
            receiver_count(target));
    receiver_stop(target);
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command) == 0 ? outcome() : EXIT_FAILURE;
}
