"""Student presets: copied layers give the teacher's own numbers, shapes have the known sizes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.core.errors import InputError
from studio.models.architectures import PRESETS
from studio.models.classifier import load_classifier, save_classifier
from studio.models.narrowing import _axes
from studio.models.published import build_student
from studio.models.students import every_nth

TEXTS = ["where is my parcel", "fox", "", "the a fast brown fox , unable !"]
SUBSETS = ["every_second_layer", "every_third_layer", "first_half", "last_half", "half_width"]
FRESH = ["distilbert", "minilm", "tinybert", "mobilebert"]


def test_the_list():
    assert list(PRESETS) == sorted(SUBSETS + FRESH)
    assert all(PRESETS[n].name == n and PRESETS[n].help.endswith(".") for n in PRESETS)
    assert [bool(PRESETS[n].warning) for n in SUBSETS + FRESH] == [False] * 5 + [True] * 4


@pytest.mark.parametrize(("n", "second", "third"), [(6, [1, 3, 5], [2, 5]), (12, [1, 3, 5, 7, 9, 11], [2, 5, 8, 11]), (4, [1, 3], [0, 3]), (3, [0, 2], [2]), (1, [0], [0])])  # fmt: skip
def test_layers_kept(n, second, third):
    assert every_nth(n, 2) == second and every_nth(n, 3) == third


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta", "electra", "mpnet", "deberta-v2", "mobilebert"])  # fmt: skip
def test_copied_layers_are_the_teachers(folder_of, family):
    """The reference: the teacher itself with the other layers taken out of its list."""
    from studio.models.anatomy import layers_name

    teacher = load_classifier(folder_of(family))
    student = PRESETS["every_second_layer"].build(teacher)
    found = student.logits(TEXTS)
    assert student.model.config.num_hidden_layers == 3
    name = layers_name(teacher.model)
    layers = teacher.model.get_submodule(name)
    kept = torch.nn.ModuleList([layers[i] for i in (1, 3, 5)])
    teacher.model.set_submodule(name, kept)
    np.testing.assert_allclose(found, teacher.logits(TEXTS), atol=1e-5)


def test_layers_with_settings_of_their_own_keep_them(folder_of):
    teacher = load_classifier(folder_of("modernbert"))
    student = PRESETS["every_second_layer"].build(teacher)
    kinds = teacher.model.config.layer_types
    assert student.model.config.layer_types == [kinds[i] for i in (1, 3, 5)]
    assert np.isfinite(student.logits(TEXTS)).all()


def test_shared_layers_are_refused(folder_of):
    with pytest.raises(InputError) as caught:
        PRESETS["every_second_layer"].build(load_classifier(folder_of("albert")))
    assert caught.value.code == "input.shared-layers" and "minilm" in caught.value.remedy


@pytest.mark.parametrize("preset", [p for p in PRESETS if p != "distilbert"])  # 66M weights
def test_every_preset_meets_the_contract(folder_of, tmp_path, preset):
    teacher = load_classifier(folder_of(layers=6))
    student = PRESETS[preset].build(teacher, seed=3)
    assert student.logits(TEXTS).shape == (4, 3) and np.isfinite(student.logits(TEXTS)).all()
    assert student.card.labels == teacher.card.labels
    assert student.encoder.digest == teacher.encoder.digest
    assert student.parameters == PRESETS[preset].estimate(teacher.model.config).parameters
    assert PRESETS[preset].build(teacher, seed=3).digest() == student.digest()
    save_classifier(tmp_path / "s", student.model, student.encoder, student.card)
    assert np.array_equal(load_classifier(tmp_path / "s").logits(TEXTS), student.logits(TEXTS))
    assert load_classifier(tmp_path / "s").card.architecture == student.card.architecture


def test_a_student_is_not_its_teacher(folder_of):
    """Training the student must not move the teacher's weights."""
    teacher = load_classifier(folder_of())
    before = teacher.digest()
    student = PRESETS["every_second_layer"].build(teacher)
    with torch.no_grad():
        for weight in student.model.parameters():
            weight.add_(1.0)
    assert teacher.digest() == before


def test_a_roberta_teachers_tokens_fit_a_fresh_student(folder_of):
    teacher = load_classifier(folder_of("roberta"))
    student = PRESETS["tinybert"].build(teacher)
    assert student.model.config.pad_token_id == teacher.encoder.pad_id == 1
    assert student.logits(TEXTS).shape == (4, 3)


@pytest.mark.parametrize(
    ("preset", "parameters", "megabytes"),
    [("distilbert", 66_957_317, 133.9), ("minilm", 22_715_141, 45.4), ("tinybert", 14_351_813, 28.7), ("every_second_layer", 17_391_749, 34.8)],
)  # fmt: skip
def test_known_sizes(preset, parameters, megabytes):
    """Published shapes with BERT's vocabulary and 5 labels; MB measured on converted packages."""
    from transformers import BertConfig

    config = BertConfig(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, num_labels=5)  # fmt: skip
    found = PRESETS[preset].estimate(config)
    assert found.parameters == parameters
    assert found.package_bytes / 1e6 == pytest.approx(megabytes, abs=0.3)


@pytest.mark.parametrize(("preset", "kept"), [("first_half", (0, 1, 2)), ("last_half", (3, 4, 5))])
def test_halves_are_the_layers_they_say(folder_of, preset, kept):
    teacher = load_classifier(folder_of(layers=6))
    student = PRESETS[preset].build(teacher)
    for new, old in enumerate(kept):
        ours, theirs = (m.model.bert.encoder.layer for m in (student, teacher))
        assert torch.equal(ours[new].output.dense.weight, theirs[old].output.dense.weight)
    assert [PRESETS[preset].layers(n) for n in (1, 5)] in ([[0], [0, 1, 2]], [[0], [2, 3, 4]])


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta"])
def test_a_narrow_student_is_the_teachers_strongest_part(folder_of, family):
    """Weights that are nothing in half of the units: the other half, taken out, answers the same."""
    teacher = load_classifier(folder_of(family))
    config = teacher.model.config
    heads, width = config.num_attention_heads, config.hidden_size
    dims, rows = (torch.arange(width) % 2 == 1, torch.arange(width) // (width // heads) % 2 == 1)
    with torch.no_grad():
        for name, weight in teacher.model.named_parameters():
            axes = _axes(name, weight, "test")
            for axis, kind in enumerate(axes):
                off = {"h": dims, "a": rows, "i": torch.arange(weight.shape[axis]) % 2 == 1}.get(kind)  # fmt: skip
                if off is not None:
                    weight[off if not axis else (slice(None), off)] = 0.0
            if axes == "h" and "orm" in name and name.endswith("weight"):
                weight[~dims] = 1.0
    student = PRESETS["half_width"].build(teacher)
    assert student.model.config.num_attention_heads == heads // 2
    state = student.model.state_dict()
    for name, weight in teacher.model.named_parameters():
        units = {"h": ~dims, "a": ~rows}
        part = weight
        for axis, kind in enumerate(_axes(name, weight, "test")):
            on = units.get(kind) if kind in "ah" else torch.arange(weight.shape[axis]) % 2 == 0 if kind == "i" else None  # fmt: skip
            if on is not None:
                part = part[on] if not axis else part[:, on]
        torch.testing.assert_close(state[name], part, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("family", ["albert", "mobilebert", "modernbert"])
def test_families_that_cannot_be_narrowed_are_refused(folder_of, family):
    with pytest.raises(InputError):
        PRESETS["half_width"].build(load_classifier(folder_of(family)))


def test_a_published_checkpoint_is_a_student(folder_of):
    """Its own weights and tokenizer under a new head with the teacher's labels."""
    teacher, base = load_classifier(folder_of(layers=6)), load_classifier(folder_of("distilbert"))
    student = build_student(str(folder_of("distilbert")), teacher, seed=1)
    assert student.card.labels == teacher.card.labels
    ours, theirs = (m.model.distilbert.state_dict() for m in (student, base))
    assert all(torch.equal(ours[n], theirs[n]) for n in theirs)
    again = build_student(str(folder_of("distilbert")), teacher, seed=1)
    assert again.digest() == student.digest()
    assert build_student("tinybert", teacher, 3).digest() == PRESETS["tinybert"].build(teacher, 3).digest()  # fmt: skip


def test_a_student_nobody_knows_is_refused_without_the_network(folder_of, monkeypatch):
    def network(hub_id):
        raise AssertionError(hub_id)

    monkeypatch.setattr("studio.models.source._download", network)
    with pytest.raises(InputError) as caught:
        build_student("every_secnd_layer", load_classifier(folder_of()))
    assert caught.value.code == "input.no-such-student"
    with pytest.raises(AssertionError, match="owner/small"):
        build_student("owner/small", load_classifier(folder_of()))


def test_listing_presets_loads_no_torch():
    import subprocess
    import sys
    from pathlib import Path

    code = "import sys\nfrom studio.models.architectures import PRESETS\n[PRESETS[n].help for n in PRESETS]\nprint(sorted({'torch', 'transformers'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])  # fmt: skip
    assert run.stdout.strip() == "[]"
