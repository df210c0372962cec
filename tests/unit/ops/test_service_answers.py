import pytest

from stepgraph.ops.service_answers import aws_code_of, retry_after_of, status_of


class Answer:
    def __init__(self, headers=None, status_code=None):
        self.headers = headers
        self.status_code = status_code


def error(**attributes):
    made = Exception("refused")
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def answered(**headers):
    return error(response=Answer({name.replace("_", "-"): text for name, text in headers.items()}))


DATE = "Wed, 21 Oct 2026 07:28:00 GMT"
LATER = "Wed, 21 Oct 2026 07:29:30 GMT"


@pytest.mark.parametrize(
    ("made", "seconds"),
    [
        (error(retry_after=3), 3),
        (error(retry_after="2.5"), 2.5),
        (answered(Retry_After="30"), 30),
        (answered(retry_after="0"), 0),
        (answered(retry_after="1", retry_after_ms="250"), 0.25),
        (answered(RETRY_AFTER=LATER, Date=DATE), 90),
        (error(headers={"Retry-After": "4"}), 4),
        (error(response={"ResponseMetadata": {"HTTPHeaders": {"retry-after": "5"}}}), 5),
        (error(retry_after=None, headers={"Retry-After": "6"}), 6),
    ],
)
def test_the_wait_is_found_where_clients_keep_it(made, seconds):
    assert retry_after_of(made) == seconds


@pytest.mark.parametrize(
    "made",
    [
        error(),
        error(retry_after=-1),
        error(retry_after="nan"),
        error(retry_after=float("inf")),
        error(headers=7),
        error(response=Answer()),
        answered(retry_after="soon"),
        answered(retry_after="soon", Date=DATE),
        answered(retry_after=LATER),
        answered(retry_after=DATE, Date=LATER),
        answered(retry_after=LATER, Date="Wed, 21 Oct 2026 07:28:00 -0000"),
    ],
)
def test_what_is_no_wait_is_none(made):
    assert retry_after_of(made) is None


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (error(status_code=503), 503),
        (error(response=Answer(status_code=404)), 404),
        (error(response={"ResponseMetadata": {"HTTPStatusCode": 429}}), 429),
        (error(code="rate_limit", status_code=429), 429),
        (error(status_code=200), None),
        (error(status_code="503"), None),
        (error(code=7), None),
        (error(), None),
    ],
)
def test_a_status_is_one_of_a_failure(made, status):
    assert status_of(made) == status


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (error(response={"Error": {"Code": "SlowDown"}}), "SlowDown"),
        (error(cause_response_code="ThrottlingException"), "ThrottlingException"),
        (error(response={"Error": "SlowDown"}), None),
        (error(response={"Error": {"Code": 429}}), None),
        (error(response=Answer()), None),
        (error(), None),
    ],
)
def test_a_code_of_aws_is_found_in_errors_of_boto3_and_pynamodb(made, code):
    assert aws_code_of(made) == code
