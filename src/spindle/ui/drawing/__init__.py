"""The parts that stand on every row, drawn by functions: a row by includes costs twenty times as much (docs/adr/0009).

Every text passes through `escaping.fill`; what is already markup is a SafeString of one of these functions.
"""
