"""What a person reads first: README.md and LICENSE.txt of a release, in Vietnamese and English.

Here belong these two texts, and what the codebook too says of how to read the files.
"""

from pipelines.notation import VI
from pipelines.publication.open_data.package import Package

FILES = (
    ("*.csv", "bảng dữ liệu, UTF-8, dấu phẩy", "the tables, UTF-8, comma"),
    ("*.parquet", "cùng các bảng, có kiểu dữ liệu", "the same tables, typed"),
    ("dti.sdmx.csv, dti.structure.json", "mọi điểm số theo SDMX 3.0", "all scores in SDMX 3.0"),
    ("codebook.csv, codebook.md", "ý nghĩa từng cột", "what each column means"),
    ("datapackage.json", "Data Package v2", "Data Package v2"),
    ("csv-metadata.json", "CSV on the Web", "CSV on the Web"),
    ("dcat.jsonld, dcat.ttl", "DCAT-AP 3 cho cổng dữ liệu", "DCAT-AP 3 for portals"),
    ("croissant.json", "Croissant cho học máy", "Croissant for machine learning"),
    ("openlineage.ndjson", "nguồn gốc của từng cột", "what each column is made from"),
    ("LICENSE.txt", "điều kiện sử dụng", "terms of use"),
    ("SHA256SUMS", "kiểm tra bằng sha256sum -c", "check it with sha256sum -c"),
)

GUARD = """\
- Trong CSV, ô chữ bắt đầu bằng `=`, `+`, `-`, `@`, tab, xuống dòng hoặc `'` có thêm một dấu `'` ở
  đầu, để bảng tính không chạy nó như công thức; bỏ đúng một dấu `'` đầu ô để có nguyên văn. Số
  không bị đổi; tệp Parquet giữ nguyên văn. · In CSV, a text cell that begins with `=`, `+`, `-`,
  `@`, a tab, a line break or `'` has one `'` put before it, so that no spreadsheet runs it as a
  formula; take one leading `'` away to have the text. Numbers are as they are; the Parquet files
  hold the text itself."""
"""How a text that could be taken for a formula stands in CSV (`warehouse/export.py`)."""


def readme(package: Package) -> str:
    """What the release is, what is in it, how to read it."""
    terms, release, title, description = (
        package.terms,
        package.release,
        package.title,
        package.description,
    )
    rounds = "\n".join(
        f"| `{row.id}` | {row.name.vi} | {row.name.en} | {row.starts_on} – {row.ends_on} |"
        for row in package.rounds
    )
    files = "\n".join(f"| `{name}` | {vi} | {en} |" for name, vi, en in FILES)
    return f"""# {title.vi}

**{title.en}**

{description.vi}

{description.en}

Công bố ngày {VI.day(release.issued)}, {terms.publisher.vi}, {terms.email} ·
Issued {release.issued}, {terms.publisher.en}, {terms.email}

## Các đợt · Rounds

| đợt · round | tiếng Việt | English | kỳ số liệu · data period |
| --- | --- | --- | --- |
{rounds}

## Các tệp · Files

| tệp · file | tiếng Việt | English |
| --- | --- | --- |
{files}

## Cách đọc · How to read it

- Ô trống là không có giá trị. Giá trị và điểm có 10 chữ số thập phân, chưa làm tròn; dấu thập phân
  là dấu chấm. Mã là chữ: `01` khác `1`. · An empty cell is no value. Values and points have 10
  decimals, unrounded, with a decimal point. Codes are text: `01` is not `1`.
- Mở bằng Excel: Dữ liệu > Từ văn bản/CSV, chọn 65001: UTF-8, để các cột mã là văn bản. · In Excel:
  Data > From Text/CSV, choose 65001: UTF-8, and leave columns of codes as text.
{GUARD}
- Bốn loại "không có giá trị" khác nhau: `missing`, `not_applicable`, `not_evaluated`,
  `zero_by_decision`; xem `state`. · Four kinds of no value are distinct; see `state`.
- Croissant và DCAT trỏ tới {package.uri}; khi chưa tải lên đó, hãy cho `mlcroissant` biết tệp ở
  đâu bằng `mapping`. · Croissant and DCAT point to {package.uri}; before the files are there, tell
  `mlcroissant` where they are with `mapping`.

```sql
-- duckdb
SELECT rank, entity_name_vi, value FROM 'rankings.dti.parquet'
WHERE round = '{package.rounds[-1].id}' AND basis = 'final' ORDER BY rank, entity_code;
```
"""


def licence(package: Package) -> str:
    """The licence that the publisher chose, and the rule of Vietnam that applies beside it."""
    terms, title = package.terms, package.title
    return f"""{title.vi}
{title.en}

Giấy phép / Licence: {terms.licence_id}
{terms.licence.vi}
{terms.licence.en}
{terms.licence_url}

Trích dẫn / Cite as:
{terms.publisher.vi} / {terms.publisher.en}: {terms.title.vi} / {terms.title.en},
{package.release.id}, {package.release.issued}, {package.uri}

Điều 18 Nghị định 47/2020/NĐ-CP áp dụng cho dữ liệu mở của cơ quan nhà nước Việt Nam: được tự do sao
chép, chia sẻ, kết hợp, sử dụng cả cho mục đích thương mại; phải trích dẫn, ghi nhận; không được bán
dữ liệu nguyên trạng; cơ quan nhà nước không chịu trách nhiệm về thiệt hại do việc sử dụng.

Article 18 of Decree 47/2020/NĐ-CP applies to the open data of Vietnam's state agencies: it may be
copied, shared, combined and used, commercially too; it must be cited; it must not be sold as it is;
the agency is not liable for loss that comes from its use.
"""
