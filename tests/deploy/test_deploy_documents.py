"""The card and the report: every number is the one measured, every text is shown as text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from studio.deploy import html_report, model_card
from studio.deploy.facts import DeployFacts, cells

FACTS = DeployFacts(
    title="Kinds <b>",
    data_file="in|put.csv",
    label_source="human",
    import_report={
        "rows_read": 12,
        "kept": 10,
        "dropped": {"no label": [3, 4], "no text": []},
        "label_counts": {"<script>alert(1)</script>": 4, "notice": 6},
        "notes": ["2 duplicates & more"],
    },
    labels=("<script>alert(1)</script>", "notice"),
    scores={
        "teacher": {
            "test": {"accuracy": 0.9, "macro_f1": 0.8, "rows": 5, "per_label_f1": {"notice": 0.75}}
        }
    },
    packages={"student-int8": 17_400_000},
    comparison=[
        {"model": "majority class", "accuracy": 0.4, "macro_f1": 0.1},
        {"model": "a|b", "size_bytes": 17_400_000, "accuracy": 0.9, "macro_f1": 0.8, "median_milliseconds": 3.21, "p95_milliseconds": 4.56, "runtime": "reference", "verdict": "pass", "accuracy_interval": "0.85-0.94",
         "per_label_f1": {"notice": 0.75}, "reference": "student", "parity": {"examples": 1520, "label_agreement": 0.9972, "required_agreement": 0.995, "max_abs_logit": 0.0123, "max_abs_probability": 0.0045, "arithmetic": "faithful", "verdict": "pass"}},
    ],
    verdicts=["The teacher beats it."],
    settings={"teacher": {"parameters": 22715526, "from": "sample", "best_epoch": 3, "left_out": True}},
    runs=[{"seed": 4, "accuracy": 0.871, "macro_f1": 0.822, "best_epoch": 3, "kept": True}],
    spread={"accuracy": {"mean": 0.866, "sd": 0.0123}, "macro_f1": {"mean": 0.811, "sd": 0.02}},
    calibration={"teacher": {"ece": [0.0912, 0.0231], "temperature": 1.73, "reject_below": 0.61, "coverage": 0.84, "risk": 0.047}},
    split={"train": 1200, "validation": 150, "test": 150},
    base_model="bert <base>",
    attribution="own words",
)  # fmt: skip


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_is_well_formed_and_escapes_texts() -> None:
    page = html_report(FACTS)
    tags = Tags()
    tags.feed(page)
    assert tags.open == [] and "script" not in tags.seen and "b" not in tags.seen
    assert "&lt;script&gt;" in page and "2 duplicates &amp; more" in page
    assert "12 rows read, 10 kept; dropped: 2 no label" in page
    for number in ("17.4", "0.900", "3.2", "4.6", "0.750", "1,520", "99.72%", "99.5%", "1.2e-02", "4.5e-03", "faithful", "best on validation", "0.866 ± 0.012", "22.7 M parameters, from sample, best epoch 3", "9.1%", "2.3%", "1.73", "61%", "84%", "4.7%"):  # fmt: skip
        assert f"<td>{number}</td>" in page
    assert '<td class="whole">0.85-0.94</td>' in page


def test_the_report_draws_what_was_timed_and_fetches_nothing() -> None:
    page = html_report(FACTS)
    assert page.count("<svg") == 1 and "p50 3.2 ms, p95 4.6 ms" in page
    assert "Split: train 1,200 rows, validation 150 rows, test 150 rows." in page
    assert "<h2>Limits</h2>" in page and "<td>bert &lt;base&gt;</td>" in page and "<td>own words</td>" in page  # fmt: skip
    assert "<svg" not in html_report(DeployFacts("T", "f.csv", "human", {}, ()))
    assert "src=" not in page and "href=" not in page and "url(" not in page


def test_the_card_is_markdown_with_the_numbers() -> None:
    card = model_card(FACTS)
    assert (
        "| a\\|b | - | 17.4 | 0.900 | 0.85-0.94 | 0.800 | - | - | 3.2 | 4.6 | reference | pass |"
        in card
    )
    assert (
        "| a\\|b | student | 1,520 | 99.72% | 99.5% | 1.2e-02 | 4.5e-03 | faithful | pass |" in card
    )
    assert "| a\\|b | - | 0.750 |" in card  # no F1 of the label the exam did not have
    assert "rows read 12, kept 10" in card and "`student-int8`: 17.4 MB" in card
    assert "| teacher | 9.1% | 2.3% | 1.73 | 61% | 84% | 4.7% |" in card
    assert "* Split: train 1,200 rows, validation 150 rows, test 150 rows" in card
    assert "* teacher: 22.7 M parameters, from sample, best epoch 3\n" in card
    assert '    pocketbert predict student-int8.mlpackage "a sentence"' in card
    for heading in ("## Limits", "## Licences"):
        assert f"{heading}\n\n* " in card
    assert "* Base model and vocabulary: bert <base>" in card and "$" not in card


def test_odd_labels_do_not_spoil_the_card() -> None:
    labels = ("a`b", "`", "two\nlines", "# head", "\u202eevil")
    line = next(x for x in model_card(replace(FACTS, labels=labels)).splitlines() if "a`b" in x)
    assert "`` a`b ``, `` ` ``, `two\\u000alines`, `# head`, `\\u202eevil`" in line


def test_an_empty_project_still_has_a_card_and_a_report() -> None:
    bare = DeployFacts("T", "f.csv", "human", {}, ())
    assert "Not compared yet." in model_card(bare) and "<h1>T</h1>" in html_report(bare)
    assert "No package was made yet." in model_card(bare) and "trained yet" in model_card(bare)
    assert "No package was checked yet." in model_card(bare) and "Not measured yet." in html_report(bare)  # fmt: skip
    assert cells({"model": "x"}) == ["x"] + ["-"] * 11
