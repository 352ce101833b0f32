"""Breaking edits: the inverse of what a repair does, one small file a family.

An operator is a tree-sitter query and what to write in place of its captures. It need not break:
the compiler decides. The families are the slices of mistakes that people make; their operators are
written from what Rust asks for, not from any list of test cases.
"""
