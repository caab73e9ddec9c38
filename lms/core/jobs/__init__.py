"""Work that goes on after the request that asked for it.

The row in `job` is the truth, and is written in the transaction of each thing done: a process that
dies in the middle goes on where it was. The queue only wakes the process that does the work.
"""
