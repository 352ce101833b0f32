"""`python -m rusta_eval.listings`: builds, shows and runs the measure of the books' listings."""

from rusta_eval.error_index.door import door
from rusta_eval.listings.read import LISTINGS

main = door(LISTINGS)

if __name__ == "__main__":
    main()
