// A webhook receiver in C: libcohook judges the signature. One request at a time.
//
//     cc receiver.c $(pkg-config --cflags --libs cohook) -o receiver
//     WEBHOOK_KEY='helloWorld' ./receiver 8080
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <cohook.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { room = 2 << 20 };
static char request[room + 1];

// The value of Content-Length in a head that ends with a zero; -1 where there is none.
static long length_in(char const* head) {
    for (char const* line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, "content-length:", 15) == 0) return strtol(line + 17, NULL, 10);
    return -1;
}

// Reads one request; gives its body and the body's size. NULL where it breaks off, is too large or has no length.
static char* read_body(int peer, size_t* size) {
    size_t used = 0;
    char* body = NULL;
    long length = 0;
    while (!body || request + used < body + length) {
        ssize_t const got = read(peer, request + used, room - used);
        if (got <= 0) return NULL;
        used += (size_t)got;
        request[used] = 0;
        char* const end = body ? NULL : strstr(request, "\r\n\r\n");
        if (!end) continue;
        body = end + 4;
        *end = 0;
        length = length_in(request);
        if (length < 0 || length > request + room - body) return NULL;
    }
    *size = (size_t)length;
    return body;
}

static char const* answer_to(cohook_verifier const* verifier, char const* body, size_t size) {
    cohook_request asked = {0};
    asked.size = sizeof asked;
    asked.body = body;
    asked.body_size = size;
    asked.now = cohook_now();
    cohook_verification proved = {0};
    proved.size = sizeof proved;
    if (cohook_verify(verifier, &asked, &proved) != COHOOK_VERDICT_OK) return "401 Unauthorized";
    printf("%.*s\n", (int)proved.payload_size, proved.payload);  // store them durably here, before the answer
    fflush(stdout);
    cohook_verification_release(&proved);
    return "200 OK";
}

static cohook_verifier* verifier_of(char const* key) {
    cohook_secret const secret = {key, key ? strlen(key) : 0, COHOOK_SECRET_OF_SCHEME};
    cohook_verifier_options options = {0};
    options.size = sizeof options;
    options.scheme = "members-envelope";
    options.secrets = &secret;
    options.secret_count = 1;
    cohook_verifier* verifier = NULL;
    cohook_error* error = NULL;
    if (cohook_verifier_new(&options, &verifier, &error) == COHOOK_OK) return verifier;
    fprintf(stderr, "WEBHOOK_KEY: %s\n", cohook_error_message(error));
    cohook_error_free(error);
    return NULL;
}

int main(int count, char** arguments) {
    cohook_verifier* const verifier = count == 2 ? verifier_of(getenv("WEBHOOK_KEY")) : NULL;
    if (!verifier) return 2;
    signal(SIGPIPE, SIG_IGN);  // a sender that hung up is no reason to end
    int const listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in here = {0};
    here.sin_family = AF_INET;
    here.sin_port = htons((unsigned short)atoi(arguments[1]));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr*)&here, sizeof here) != 0 || listen(listener, 64) != 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int const peer = accept(listener, NULL, NULL);
        if (peer < 0) continue;
        size_t size = 0;
        char* const body = read_body(peer, &size);
        char const* const status = body ? answer_to(verifier, body, size) : "400 Bad Request";
        dprintf(peer, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
        close(peer);
    }
}
