"""Synthesises stages: python -m infra_cdk STAGE..."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from infra_cdk.deployment import load_deployment
from stepgraph.errors import StepgraphError


def main(arguments: list[str] | None = None) -> int:
    """Synthesise, and say what there is."""
    options = _parser().parse_args(arguments)
    try:
        for line in _synthesise(options):
            sys.stdout.write(f"{line}\n")
    except StepgraphError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m infra_cdk", description="Synthesise stages.")
    parser.add_argument("stages", metavar="STAGE", nargs="+", help="the name of a file in config/")
    parser.add_argument("--output", type=Path, help="where to write, if not to cdk.out")
    parser.add_argument(
        "--with-dependencies",
        action="store_true",
        help="fill the layer of dependencies from the network, as deploying needs it",
    )
    return parser


def _synthesise(options: argparse.Namespace) -> Iterator[str]:
    deployments = [
        load_deployment(stage, with_dependencies=options.with_dependencies)
        for stage in dict.fromkeys(options.stages)
    ]
    # CDK takes seconds to load, and a mistake in the settings is told without it.
    from infra_cdk.app import build_app

    assembly = build_app(deployments, options.output).synth()
    yield f"{'stack':<40}{'resources':>10}{'functions':>10}"
    for stack in assembly.stacks:
        types = _resource_types(Path(stack.template_full_path))
        yield f"{stack.stack_name:<40}{types.total():>10}{types['AWS::Lambda::Function']:>10}"
    yield f"Written to {assembly.directory}."
    if not options.with_dependencies:
        yield "Its layers lack their dependencies: to deploy, synthesise --with-dependencies."


def _resource_types(template: Path) -> Counter[str]:
    resources = json.loads(template.read_text())["Resources"]
    return Counter(resource["Type"] for resource in resources.values())


if __name__ == "__main__":
    sys.exit(main())
