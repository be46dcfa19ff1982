"""An annex as it is pasted into a workbook: titles, a header over two rows, groups, merged cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import xlsxwriter

from pipelines.annexes.sheet import AnnexSheet, Area

TITLES = (
    "PHỤ LỤC I",
    "BỘ CHỈ SỐ ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP XÃ",
    "(Ban hành kèm theo Quyết định số 1234/QĐ-UBND ngày 25/9/2025)",
)
HEADER = (
    "STT",
    "Chỉ số/Chỉ số thành phần",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Kiểm chứng",
    None,
    "Đơn vị phối hợp\nxác minh",
)
SECOND = (None, None, None, None, "Tài liệu kiểm chứng", "Nguồn dữ liệu", None)
NUMBERS = tuple(f"({n})" for n in range(1, 8))

Cell = str | int | float | None
RATIO = "- a: {a};\n- b: {b};\n- Tỷ lệ = a/b;\n- Điểm = Tỷ lệ*Điểm tối đa."
OFFICE = "Sở Khoa học và Công nghệ"

ROWS: tuple[tuple[Cell, ...], ...] = (
    ("I", "NHẬN THỨC SỐ", 100),
    (
        1.1,
        "Người đứng đầu là Trưởng ban Ban Chỉ đạo chuyển đổi số",
        20,
        "- Bí thư/Chủ tịch: Điểm tối đa;\n- Phó Bí thư/Phó Chủ tịch: 1/2*Điểm tối đa;\n- Không: 0 điểm.",
        "Quyết định thành lập",
        None,
        OFFICE,
    ),
    (
        1.2,
        "Số cuộc họp của Ban Chỉ đạo trong năm",
        20,
        "4 lần: 20; 3 lần: 15; 2 lần: 10; 1 lần: 5; còn lại: 0",
        "Thông báo kết luận",
    ),
    (
        1.3,
        "Chủ tịch chủ trì các cuộc họp về chuyển đổi số",
        10,
        RATIO.format(a="Số cuộc họp do Chủ tịch chủ trì", b="Tổng số cuộc họp"),
        "Giấy mời",
    ),
    (
        1.4,
        "Chuyên mục chuyển đổi số trên trang thông tin điện tử",
        10,
        "1/2*Điểm tối đa: có chuyên mục;\n1/2*Điểm tối đa: có tin, bài mới hằng tháng;\nkhông: 0",
        "Đường dẫn",
    ),
    (
        1.5,
        "Ban hành kế hoạch chuyển đổi số năm",
        "7,5",
        "Đã ban hành: Điểm tối đa; chưa ban hành: 0 điểm",
        "Kế hoạch",
    ),
    (1.6, "Sáng kiến được công nhận", 5, "Mỗi sáng kiến được 1 điểm, tối đa 5 điểm", "Quyết định"),
    (
        1.7,
        "Bộ dữ liệu mở",
        "7,5",
        "Điểm = Số bộ dữ liệu của xã/Số bộ dữ liệu cao nhất trong các xã * Điểm tối đa",
        None,
        "Cổng dữ liệu",
    ),
    (
        1.8,
        "Thời gian giải quyết hồ sơ bình quân",
        5,
        "Điểm = (Max - X)/(Max - Min)*Điểm tối đa",
        None,
        "Hệ thống một cửa",
    ),
    (1.9, "Mức độ hoàn thành kế hoạch", 5, "Hội đồng thẩm định chấm điểm", "Báo cáo"),
    (
        1.1,  # 1.10, which a spreadsheet keeps as a number
        "Tỷ lệ hồ sơ trực tuyến",
        10,
        RATIO.format(a="Số hồ sơ nộp trực tuyến", b="Tổng số hồ sơ tiếp nhận").replace(
            "= Tỷ lệ*", "= Tỷ lệ/80%*"
        ),
        "Không",
        "Hệ thống một cửa",
    ),
    ("II", "THỂ CHẾ SỐ", 50),
    (2.1, "Nghị quyết chuyên đề của cấp ủy", 30, "Có: 30 điểm; Không: 0 điểm", "Nghị quyết"),
    (2.2, "Mức độ đầy đủ của quy chế", 20, "Đánh giá qua khảo sát người dân", "Quy chế"),
    ("III", "ĐIỂM THƯỞNG, ĐIỂM TRỪ", None),
    (3.1, "Điểm thưởng: mô hình mới", 10, "Điểm thưởng tối đa 10 điểm", "Báo cáo"),
    (3.2, "Điểm trừ: để lộ dữ liệu", -5, "Mỗi vụ trừ 1 điểm", None),
)
TOTAL: tuple[Cell, ...] = (None, "Tổng cộng", 150)


@dataclass
class Annex:
    """An annex to be written; change what is to be wrong in it."""

    rows: Sequence[tuple[Cell, ...]] = ROWS
    titles: Sequence[str] = TITLES
    header: Sequence[tuple[Cell, ...]] = (HEADER, SECOND, NUMBERS)
    total: tuple[Cell, ...] | None = TOTAL
    merged: Sequence[Area] = ()
    sheet: str = "Phụ lục I"
    header_merged: Sequence[Area] = field(
        default_factory=lambda: [
            *(Area(4, column, 5, column) for column in (0, 1, 2, 3, 6)),
            Area(4, 4, 4, 5),
        ]
    )

    def grid(self) -> list[tuple[Cell, ...]]:
        """All rows of the sheet; the header begins in row 5."""
        titles: list[tuple[Cell, ...]] = [(title,) for title in self.titles]
        titles += [()] * (4 - len(titles))
        total = [self.total] if self.total else []
        return [*titles, *self.header, *self.rows, *total]

    def row_of(self, name: str) -> int:
        """The number of the row with a name, from 1."""
        return next(n for n, row in enumerate(self.grid(), 1) if len(row) > 1 and row[1] == name)

    def sheet_read(self) -> AnnexSheet:
        """The sheet as a reader gives it."""
        rows = [tuple("" if cell is None else f"{cell}" for cell in row) for row in self.grid()]
        kinds = ["".join("t" if isinstance(c, str | None) else "n" for c in r) for r in self.grid()]
        return AnnexSheet(self.sheet, rows, kinds, [*self.header_merged, *self.merged])

    def workbook(self) -> bytes:
        """The same as a workbook."""
        held = BytesIO()
        with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
            sheet = book.add_worksheet(self.sheet)
            for n, row in enumerate(self.grid()):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(n, column, cell)
            for area in (*self.header_merged, *self.merged):
                rows = self.grid()
                line = rows[area.top]
                cell = line[area.left] if area.left < len(line) else None
                sheet.merge_range(*area, "" if cell is None else cell)
        return held.getvalue()
