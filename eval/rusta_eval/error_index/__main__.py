"""`python -m rusta_eval.error_index`: builds, shows and runs the measure of the error index."""

from rusta_eval.error_index.door import door
from rusta_eval.error_index.suite import ERROR_INDEX

main = door(ERROR_INDEX)

if __name__ == "__main__":
    main()
