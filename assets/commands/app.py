"""`dti`: the command line of the assessment officer, the clerk and the analyst.

Here belongs the list of commands, in the order in which the help names them.
"""

import typer

from assets.commands.appeal import appeal
from assets.commands.assess import assess
from assets.commands.check import check
from assets.commands.decide import decide
from assets.commands.explain import explain
from assets.commands.export import export
from assets.commands.framework import framework
from assets.commands.init import init
from assets.commands.life_cycle import publish, reopen, withdraw
from assets.commands.log import log
from assets.commands.open_data import open_data
from assets.commands.plan import plan
from assets.commands.releases import releases
from assets.commands.report import report
from assets.commands.serve import serve
from assets.commands.setup import setup
from assets.commands.site import site
from assets.commands.status import status
from assets.commands.targets import targets
from assets.commands.template import template
from assets.commands.why import why
from assets.commands.work_list import work_list

app = typer.Typer(
    help="Digital Transformation Index: from submissions to ranks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (
    init,
    setup,
    assess,
    status,
    check,
    work_list,
    decide,
    appeal,
    publish,
    withdraw,
    reopen,
    log,
    template,
    plan,
    why,
    export,
    targets,
    open_data,
    explain,
    releases,
    report,
    site,
    serve,
):
    app.command()(_command)
app.add_typer(framework, name="framework")
