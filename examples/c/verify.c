// Verifies one Standard Webhooks request that it reads from files: the header lines, then the body.
//
//     ./verify whsec_… headers.txt body.json
#include <cohook.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t read_all(char const* path, char* into, size_t room) {
    FILE* const file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    size_t const size = fread(into, 1, room, file);
    fclose(file);
    return size;
}

// `Name: value`, one a line.
static size_t split_lines(char* text, size_t size, cohook_header* headers, size_t room) {
    size_t count = 0;
    char* const end = text + size;
    for (char* line = text; line < end && count < room;) {
        char* const newline = memchr(line, '\n', (size_t)(end - line));
        char* stop = newline ? newline : end;
        char* const colon = memchr(line, ':', (size_t)(stop - line));
        char* const next = stop + 1;
        if (stop > line && stop[-1] == '\r') --stop;
        if (colon) {
            char* value = colon + 1;
            while (value < stop && *value == ' ') ++value;
            headers[count].name = line;
            headers[count].name_size = (size_t)(colon - line);
            headers[count].value = value;
            headers[count].value_size = (size_t)(stop - value);
            ++count;
        }
        line = next;
    }
    return count;
}

int main(int count, char** arguments) {
    static char head[1 << 16], body[1 << 20];
    cohook_header headers[64];
    if (count != 4) {
        fprintf(stderr, "usage: %s SECRET HEADERS BODY\n", arguments[0]);
        return 2;
    }
    cohook_secret const secret = {arguments[1], strlen(arguments[1]), COHOOK_SECRET_OF_SCHEME};
    cohook_verifier_options options = {0};
    options.size = sizeof options;
    options.scheme = "standard-webhooks";
    options.secrets = &secret;
    options.secret_count = 1;
    cohook_verifier* verifier = NULL;
    cohook_error* error = NULL;
    if (cohook_verifier_new(&options, &verifier, &error) != COHOOK_OK) {
        fprintf(stderr, "%s\n", cohook_error_message(error));
        return 2;
    }

    cohook_request request = {0};
    request.size = sizeof request;
    request.headers = headers;
    request.header_count = split_lines(head, read_all(arguments[2], head, sizeof head), headers, 64);
    request.body = body;
    request.body_size = read_all(arguments[3], body, sizeof body);
    request.now = cohook_now();
    cohook_verification proved = {0};
    proved.size = sizeof proved;
    int32_t const verdict = cohook_verify(verifier, &request, &proved);
    if (verdict == COHOOK_VERDICT_OK)
        printf("%.*s\n", (int)proved.payload_size, proved.payload);  // these bytes are vouched for
    else
        fprintf(stderr, "refused: %s\n", cohook_verdict_name(proved.verdict));
    cohook_verification_release(&proved);
    cohook_verifier_free(verifier);
    return verdict == COHOOK_VERDICT_OK ? 0 : 8;
}
