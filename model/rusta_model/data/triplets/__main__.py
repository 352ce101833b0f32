"""`python -m rusta_model.data.triplets {prepare,build,status,check}`."""

from rusta_model.data.triplets.cli import main

main(prog_name="python -m rusta_model.data.triplets")
