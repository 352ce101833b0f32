"""The taxonomy: which slice of the evaluation an error code belongs to.

Codes as in the toolchain's error index (share/doc/rust/html/error_codes). A code stands in the
slice where its usual repair lies, not where the compiler finds it: E0596 is found by the borrow
checker and repaired by a `mut`, both are `borrow`; E0072 is found by a type's layout, and repaired
by a change of type.
"""

import re

from rusta_server.contracts.diagnostic import Slice

_TABLE: dict[Slice, str] = {
    # Borrows, lifetimes, mutability of places.
    "borrow": """
        E0106 E0195 E0226 E0227 E0228 E0261 E0262 E0263 E0301 E0302 E0309 E0310 E0311 E0312 E0316
        E0373 E0384 E0386 E0387 E0388 E0389 E0398 E0476 E0477 E0478 E0482 E0490 E0491 E0492 E0495
        E0496 E0499 E0500 E0501 E0502 E0503 E0505 E0506 E0510 E0515 E0521 E0524 E0581 E0582 E0594
        E0595 E0596 E0597 E0621 E0623 E0626 E0637 E0657 E0687 E0688 E0700 E0712 E0713 E0716 E0726
        E0745 E0759 E0760 E0764 E0772 E0793 E0794 E0796 E0803
    """,
    # Moves and initialisation.
    "moves": """
        E0007 E0008 E0009 E0040 E0161 E0303 E0381 E0382 E0383 E0493 E0504 E0507 E0508 E0509 E0525
    """,
    # Traits: bounds, implementations, coherence, methods and operators that come from them.
    "traits": """
        E0034 E0038 E0046 E0049 E0050 E0053 E0055 E0116 E0117 E0118 E0119 E0120 E0183 E0184 E0185
        E0186 E0191 E0192 E0193 E0197 E0198 E0199 E0200 E0201 E0203 E0204 E0205 E0206 E0207 E0210
        E0212 E0220 E0221 E0222 E0223 E0224 E0225 E0229 E0271 E0275 E0276 E0277 E0281 E0283 E0284
        E0320 E0321 E0322 E0323 E0324 E0325 E0326 E0328 E0329 E0366 E0367 E0368 E0369 E0371 E0374
        E0375 E0376 E0377 E0378 E0379 E0380 E0390 E0391 E0392 E0393 E0399 E0401 E0404 E0407 E0437
        E0438 E0520 E0567 E0568 E0569 E0592 E0599 E0600 E0608 E0614 E0665 E0699 E0714 E0715 E0719
        E0732 E0735 E0746 E0749 E0750 E0751 E0774 E0777 E0782 E0785 E0790 E0801 E0802 E0804
    """,
    # Types: mismatches, arguments, fields, patterns, casts, constants.
    "types": """
        E0001 E0002 E0004 E0005 E0010 E0013 E0014 E0015 E0023 E0025 E0026 E0027 E0029 E0030 E0033
        E0044 E0045 E0054 E0057 E0059 E0060 E0061 E0062 E0063 E0067 E0069 E0070 E0071 E0072 E0073
        E0080 E0081 E0084 E0087 E0088 E0089 E0090 E0091 E0107 E0109 E0110 E0121 E0124 E0128 E0131
        E0132 E0139 E0158 E0162 E0164 E0165 E0170 E0211 E0243 E0244 E0282 E0297 E0307 E0308 E0317
        E0370 E0408 E0409 E0435 E0436 E0512 E0516 E0527 E0528 E0529 E0559 E0560 E0562 E0571 E0579
        E0580 E0591 E0593 E0604 E0605 E0606 E0607 E0609 E0610 E0615 E0617 E0618 E0619 E0620 E0625
        E0631 E0632 E0638 E0639 E0641 E0642 E0643 E0644 E0646 E0666 E0667 E0671 E0689 E0690 E0691
        E0698 E0720 E0728 E0730 E0731 E0733 E0740 E0741 E0744 E0747 E0752 E0769 E0770 E0771
        E0783 E0784 E0792 E0795 E0797
    """,
    # Privacy and visibility.
    "visibility": """
        E0364 E0365 E0445 E0446 E0447 E0448 E0449 E0451 E0577 E0578 E0603 E0616 E0624 E0704 E0742
    """,
    # Names, imports, labels, modules and crates that are missing or defined twice.
    "names": """
        E0136 E0137 E0138 E0251 E0252 E0253 E0254 E0255 E0256 E0257 E0258 E0259 E0260 E0403 E0405
        E0411 E0412 E0415 E0416 E0422 E0423 E0424 E0425 E0426 E0428 E0429 E0430 E0431 E0432 E0433
        E0434 E0460 E0461 E0462 E0463 E0464 E0468 E0469 E0514 E0519 E0523 E0530 E0531 E0532 E0533
        E0573 E0574 E0575 E0576 E0583 E0601 E0635 E0659 E0761 E0767 E0799 E0800
    """,
    # Lexing and parsing; what the grammar allows nowhere.
    "syntax": """
        E0130 E0154 E0178 E0214 E0267 E0268 E0561 E0565 E0572 E0584 E0585 E0586 E0590 E0627 E0628
        E0670 E0695 E0696 E0697 E0703 E0706 E0708 E0727 E0743 E0748 E0753 E0754 E0758 E0762 E0763
        E0765 E0766 E0768
    """,
}
_OF_CODE: dict[str, Slice] = {
    code: slice_ for slice_, codes in _TABLE.items() for code in codes.split()
}
_ERROR_CODE = re.compile(r"E\d{4}")

# Errors without a code are syntax errors, except for these messages.
_UNCODED: tuple[tuple[Slice, re.Pattern[str]], ...] = (
    (
        "names",
        re.compile(
            r"cannot (find|determine resolution for) (the )?(an? )?"
            r"(attribute|derive|macro|built-in|tool|module)"
            r"|expected (attribute|derive macro|macro), found"
            r"|failed to resolve|unresolved import"
        ),
    ),
    (
        "visibility",
        re.compile(r"`?[\w:]+`? is private, and cannot be re-exported|type .* is private"),
    ),
    (
        "borrow",
        re.compile(
            r"lifetime may not live long enough|higher-ranked (lifetime|subtype) error"
            r"|captured variable cannot escape|borrowed data (escapes|cannot be)"
            r"|unsatisfied lifetime constraints|`.*` does not live long enough"
            r"|lifetime bound not satisfied"
        ),
    ),
    (
        "traits",
        re.compile(
            r"implementation of `.*` is not general enough|future cannot be (sent|shared) between"
            r"|`.*` cannot be (sent|shared) between threads|the trait `.*` (is|cannot)"
            r"|no `#\[default\]`|`.*` has been derived|coroutine cannot be (sent|shared)"
        ),
    ),
    (
        "types",
        re.compile(
            r"\d+ positional arguments? in format string|format argument must be a string literal"
            r"|invalid reference to positional argument|named argument never used"
            r"|(multiple unused formatting|argument never used)|there (is|are) (no|\d+) arguments? "
            r"|cycle detected|queries overflow|reached the (recursion|type-length) limit"
            r"|cannot (call|use) .* in const contexts?|transmut|`.*` arms? ha(s|ve) incompatible"
            r"|constant evaluation|generic parameters? may not be used|missing type for"
            r"|the `Self` constructor can only be used|concrete type differs from previous"
            r"|unconstrained opaque type|generic `Self` types"
        ),
    ),
    (
        "other",
        re.compile(
            r"linking with|linker|proc[- ]macro|custom attribute panicked|environment variable"
            r"|couldn't read|failed to run custom build command|failed to (load|write|create|open)"
            r"|recursion limit reached|internal compiler error|output filename|target"
        ),
    ),
)


def is_lint(code: str | None) -> bool:
    """Lints are named in words (`unused_mut`, `clippy::needless_return`), errors are numbered."""
    return code is not None and not _ERROR_CODE.fullmatch(code)


def slice_of(code: str | None, message: str) -> Slice:
    """The slice of a diagnostic with `code` (None: decided by its `message`)."""
    if code is None:
        for name, pattern in _UNCODED:
            if pattern.match(message):
                return name
        return "syntax"
    if is_lint(code):
        return "lint"
    return _OF_CODE.get(code, "other")
