"""`python -m assets.commands`: the same as `dti`."""

from assets.commands.app import app

if __name__ == "__main__":
    app()
