/* Load generator: one thread, one io_uring, a closed loop. Prints one line of
 * key=value figures; load_options.c has the options, messages.c and visits.c
 * the kinds of load.
 */
#include "client.h"
#include "loads.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void load_hold(const struct load_options *options)
{
    struct sockaddr_in address = client_address(options);
    char byte;

    for (int i = 0; i < options->connections; i++)
        client_connect(&address);
    printf("holding %d\n", options->connections);
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
}

int main(int argc, char **argv)
{
    static struct window window;
    struct load_options options;
    double syscall_ns;

    load_options_parse(&options, argc, argv);
    client_cpu_pin(options.cpu);
    syscall_ns = syscall_cost_ns();
    client_descriptors_raise();
    if (options.mode == LOAD_HOLD) {
        load_hold(&options);
        return EXIT_SUCCESS;
    }
    if (options.mode == LOAD_VISITS)
        load_visits(&options, &window);
    else
        load_messages(&options, &window);
    window_print(&window, syscall_ns);
    return EXIT_SUCCESS;
}
