/* The part of a file request that goes to the kernel at once: Linux moves at
 * most 0x7ffff000 bytes a call, Win32 asks for up to 0xffffffff. */
#ifndef OP_FILE_CHUNK_H
#define OP_FILE_CHUNK_H

#include "op/op.h"

#define FILE_PAGE_BYTES 4096u /* of op_file's `pages`, as on Windows */

enum op_step file_chunk_want(struct op *op, enum engine_code code);

/* For `drop` of what has pages. */
void file_chunk_drop(struct op *op);

#endif
