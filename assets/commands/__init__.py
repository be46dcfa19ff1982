"""What people type, and what they are told: one file for each command of `dti`.

Here belongs what a command does: reading what was typed, asking for it, and printing. What is large
or has other users is in the room of its subject, and is imported by the command that needs it, as
every heavy library is, so that `dti --help` and `dti check` answer at once. The parts are put
together in `app.py`.
"""
