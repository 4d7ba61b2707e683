#include "boundary.hpp"

#include <stdexcept>

namespace cohook::capi {

cohook_status status_of(errc kind) noexcept {
    switch (kind) {
        case errc::invalid_argument: return COHOOK_INVALID_ARGUMENT;
        case errc::not_found: return COHOOK_NOT_FOUND;
        case errc::conflict: return COHOOK_CONFLICT;
        case errc::too_large: return COHOOK_TOO_LARGE;
        case errc::unauthorized: return COHOOK_UNAUTHORIZED;
        case errc::forbidden: return COHOOK_FORBIDDEN;
        case errc::unavailable: return COHOOK_UNAVAILABLE;
        case errc::storage_full: return COHOOK_STORAGE_FULL;
        case errc::storage_failed: return COHOOK_STORAGE_FAILED;
        case errc::unknown_outcome: return COHOOK_UNKNOWN_OUTCOME;
        case errc::blocked: return COHOOK_BLOCKED;
        case errc::unsupported: return COHOOK_UNSUPPORTED;
        case errc::cancelled: return COHOOK_CANCELLED;
        case errc::internal: return COHOOK_INTERNAL;
    }
    return COHOOK_INTERNAL;
}

cohook_status tell(cohook_error** into, cohook_status kind, std::string_view message, std::string_view field) noexcept {
    if (!into) return kind;
    *into = nullptr;
    try {
        *into = new cohook_error{kind, std::string(message), std::string(field)};
    } catch (...) {
        return kind;  // without words: the status has to do
    }
    return kind;
}

cohook_status tell(cohook_error** into, error const& what) noexcept {
    return tell(into, status_of(what.kind()), what.message(), what.field());
}

cohook_status tell(cohook_error** into, complaint const& what) noexcept {
    return tell(into, what.kind, what.message, what.field);
}

void throw_exception_from_error(complaint const& what, boost::source_location const& /*at*/) {
    throw std::logic_error(what.message);
}

}  // namespace cohook::capi

extern "C" {

char const* cohook_status_name(cohook_status status) {
    switch (status) {
        case COHOOK_OK: return "ok";
        case COHOOK_INVALID_ARGUMENT: return "invalid_argument";
        case COHOOK_NOT_FOUND: return "not_found";
        case COHOOK_CONFLICT: return "conflict";
        case COHOOK_TOO_LARGE: return "too_large";
        case COHOOK_UNAUTHORIZED: return "unauthorized";
        case COHOOK_FORBIDDEN: return "forbidden";
        case COHOOK_UNAVAILABLE: return "unavailable";
        case COHOOK_STORAGE_FULL: return "storage_full";
        case COHOOK_STORAGE_FAILED: return "storage_failed";
        case COHOOK_UNKNOWN_OUTCOME: return "unknown_outcome";
        case COHOOK_BLOCKED: return "blocked";
        case COHOOK_UNSUPPORTED: return "unsupported";
        case COHOOK_CANCELLED: return "cancelled";
        case COHOOK_INTERNAL: return "internal";
        case COHOOK_TIMED_OUT: return "timed_out";
        case COHOOK_WRONG_THREAD: return "wrong_thread";
        case COHOOK_FORKED: return "forked";
        case COHOOK_OUT_OF_MEMORY: return "out_of_memory";
        default: return "unknown";
    }
}

cohook_status cohook_error_kind(cohook_error const* error) {
    return error ? error->kind : COHOOK_OK;
}

char const* cohook_error_message(cohook_error const* error) {
    return error ? error->message.c_str() : "";
}

char const* cohook_error_field(cohook_error const* error) {
    return error ? error->field.c_str() : "";
}

int32_t cohook_error_is_retriable(cohook_error const* error) {
    if (!error) return 0;
    switch (error->kind) {
        case COHOOK_UNAVAILABLE:
        case COHOOK_STORAGE_FULL:
        case COHOOK_TIMED_OUT:
        case COHOOK_OUT_OF_MEMORY: return 1;
        default: return 0;
    }
}

void cohook_error_free(cohook_error* error) {
    delete error;
}

char const* cohook_document_text(cohook_document const* document) {
    return document ? document->text.c_str() : "";
}

size_t cohook_document_size(cohook_document const* document) {
    return document ? document->text.size() : 0;
}

void cohook_document_free(cohook_document* document) {
    delete document;
}
}
