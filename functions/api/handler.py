"""Requests of API Gateway in, responses out."""

from __future__ import annotations

from mangum import Mangum

from stepgraph.server.deployed import deployed_app

handler = Mangum(deployed_app(), lifespan="off")
