"""The command line's names are a contract: everything house rules section 6 names, parses."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from studio.cli.main import VERBS
from studio.cli.parser import checked, parse, parser_for
from studio.pipeline import fields
from studio.pipeline.catalogue import SPECS

CONTRACT = """
demo
demo --sample kinds
demo --sample clauses
import FILE
import FILE --text COL --label COL --label-id COL
augment
augment --method synonym_replacement=0.2 --method random_deletion=0.1 --copies 2 --seed 0
teach --model folder
teach --finetune sample --epochs 2
label
distil
distil --student every_second_layer --temperature 2 --alpha 0.5 --epochs 3 --seed 1 --resume
distil --seeds 5 --unlabelled more.csv --objective soft_hard+hidden:1..0 --fresh 1 --changed-mind drop
distil --student owner/small-encoder --balance weights --fresh-method casing=0.2
distil --least-steps 300 --average 0.99
teach --finetune sample --layer-decay 0.95 --warm-up 0.06 --weight-decay 0.05 --balance sampling
teach --finetune sample --least-steps 400 --average 0.99
teach --finetune sample --unlabelled more.csv
convert student
convert student --route torch --precision float32 --target iOS17 --lengths 128 --layout plain -o OUT
convert student --lengths 32,64,128 --target iOS18 --scheme int8 --scheme palette4 --output OUT
convert student --temperature auto --reject-below 0.6
convert encoder.onnx --head head.npz --pooling first --tensor last_hidden_state -o OUT
convert --scheme int8 student
compress model.mlpackage --scheme int8
compress model.mlpackage --scheme int8 palette4 -o OUT
compress --scheme int8 --scheme palette4 -- model.mlpackage
verify teacher a.mlpackage
verify teacher a.mlpackage b.mlpackage --texts FILE
predict m.mlpackage "one text" two
predict m.mlpackage --runtime reference "a text after an option"
predict --runtime torch m "text"
predict m -- "-1 starts with a dash"
predict m --csv in.csv --out out.csv --runtime auto
predict m --runtime coreml
bench a.mlpackage b.mlpackage
bench a.mlpackage --runtime every --runs 20 --length 64 --threads 1 --picture speed.svg
compare
compare student student-int8 --again
convert student --scheme int8 --check-parity
export card
export report -o DIR
""".strip().splitlines()


def parsed(line: str) -> dict[str, Any]:
    verb, *arguments = shlex.split(line)
    parser = parser_for(verb, SPECS[verb])
    _, given = parse(parser, arguments)
    return checked(parser, SPECS[verb], given)


@pytest.mark.parametrize("line", CONTRACT)
def test_the_contract_parses(line: str) -> None:
    parsed(line)
    parsed(line.replace(" -- ", " --json --project DIR -- ") if " -- " in line else line + " --json --project DIR --verbose")  # fmt: skip


def test_every_verb_is_in_the_contract() -> None:
    assert {line.split()[0] for line in CONTRACT} == set(SPECS) == set(VERBS) - {"doctor"}


def test_values_arrive() -> None:
    assert parsed("convert --scheme int8 student")["source"] == "student"
    assert parsed("convert --scheme int8 student")["scheme"] == ["int8"]
    assert parsed("compress m --scheme int8 palette4")["scheme"] == ["int8", "palette4"]
    assert parsed("compress --scheme a --scheme b -- m")["scheme"] == ["a", "b"]
    assert parsed("compress --scheme a --scheme b -- m")["model"] == "m"
    assert parsed("predict m -- '-1 starts'")["text"] == ["-1 starts"]
    assert parsed("predict m --runtime reference 'a b' c")["text"] == ["a b", "c"]
    assert parsed("verify teacher a b") ["models"] == ["a", "b"]  # fmt: skip
    assert parsed("distil --resume --temperature 3")["resume"] is True
    assert parsed("import f --label-id COL")["label_id"] == "COL"
    assert parsed("augment --method a=1")["method"] == ["a=1"]
    assert parsed("export report -o D")["output"] == "D"


@pytest.mark.parametrize("verb", sorted(SPECS))
def test_silence_means_the_defaults(verb: str) -> None:
    spec = SPECS[verb]
    required = {i.name: (["x"] if i.many else "x") for i in fields.describe(spec) if i.required}
    words = [word for value in required.values() for word in ([value] if isinstance(value, str) else value)]  # fmt: skip
    assert parsed(shlex.join([verb, *words])) == fields.to_dict(fields.build(spec, required))


@pytest.mark.parametrize("verb", sorted(SPECS))
def test_help_names_every_field(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parser_for(verb, SPECS[verb]).parse_args(["--help"])
    text = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert end.value.code == 0
    for info in fields.describe(SPECS[verb]):
        assert info.positional or "--" + info.name.replace("_", "-") in text
        assert re.sub(r"\s+", " ", info.help.split(";")[0])[:20] in text
        assert str(info.choices[-1] if info.choices else "") in text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("distil --temperature 50", "Temperature must be between 0.5 and 20, not 50.0"),
        ("distil --epochs some", "Epochs must be a whole number, not 'some'"),
        ("distil --temperature nan", "Temperature must be a number"),
        ("convert --route smoke", "Route can't be 'smoke'. Choose one of:"),
        ("distil --colour red", "Unrecognized arguments: --colour red"),
        ("distil --temp 3", "Unrecognized arguments: --temp 3"),
        ("distil --seed", "Argument --seed: expected one argument"),
        ("import", "The following arguments are required: FILE"),
        ("verify teacher", "The following arguments are required: MODEL"),
        ("label one too many", "Unrecognized arguments"),
    ],
)
def test_nonsense_is_a_usage_error(line: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    with pytest.raises(SystemExit) as end:
        parsed(line)
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert said.startswith("Error: ") and sentence in said and "--help" in said
