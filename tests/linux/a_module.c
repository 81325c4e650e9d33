/* What modules_test.c loads. */
int a_module_answer(void);
int a_module_answer(void)
{
    return 42;
}
