"""What people type, and what they are told: one file for each command of `dti`.

Here belongs reading what was typed, and printing. What a command does is in a module outside of
this folder, imported by the command that needs it, so that `dti --help` and `dti check` answer at
once. The parts are put together in `app.py`.
"""
