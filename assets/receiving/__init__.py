"""From the inbox on disk to the tables of the schema `submissions`, and answers back to senders.

Here belongs finding, keeping and opening files. What a file means is decided in
`pipelines/intake/`.
"""
