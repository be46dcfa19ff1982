"""Every table of the warehouse, described once.

Here the descriptions in `tables/` come together. The DDL, the comments in the database, the pandera
schemas, the column metadata in Dagster and the data dictionary follow from them. Tables with a
`round` column are written round by round. Nothing else belongs here.
"""

from typing import Final

from warehouse.columns import Table
from warehouse.tables.appraisal import APPRAISAL
from warehouse.tables.comparison import COMPARISON
from warehouse.tables.mergers import MERGERS
from warehouse.tables.moves import MOVES
from warehouse.tables.plans import PLANS
from warehouse.tables.publication import PUBLICATION
from warehouse.tables.reference import REFERENCE
from warehouse.tables.releases import RELEASES
from warehouse.tables.scores import SCORES
from warehouse.tables.scoring_rules import SCORING_RULES
from warehouse.tables.submissions import SUBMISSIONS
from warehouse.tables.targets import TARGETS

TABLES: Final[tuple[Table, ...]] = (
    *REFERENCE,
    *SCORING_RULES,
    *SUBMISSIONS,
    *SCORES,
    *APPRAISAL,
    *COMPARISON,
    *MERGERS,
    *TARGETS,
    *MOVES,
    *PLANS,
    *PUBLICATION,
    *RELEASES,
)
"""All tables, in the order in which they are made."""

TABLE_BY_NAME: Final = {table.full_name: table for table in TABLES}
SCHEMAS: Final = {
    "reference": ("Bộ chỉ số, đơn vị, đợt, kết quả chính thức", "Frameworks, units, rounds, official results"),
    "submissions": ("Những gì các đơn vị gửi", "What units sent"),
    "indicators": ("Giá trị chỉ tiêu đã chuẩn hóa", "Normalised indicator values"),
    "scores": ("Điểm số", "Scores"),
    "rankings": ("Xếp hạng", "Rankings"),
    "appraisal": ("Thẩm định, phúc tra, việc cần kiểm tra trước", "Appraisal: decisions, appeals, what to check first"),
    "planning": ("Mục tiêu, kế hoạch, số liệu so sánh", "Targets, plans and comparisons"),
    "publication": ("Công bố và kiểm tra", "What was published and how it was checked"),
    "analyst": ("Khung nhìn cho người dùng", "Views for people"),
}  # fmt: skip
"""What each schema holds, in Vietnamese and English."""
