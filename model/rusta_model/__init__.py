"""The byte model and its training."""

import os

# OpenMP's threads wait by spinning. Beside another busy process each waits so for one that does not
# run: two threads did a twelfth of what they do asleep. Read when torch is loaded, so set before.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
