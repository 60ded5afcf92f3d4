"""Measurements: the packages next to their peers, their build, their import. `make bench` runs them.

The rule: what is compared is measured in the same run, on the same frames (frames.json), and every subject is checked
against the frames' expected values before it is timed. Machines differ; ratios hold.
"""
