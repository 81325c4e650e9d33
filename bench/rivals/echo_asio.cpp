/* The rival on Asio, stand-alone as Debian packages it (Boost.Asio is the same
 * code in another namespace): asynchronous operations on one io_context. With
 * one thread the context takes no locks; sockets know their executor's type,
 * so nothing is called through a pointer that need not be. Asio recycles the
 * memory of handlers itself.
 */
extern "C" {
#include "rival.h"
}

#include <asio.hpp>
#include <memory>
#include <thread>
#include <vector>

using asio::ip::tcp;
using executor = asio::io_context::executor_type;
using stream = asio::basic_stream_socket<tcp, executor>;
using acceptor = asio::basic_socket_acceptor<tcp, executor>;

static rival_options options;

/* Lives as long as one of its operations is pending. */
class connection : public std::enable_shared_from_this<connection>
{
  public:
    explicit connection(stream &&peer)
        : peer_(std::move(peer)), buffer_(options.size)
    {
    }

    void receive()
    {
        peer_.async_read_some(
            asio::buffer(buffer_),
            [self = shared_from_this()](asio::error_code error, size_t got) {
                if (!error)
                    self->send(got);
            });
    }

  private:
    void send(size_t got)
    {
        asio::async_write(
            peer_, asio::buffer(buffer_, got),
            [self = shared_from_this()](asio::error_code error, size_t) {
                if (!error)
                    self->receive();
            });
    }

    stream peer_;
    std::vector<char> buffer_;
};

static void accept_next(acceptor &listener)
{
    listener.async_accept([&](asio::error_code error, stream peer) {
        if (!error) {
            peer.set_option(tcp::no_delay(true));
            std::make_shared<connection>(std::move(peer))->receive();
        }
        if (error != asio::error::operation_aborted)
            accept_next(listener);
    });
}

int main(int argc, char **argv)
{
    rival_options_parse(&options, argc, argv);
    int stop_fd = rival_stop_fd();
    asio::io_context context(options.threads == 1 ? ASIO_CONCURRENCY_HINT_UNSAFE
                                                  : options.threads);
    acceptor listener(context, tcp::v4(), rival_listen(options.port));
    asio::posix::stream_descriptor stop(context, stop_fd);
    stop.async_wait(stop.wait_read, [&](asio::error_code) { context.stop(); });
    accept_next(listener);

    std::vector<std::thread> workers;
    for (int i = 0; i < options.threads; i++)
        workers.emplace_back([&] { context.run(); });
    rival_wait(stop_fd);
    for (std::thread &worker : workers)
        worker.join();
}
