"""Triplets: a breaking edit of clean code, what rustc says of it, and the code before.

`breaking/` says what may be broken, `trials` chooses, `bench` compiles, the server's
`judge_scopes` judges hundreds of edits in one run, `store` keeps shards. Every step goes on where
it was stopped:

    python -m rusta_model.data.triplets prepare   # once: compile the corpus's dependencies, offline
    python -m rusta_model.data.triplets build     # break, confirm, store; --passes 2 adds more
    python -m rusta_model.data.triplets status    # what is there
    python -m rusta_model.data.triplets check 500 # what rustc says of so many alone
"""
