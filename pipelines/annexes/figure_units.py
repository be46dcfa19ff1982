"""What a figure of an annex is measured in, as far as its name says.

Here belongs telling things that are counted from money and from quantities that are measured. How
a unit decides the reading of a figure is in `intake/`.
"""

import re
from typing import Final

from pipelines.annexes.wording_clauses import bare, tidy

_BEFORE: Final = r"(?:(?:tong|so|muc|toan bo|tat ca|cac|nhung|moi|so luong|luong|co|cua) )*"
_MONEY: Final = re.compile(
    rf"{_BEFORE}(?:tien|von|kinh phi|ngan sach|doanh thu|doanh so|chi phi|gia tri|gia|thu nhap"
    r"|quy luong|grdp|gdp)\b"
)
# Marks matter: chi spends, chỉ tiêu and chỉ số are what is aimed at and what is measured.
_SPENDING: Final = re.compile(r"(?:tổng |mức |số )*chi (?!bộ|nhánh|cục|đoàn|hội)")
_MEASURED: Final = re.compile(
    rf"{_BEFORE}(?:dien tich|khoi luong|trong luong|the tich|thoi gian|thoi luong|toc do|do dai"
    r"|chieu dai|dung luong|bang thong|san luong|cong suat|mat do|km|ha)\b"
)
_RELATIVE: Final = re.compile(rf"{_BEFORE}(?:t[yi] le|ty trong|phan tram|diem|muc do|chi so)\b")
_COUNTED: Final = re.compile(r"(?:tong )?so\b")
_MONEY_WITHIN: Final = re.compile(
    r"\b(?:kinh phi|ngan sach|doanh thu|von|so tien|chi phi|gia tri)\b"
)
_THINGS: Final = re.compile(
    rf"{_BEFORE}(?:ho so|van ban|tai lieu|giay to|bao cao|ke hoach|nghi quyet|quyet dinh|quy che"
    r"|cuoc|hoi nghi|buoi|phien|lop|khoa|lan|luot|vu|su co|canh bao|ngay"
    r"|thu tuc|tthc|dich vu|dvc|dvctt|pakn|phan anh|kien nghi|giao dich|hoa don|hop dong"
    r"|can bo|cong chuc|vien chuc|cbccvc|nguoi|dan so|dan|cu dan|cong dan|khach hang|hoc sinh"
    r"|sinh vien|giao vien|bac si|benh nhan|thanh vien|hoi vien|lao dong|nhan luc|nhan su|lanh dao"
    r"|dang vien|doan vien|to vien|chuyen gia|ho|gia dinh|ho gia dinh|doanh nghiep|hop tac xa"
    r"|co so|co quan|don vi|to chuc|phong|ban|to|doi|truong|benh vien|tram|trung tam|chi nhanh"
    r"|xa|phuong|thon|xom|ap|khu pho|to dan pho|khu dan cu|dia phuong|huyen|diem pho bien"
    r"|he thong|nen tang|phan mem|ung dung|co so du lieu|csdl|bo du lieu|tap du lieu|truong du lieu"
    r"|du lieu mo|may tinh|may chu|thiet bi|camera|tai khoan|chu ky so|chung thu|website|trang"
    r"|cong thong tin|chuyen muc|tin|bai|tin bai|video|mo hinh|sang kien|giai phap|du an|de tai"
    r"|nhiem vu|noi dung|muc tieu|chi tieu|tieu chi|muc|danh muc|san pham|hang hoa|thue bao"
    r"|ket qua|yeu cau|cau hoi|phieu|linh vuc|che do bao cao|diem truy cap|diem cung cap)\b"
)


def unit_of(name: str) -> str:
    """count, amount or number (not told by the name)."""
    key = bare(name)
    if re.search(r"[*=+]| x ", key):
        return "number"  # worked out of other figures
    if _MONEY.match(key) or _SPENDING.match(tidy(name).lower()):
        return "amount"
    if _MEASURED.match(key) or _RELATIVE.match(key):
        return "number"
    if _COUNTED.match(key):
        return "count"
    if _MONEY_WITHIN.search(key):
        return "amount"
    return "count" if _THINGS.match(key) or key.startswith("tong ") else "number"
