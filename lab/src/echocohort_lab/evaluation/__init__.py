"""`lab evaluate` and its kin: all figures of a bundle, on held-out subjects, into one record and one card.

command.py run.py lanes.py              from a shell, group after group, side by side
targets.py record.py table.py card.py   what is wanted, evaluation.json, the printed table, the model card
shipped.py                              the bundle's files, and its graph in ONNX Runtime
"""
