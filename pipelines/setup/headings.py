"""What the columns of setup sheets and their values are called for people.

Here belong words alone. Which columns and values there are is declared by the seeds; a test holds
that each has its words.
"""

from collections.abc import Mapping
from typing import Final

from pipelines.names import Name
from pipelines.planning.responsibilities import RESPONSIBILITY_STATUSES


def _names(**words: tuple[str, str]) -> Mapping[str, Name]:
    return {key: Name(*pair) for key, pair in words.items()}


HEADINGS: Final[Mapping[str, Mapping[str, Name]]] = {
    "rounds": _names(
        id=("Mã đợt", "Round code"),
        name_vi=("Tên đợt", "Name in Vietnamese"),
        name_en=("Tên tiếng Anh", "Name in English"),
        framework=("Bộ chỉ số", "Framework"),
        entities=("Đơn vị được đánh giá", "Units assessed"),
        parent=("Thuộc (mã)", "Below (code)"),
        starts_on=("Từ ngày", "Data from"),
        ends_on=("Đến ngày", "Data to"),
        deadline=("Hạn gửi", "Deadline"),
        appeals_until=("Hạn phúc tra", "Appeals until"),
        previous=("Đợt trước", "Previous round"),
        status=("Tình trạng", "Status"),
        release=("Cách công bố", "Release"),
        boundary=("Danh sách đơn vị theo ngày", "Units as of"),
        silent=("Đơn vị không gửi", "Silent units"),
        publishes=("Kết quả do ai công bố", "Published by"),
        number_format=("Cách viết số", "Number format"),
        published=("Năm có kết quả chính thức", "Year of official results"),
        not_evaluated=("Chỉ tiêu không đánh giá", "Indicators not evaluated"),
    ),
    "entities": _names(
        entity_code=("Mã đơn vị", "Unit code"),
        kind=("Loại", "Kind"),
        name_vi=("Tên đơn vị", "Name in Vietnamese"),
        name_en=("Tên tiếng Anh", "Name in English"),
        parent_code=("Thuộc (mã)", "Below (code)"),
        valid_from=("Hiệu lực từ", "Valid from"),
        valid_to=("Hiệu lực đến", "Valid to"),
        aliases=("Tên gọi khác", "Other names"),
        source=("Nguồn", "Source"),
    ),
    "reporters": _names(
        reporter_code=("Mã bên báo cáo", "Reporter code"),
        name_vi=("Tên bên báo cáo", "Name in Vietnamese"),
        name_en=("Tên tiếng Anh", "Name in English"),
        kind=("Loại", "Kind"),
        units=("Khai cho đơn vị", "For units"),
        indicators=("Khai chỉ tiêu", "For indicators"),
        valid_from=("Hiệu lực từ", "Valid from"),
        valid_to=("Hiệu lực đến", "Valid to"),
    ),
    "responsibilities": _names(
        round=("Mã đợt", "Round code"),
        entity_code=("Mã đơn vị", "Unit code"),
        indicator_code=("Mã chỉ tiêu", "Indicator code"),
        agency_code=("Mã cơ quan", "Agency code"),
        head_office_vi=("Chức vụ chịu trách nhiệm", "Office in Vietnamese"),
        head_office_en=("Chức vụ, tiếng Anh", "Office in English"),
        deadline=("Hạn xử lý", "Deadline"),
        status=("Trạng thái", "Status"),
        status_on=("Trạng thái vào ngày", "Status as of"),
        cooperating=("Cơ quan phối hợp", "Cooperating agencies"),
        note=("Ghi chú", "Note"),
    ),
    "targets": _names(
        id=("Mã mục tiêu", "Target code"),
        unit_code=("Mã đơn vị", "Unit code"),
        unit_name=("Tên đơn vị", "Unit name"),
        document=("Văn bản", "Document"),
        text=("Nguyên văn", "As printed"),
        among=("Trong số bao nhiêu đơn vị", "Among how many units"),
        year=("Năm", "Year"),
        dated=("Ngày văn bản", "Dated"),
        source_url=("Địa chỉ nguồn", "Source address"),
        note=("Ghi chú", "Note"),
        aim=("Loại mục tiêu", "Kind of target"),
        aim_at_least=("Ít nhất", "At least"),
        aim_of=("Trên thang điểm", "Out of"),
        aim_at_most=("Nhiều nhất", "At most"),
        aim_top=("Trong tốp", "In the top"),
        aim_first_year=("Từ năm", "From year"),
        aim_measure=("Mã số đo", "Measure code"),
        aim_name_vi=("Tên số đo", "Measure in Vietnamese"),
        aim_name_en=("Tên số đo, tiếng Anh", "Measure in English"),
        aim_unit=("Đơn vị tính", "Unit of measure"),
        aim_more_than=("Nhiều hơn", "More than"),
        aim_vi=("Vì sao chưa rõ", "Why not known, in Vietnamese"),
        aim_en=("Vì sao chưa rõ, tiếng Anh", "Why not known, in English"),
    ),
    "costs": _names(
        framework=("Bộ chỉ số", "Framework"),
        indicator_code=("Mã chỉ tiêu", "Indicator code"),
        input=("Số liệu", "Figure"),
        cost=("Chi phí", "Cost"),
        unit_vi=("Đơn vị tính", "Unit in Vietnamese"),
        unit_en=("Đơn vị tính, tiếng Anh", "Unit in English"),
        status=("Căn cứ", "Standing"),
        note=("Ghi chú", "Note"),
    ),
}
"""Headings by the stem of the seed file and the column."""
_KINDS: Final = _names(
    nation=("cả nước", "nation"),
    ministry=("cấp bộ", "ministry"),
    province=("cấp tỉnh", "province"),
    department=("cấp sở", "department"),
    commune=("cấp xã", "commune"),
)
WORDS: Final[Mapping[tuple[str, str], Mapping[str, Name]]] = {
    ("rounds", "entities"): _KINDS,
    ("entities", "kind"): _KINDS,
    ("rounds", "status"): _names(
        open=("đang mở", "open"),
        provisional=("tạm thời", "provisional"),
        final=("chính thức", "final"),
    ),
    ("rounds", "release"): _names(
        automatic=("tự động", "automatic"), by_hand=("bằng lệnh", "by hand")
    ),
    ("rounds", "silent"): _names(
        unranked=("không xếp hạng", "unranked"), zero=("vẫn xếp hạng", "ranked with what they have")
    ),
    ("rounds", "publishes"): _names(ministry=("bộ", "ministry")),
    ("rounds", "number_format"): _names(
        vi=("kiểu Việt Nam", "Vietnamese"), plain=("kiểu quốc tế", "plain")
    ),
    ("reporters", "kind"): _names(
        unit=("đơn vị", "unit"),
        agency=("cơ quan phụ trách", "agency"),
        council=("hội đồng", "council"),
        ministry=("bộ", "ministry"),
        system=("hệ thống", "system"),
    ),
    ("responsibilities", "status"): {
        status: Name(status, en)
        for status, en in zip(
            RESPONSIBILITY_STATUSES,
            ("Not started", "Under way", "Needs evidence", "Done"),
            strict=True,
        )
    },
    ("targets", "aim"): _names(
        value=("giá trị chỉ số", "value"),
        points=("điểm", "points"),
        rank=("thứ hạng", "rank"),
        mains_in_top=("số chỉ số chính trong tốp", "mains in the top"),
        rank_gain=("số bậc tăng mỗi năm", "places gained a year"),
        rate=("số đo riêng", "measured elsewhere"),
        unstated=("chưa rõ bằng số", "numbers not known"),
    ),
    ("costs", "status"): _names(
        stated=("theo văn bản", "stated"),
        estimated=("ước tính", "estimated"),
        demonstration=("minh họa", "demonstration"),
    ),
}
"""Words of values, by seed and column; a value without words is written as it is."""
