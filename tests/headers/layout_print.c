/* Prints the rows of layout.c, read from standard input: `name value value...`
 */
#include <stdint.h>
#include <stdio.h>

struct row {
    char name[64];
    uint32_t value[4];
};

int main(void)
{
    struct row row;

    while (fread(&row, sizeof row, 1, stdin) == 1)
        printf("%.64s 0x%x 0x%x 0x%x 0x%x\n", row.name, row.value[0],
               row.value[1], row.value[2], row.value[3]);
    return 0;
}
