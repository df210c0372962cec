"""What is uploaded: the code of the functions, and the layers."""

import json
import sys

import pytest

# Of PEP 552: bytecode that goes with a hash, and nobody checks it.
UNCHECKED_HASH = b"\x01\x00\x00\x00"


def files(folder):
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def layers(synthesis, kind):
    found = synthesis.of("AWS::Lambda::LayerVersion")
    return [layer for layer in found if layer.properties["LayerName"].endswith(kind)]


def test_functions_hold_their_code_and_the_list_of_graphs_and_nothing_else(dev):
    (folder,) = {dev.asset(function, "Code") for function in dev.functions().values()}
    found = files(folder)
    assert {"stepgraph.toml", "functions/__init__.py"} <= found
    assert {path for path in found if not path.startswith("functions/")} == {"stepgraph.toml"}
    assert [path for path in found if path.endswith(".pyc")] == []


def test_the_library_is_where_python_looks_for_it(dev):
    (folder,) = {dev.asset(layer, "Content") for layer in layers(dev, "-library")}
    assert (folder / "python" / "stepgraph" / "types.py").is_file()


@pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="Lambda's Python makes the bytecode")
def test_the_library_ships_bytecode_that_is_not_checked(dev):
    (folder,) = {dev.asset(layer, "Content") for layer in layers(dev, "-library")}
    compiled = list(folder.rglob("*.pyc"))
    assert len(compiled) == len(list(folder.rglob("*.py")))
    assert {file.read_bytes()[4:8] for file in compiled} == {UNCHECKED_HASH}


def test_every_function_has_both_layers(dev):
    for function in dev.functions().values():
        used = {dev.referred(one).properties["LayerName"] for one in function.properties["Layers"]}
        assert sorted(name.rpartition("-")[2] for name in used) == ["dependencies", "library"]


def test_what_was_synthesised_offline_cannot_be_deployed(dev):
    for layer in layers(dev, "-dependencies"):
        assert files(dev.asset(layer, "Content")) == {"MISSING"}
    # The cdk command deploys no stack that carries an error.
    for stack in {function.stack for function in dev.functions().values()}:
        notes = json.loads((dev.folder / f"{stack}.metadata.json").read_text())
        said = [note for entry in notes.values() for note in entry]
        errors = [note["data"] for note in said if note["type"] == "aws:cdk:error"]
        assert any("--with-dependencies" in error for error in errors)
