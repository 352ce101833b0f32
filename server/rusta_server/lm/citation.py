"""What the byte model is asked where a passage is to be cited: how likely the question is after it.

    START
    PASSAGE     You may call a method only on ...
    QUESTION    E0599 no method named `len` found

The passage after which the question is likeliest is the one that speaks of it.
"""

from rusta_server.lm.symbols import Symbol, segment

PASSAGE_BYTES = 900


def passage_prompt(text: str) -> list[int]:
    return [
        *segment(Symbol.START, b""),
        *segment(Symbol.PASSAGE, text.encode()[:PASSAGE_BYTES]),
    ]


def question_symbols(question: str) -> list[int]:
    return [int(Symbol.QUESTION), *question.encode(), int(Symbol.END)]
