"""`python -m assets.commands`: the same as `dti`.

Here belongs nothing else.
"""

from assets.commands.app import app

if __name__ == "__main__":
    app()
