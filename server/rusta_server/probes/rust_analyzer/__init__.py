"""`ra.*`: what rust-analyzer says of a place in the sources; one file a method, or a few alike.

It is one of our own, or the editor's:

* `desk`: which of them answers a question, and the frame every answer stands in.
* `running` keeps ours between questions; `analyzer` is one of them, `place` the shadow and the
  sandbox it runs in, `connection` and `wire` how it is talked to.
* `places` translates offsets and token paths to what LSP says, and back.
"""
