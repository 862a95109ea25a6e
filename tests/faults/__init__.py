"""Take away each thing that holds the gate, one at a time: the tests must notice.

    python -m tests.faults

What is taken away is read from what is there: every refusal of every lock, every turn
that a lock takes, every constraint of a guarded table; and a list of the service's own
checks. The table goes into docs/gate-faults.md. The exit code is 1 if a fault went
unnoticed, or a test failed with nothing taken away.
"""
