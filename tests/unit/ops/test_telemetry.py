import io
import json

from stepgraph.ops.telemetry import logger


def test_a_line_of_the_log_is_one_json_object(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(logger().registered_handler, "stream", stream)
    logger().error("refused", code="X")
    line = json.loads(stream.getvalue())
    assert (line["message"], line["code"], line["service"]) == ("refused", "X", "stepgraph")


def test_a_process_has_one_logger():
    assert logger() is logger()
