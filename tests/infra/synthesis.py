"""Synthesising a stage, and looking into what came out."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run_app(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The app, as a machine without Node.js runs it: nothing is on its PATH."""
    unwanted = ("JSII_NODE", "PYTHONDONTWRITEBYTECODE")
    environment = {key: text for key, text in os.environ.items() if key not in unwanted}
    return subprocess.run(
        [sys.executable, "-m", "infra_cdk", *arguments],
        cwd=ROOT,
        env={**environment, "PATH": ""},
        check=False,
        capture_output=True,
        text=True,
    )


@dataclass(frozen=True)
class Resource:
    """One resource of a template."""

    stack: str
    id: str
    type: str
    properties: dict[str, Any]
    body: dict[str, Any]


class Synthesis:
    """The templates of one stage."""

    def __init__(self, stage: str, folder: Path) -> None:
        self.stage = stage
        self.folder = folder
        self.files = sorted(folder.glob(f"stepgraph-{stage}-*.template.json"))
        self.templates = {
            file.name.partition(".")[0]: json.loads(file.read_text()) for file in self.files
        }

    @property
    def text(self) -> str:
        return "".join(file.read_text() for file in self.files)

    def all(self) -> Iterator[Resource]:
        for stack, template in self.templates.items():
            for id, body in template["Resources"].items():
                yield Resource(stack, id, body["Type"], body.get("Properties", {}), body)

    def of(self, type: str) -> list[Resource]:
        return [resource for resource in self.all() if resource.type == type]

    def only(self, type: str) -> Resource:
        (resource,) = self.of(type)
        return resource

    def functions(self) -> dict[str, Resource]:
        return {one.properties["FunctionName"]: one for one in self.of("AWS::Lambda::Function")}

    def referred(self, value: dict[str, Any]) -> Resource:
        """The resource that a Ref or a GetAtt of the same template means."""
        id = value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]
        (resource,) = [resource for resource in self.all() if resource.id == id]
        return resource

    def statements(self, role: Resource) -> list[dict[str, Any]]:
        """What the policies of a role allow."""
        return [
            statement
            for policy in self.of("AWS::IAM::Policy")
            if {"Ref": role.id} in policy.properties["Roles"]
            for statement in policy.properties["PolicyDocument"]["Statement"]
        ]

    def asset(self, resource: Resource, property: str) -> Path:
        """The folder that the code of a function or a layer comes from."""
        key = resource.properties[property]["S3Key"].removesuffix(".zip")
        return self.folder / f"asset.{key}"


def listed(value: Any) -> list[Any]:
    """What IAM lets stand alone, as a list."""
    return value if isinstance(value, list) else [value]
