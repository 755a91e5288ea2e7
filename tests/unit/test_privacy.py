"""Which posts are for their reader alone."""

from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import privacy
from services.contracts import posts
from tests.unit.case import ALICE, CREDIT, money
from tests.unit.extremes import values

KINDS: tuple[Any, ...] = get_args(get_args(posts.Content)[0])
OPEN = {
    posts.Sentence,
    posts.Applied,
    posts.ApplicationReceived,
    posts.Referred,
    posts.HumanCalled,
    posts.HumanComing,
}
"""What the customer wrote, and how far an application has come; nothing of the account."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not posts.Decision])
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_only_what_is_named_may_be_read_by_others(kind: Any, data: st.DataObject) -> None:
    """A kind that is new is private until somebody says that it is not."""
    content = data.draw(values(kind))
    assert (privacy.of(content, reader=ALICE) == "open") == (kind in OPEN)
    assert privacy.of(content, reader=None) == "open"


@pytest.mark.parametrize(
    ("outcome", "open_to_all"),
    [("rejected", False), ("withdrawn", True), ("expired", True), ("aborted", True)],
)
def test_an_end_with_reasons_is_private(outcome: Any, *, open_to_all: bool) -> None:
    ended = posts.Decision(credit_id=CREDIT, amount=money(1), outcome=outcome)
    assert (privacy.of(ended, reader=ALICE) == "open") == open_to_all
