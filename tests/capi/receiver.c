#include "receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_requests = 65536, largest_request = 1 << 16 };

struct receiver {
    int listener;
    int status;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t came;
    size_t count;
    char* requests[most_requests];
};

static size_t body_size(char const* head) {
    char const* const field = strstr(head, "ontent-Length: ");
    return field ? strtoul(field + 15, NULL, 10) : 0;
}

// One request from the connection; 0: it has ended.
static int read_request(int connection, char* into) {
    size_t size = 0;
    for (;;) {
        into[size] = '\0';
        char const* const end = strstr(into, "\r\n\r\n");
        if (end && size >= (size_t)(end - into) + 4 + body_size(into)) return 1;
        ssize_t const got = recv(connection, into + size, largest_request - size - 1, 0);
        if (got <= 0) return 0;
        size += (size_t)got;
    }
}

static void keep(receiver* of, char const* request) {
    pthread_mutex_lock(&of->lock);
    if (of->count < most_requests) of->requests[of->count++] = strdup(request);
    pthread_cond_broadcast(&of->came);
    pthread_mutex_unlock(&of->lock);
}

// Connections are served one after the other and closed after one answer: slow and simple.
static void* serve(void* self) {
    receiver* const of = self;
    char* const buffer = malloc(largest_request);
    for (;;) {
        int const connection = accept(of->listener, NULL, NULL);
        if (connection < 0) break;
        if (read_request(connection, buffer)) {
            pthread_mutex_lock(&of->lock);
            int const status = of->status;
            pthread_mutex_unlock(&of->lock);
            char answer[96];
            int const size = snprintf(answer, sizeof answer, "HTTP/1.1 %d Whatever\r\n%sConnection: close\r\n\r\n",
                                      status, status == 204 ? "" : "Content-Length: 0\r\n");
            keep(of, buffer);
            send(connection, answer, (size_t)size, MSG_NOSIGNAL);
        }
        close(connection);
    }
    free(buffer);
    return NULL;
}

receiver* receiver_start(void) {
    receiver* const made = calloc(1, sizeof *made);
    struct sockaddr_in where = {0};
    socklen_t size = sizeof where;
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made->status = 204;
    made->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(made->listener, (struct sockaddr*)&where, sizeof where) != 0 || listen(made->listener, 128) != 0 ||
        getsockname(made->listener, (struct sockaddr*)&where, &size) != 0) {
        perror("the receiver cannot listen");
        exit(EXIT_FAILURE);
    }
    snprintf(made->url, sizeof made->url, "http://127.0.0.1:%d/hook", ntohs(where.sin_port));
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->came, NULL);
    pthread_create(&made->thread, NULL, serve, made);
    return made;
}

char const* receiver_url(receiver const* of) {
    return of->url;
}

void receiver_answer(receiver* of, int status) {
    pthread_mutex_lock(&of->lock);
    of->status = status;
    pthread_mutex_unlock(&of->lock);
}

size_t receiver_wait(receiver* of, size_t requests) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 30;
    pthread_mutex_lock(&of->lock);
    while (of->count < requests && pthread_cond_timedwait(&of->came, &of->lock, &until) == 0) {
    }
    size_t const count = of->count;
    pthread_mutex_unlock(&of->lock);
    return count;
}

size_t receiver_count(receiver* of) {
    return receiver_wait(of, 0);
}

char* receiver_request(receiver* of, size_t place) {
    pthread_mutex_lock(&of->lock);
    char* const copy = place < of->count ? strdup(of->requests[place]) : NULL;
    pthread_mutex_unlock(&of->lock);
    return copy;
}

void receiver_stop(receiver* of) {
    shutdown(of->listener, SHUT_RDWR);
    pthread_join(of->thread, NULL);
    close(of->listener);
    for (size_t at = 0; at < of->count; ++at) free(of->requests[at]);
    pthread_mutex_destroy(&of->lock);
    pthread_cond_destroy(&of->came);
    free(of);
}
