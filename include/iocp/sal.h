/* Microsoft's source annotations (SAL), all empty.
 *
 * Only the current spelling (_In_, _Out_) is defined. The old one (__in, __out)
 * must never be: libstdc++ uses those words for its own parameters. */
#ifndef IOCP_SAL_H
#define IOCP_SAL_H

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Out_
#define _Out_opt_
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_opt_result_maybenull_
#define _COM_Outptr_
#define _Reserved_
#define _Ret_z_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_opt_
#define _Null_terminated_
#define _NullNull_terminated_
#define _Printf_format_string_
#define _Scanf_format_string_
#define _Check_return_
#define _Check_return_opt_
#define _Must_inspect_result_
#define _Use_decl_annotations_
#define _Maybenull_
#define _Notnull_
#define _Pre_
#define _Post_
#define _Pre_valid_
#define _Pre_notnull_
#define _Pre_maybenull_
#define _Post_valid_
#define _Post_invalid_
#define _Post_ptr_invalid_
#define _Post_maybenull_
#define _Post_notnull_
#define _Const_
#define _Points_to_data_
#define _Interlocked_operand_
#define _Frees_ptr_
#define _Frees_ptr_opt_
#define _Field_z_
#define _Analysis_noreturn_
#define _Callback_
#define _In_reads_(x)
#define _In_reads_opt_(x)
#define _In_reads_z_(x)
#define _In_reads_opt_z_(x)
#define _In_reads_bytes_(x)
#define _In_reads_bytes_opt_(x)
#define _In_range_(low, high)
#define _Inout_updates_(x)
#define _Inout_updates_opt_(x)
#define _Inout_updates_z_(x)
#define _Inout_updates_all_(x)
#define _Inout_updates_bytes_(x)
#define _Inout_updates_bytes_opt_(x)
#define _Out_writes_(x)
#define _Out_writes_opt_(x)
#define _Out_writes_z_(x)
#define _Out_writes_opt_z_(x)
#define _Out_writes_all_(x)
#define _Out_writes_bytes_(x)
#define _Out_writes_bytes_opt_(x)
#define _Out_writes_bytes_all_(x)
#define _Out_range_(low, high)
#define _Outptr_result_bytebuffer_(x)
#define _Outptr_result_buffer_(x)
#define _Ret_range_(low, high)
#define _Ret_writes_(x)
#define _Ret_writes_bytes_(x)
#define _Ret_writes_maybenull_(x)
#define _Success_(x)
#define _Return_type_success_(x)
#define _On_failure_(x)
#define _Field_size_(x)
#define _Field_size_opt_(x)
#define _Field_size_bytes_(x)
#define _Field_size_bytes_opt_(x)
#define _Field_range_(low, high)
#define _Struct_size_bytes_(x)
#define _Pre_satisfies_(x)
#define _Post_satisfies_(x)
#define _Satisfies_(x)
#define _Function_class_(x)
#define _Guarded_by_(x)
#define _Write_guarded_by_(x)
#define _Acquires_lock_(x)
#define _Acquires_exclusive_lock_(x)
#define _Acquires_shared_lock_(x)
#define _Releases_lock_(x)
#define _Releases_exclusive_lock_(x)
#define _Releases_shared_lock_(x)
#define _Requires_lock_held_(x)
#define _Requires_lock_not_held_(x)
#define _Requires_exclusive_lock_held_(x)
#define _Requires_shared_lock_held_(x)
#define _Analysis_assume_(x)
#define _Analysis_suppress_lock_checking_(x)
#define _Inout_updates_to_(x, y)
#define _Inout_updates_bytes_to_(x, y)
#define _Out_writes_to_(x, y)
#define _Out_writes_to_opt_(x, y)
#define _Out_writes_bytes_to_(x, y)
#define _Out_writes_bytes_to_opt_(x, y)
#define _When_(x, y)
#define _At_(x, y)
#define _Deref_out_range_(x, y)

#endif
