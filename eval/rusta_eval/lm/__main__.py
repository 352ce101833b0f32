"""`python -m rusta_eval.lm`: what the byte model is worth, measured on crates it has never seen."""

import click

from rusta_eval.lm.bits import bits
from rusta_eval.lm.generation import generation
from rusta_eval.lm.ranking import ranking
from rusta_eval.lm.uses import uses


@click.group(help=__doc__)
def main() -> None:
    pass


main.add_command(bits)
main.add_command(ranking)
main.add_command(generation)
main.add_command(uses)

if __name__ == "__main__":
    main()
