import http.client
import socket
import struct
import time

import pytest

from stepgraph.embedded.server import Server


def application(environ, start):
    """Tell what arrived."""
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(0.1)
    if path == "/broken":
        raise RuntimeError("made up")
    if path == "/nothing":
        start("204 No Content", [])
        return []
    if path == "/head":
        start("200 OK", [("Content-Length", "12345")])
        return []
    body = environ["wsgi.input"].read() if path == "/read" else b"unread"
    start("200 OK", [("Content-Length", "7"), ("X-Length", environ["CONTENT_LENGTH"])])
    return [body[:1], body[1:]]


@pytest.fixture
def address():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(listening, application)
        server.start()
        yield listening.getsockname()
        server.stop()


@pytest.fixture
def connection(address):
    connection = connect(address)
    yield connection
    connection.close()


def connect(address):
    host, port = address
    return http.client.HTTPConnection(host, port, timeout=5)


def ask(connection, method, path, body=None, **more):
    connection.request(method, path, body, **more)
    response = connection.getresponse()
    return response, response.read()


def test_a_connection_serves_many_requests_whether_or_not_their_bodies_are_read(connection):
    bodies = []
    for path in ("/read", "/unread", "/nothing", "/broken", "/read"):
        _, body = ask(connection, "POST", path, b"x" * 100_000)
        bodies.append(body)
        used = connection.sock

    assert bodies[0] == bodies[4] == b"x" * 100_000
    assert bodies[1:3] == [b"unread", b""]
    assert connection.sock is used


def test_an_application_that_raises_answers_500(connection):
    response, _ = ask(connection, "GET", "/broken")

    assert response.status == 500


def test_a_chunked_body_arrives_whole(connection):
    response, body = ask(
        connection, "POST", "/read", iter([b"a" * 10, b"b" * 5]), encode_chunked=True
    )

    assert body == b"a" * 10 + b"b" * 5
    assert response.headers["X-Length"] == "15"


def test_a_head_request_is_answered_without_a_body_and_with_its_length(connection):
    response, body = ask(connection, "HEAD", "/head")

    assert (response.headers["Content-Length"], body) == ("12345", b"")
    assert ask(connection, "GET", "/unread")[1] == b"unread"


def test_a_client_that_waits_to_send_its_body_is_told_to_go_on(address):
    with socket.create_connection(address, timeout=5) as client:
        client.sendall(
            b"PUT /read HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
        )
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        client.sendall(b"body")
        assert client.recv(1000).endswith(b"body")


def test_stopping_closes_open_connections():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(listening, application)
        server.start()
        client = connect(listening.getsockname())
        ask(client, "GET", "/unread")

        server.stop()

        assert client.sock.recv(1) == b""
        client.close()


def test_a_client_that_leaves_before_its_answer_is_no_error(address, capfd):
    with socket.create_connection(address, timeout=5) as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        # Closing with a reset, so that the answer meets a connection that is gone.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)

    assert capfd.readouterr().err == ""
