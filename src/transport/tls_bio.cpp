#include "transport/tls_bio.hpp"

#include <algorithm>
#include <cstring>

namespace cohook::transport {

std::size_t cipher_buffers::take(char* into, std::size_t most) noexcept {
    auto const bytes = std::min(most, end_ - begin_);
    std::memcpy(into, incoming_.data() + begin_, bytes);
    begin_ += bytes;
    return bytes;
}

namespace {

cipher_buffers& buffers_of(BIO* bio) {
    return *static_cast<cipher_buffers*>(BIO_get_data(bio));
}

int read_bio(BIO* bio, char* into, std::size_t most, std::size_t* got) {
    BIO_clear_retry_flags(bio);
    auto& buffers = buffers_of(bio);
    *got = buffers.take(into, most);
    if (*got > 0) return 1;
    if (!buffers.is_closed()) BIO_set_retry_read(bio);
    return 0;
}

int write_bio(BIO* bio, char const* from, std::size_t size, std::size_t* put) {
    BIO_clear_retry_flags(bio);
    buffers_of(bio).outgoing.append(from, size);
    *put = size;
    return 1;
}

long control_bio(BIO* bio, int what, long, void*) {
    switch (what) {
        case BIO_CTRL_FLUSH: return 1;
        case BIO_CTRL_EOF: return buffers_of(bio).is_closed() && buffers_of(bio).incoming_empty() ? 1 : 0;
        default: return 0;
    }
}

int create_bio(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

BIO_METHOD* make_method() {
    auto* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cohook");
    if (method == nullptr) return nullptr;
    BIO_meth_set_read_ex(method, read_bio);
    BIO_meth_set_write_ex(method, write_bio);
    BIO_meth_set_ctrl(method, control_bio);
    BIO_meth_set_create(method, create_bio);
    return method;
}

}  // namespace

bio_ptr make_bio(cipher_buffers& buffers) {
    static BIO_METHOD* const method = make_method();
    bio_ptr bio(method != nullptr ? BIO_new(method) : nullptr);
    if (bio) BIO_set_data(bio.get(), &buffers);
    return bio;
}

}  // namespace cohook::transport
