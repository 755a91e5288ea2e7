"""A rejection's reasons: up to four, the strongest first, with figures where a rule fired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.lending import Reason, ReasonCode
from services.credit import grounds

FIRED = (
    Reason(code="GAMBLING_SHARE", figure="9.0 %", threshold="5.0 %"),
    Reason(code="OBLIGATIONS_EXCESSIVE", figure="40.0 %", threshold="35.0 %"),
)


def test_what_a_rule_supports_comes_first_with_its_figure() -> None:
    """Then the order of the codes; the note stays with the strongest."""
    chosen = (
        Reason(code="IRREGULAR_INCOME", note="It varies."),
        Reason(code="INCOME_INSUFFICIENT"),
        Reason(code="GAMBLING_SHARE"),
    )
    assert grounds.stated(chosen, fired=FIRED) == (
        Reason(code="GAMBLING_SHARE", figure="9.0 %", threshold="5.0 %", note="It varies."),
        Reason(code="INCOME_INSUFFICIENT"),
        Reason(code="IRREGULAR_INCOME"),
    )


def test_the_note_explains_other() -> None:
    chosen = (Reason(code="OTHER", note="A forged payslip."), Reason(code="GAMBLING_SHARE"))
    strongest, other = grounds.stated(chosen, fired=FIRED)
    assert (strongest.note, other.code, other.note) == ("", "OTHER", "A forged payslip.")


@pytest.mark.parametrize(
    ("codes", "note", "lacking"),
    [
        ([], "", "reason"),
        (["OTHER"], " ", "note"),
        (["OTHER"], "Why.", ""),
        (["SHORT_HISTORY", "SHORT_HISTORY"], "", "reasons"),
        (["SHORT_HISTORY", "GAMBLING_SHARE", "IRREGULAR_INCOME", "INCOME_UNVERIFIED"], "", ""),
    ],
)
def test_what_reasons_lack(codes: list[ReasonCode], note: str, lacking: str) -> None:
    assert grounds.lacking(tuple(Reason(code=code, note=note) for code in codes)) == lacking


@given(
    st.lists(st.sampled_from(list[ReasonCode](grounds.ORDER)), min_size=1, unique=True),
    st.text(max_size=20),
)
def test_none_is_lost_and_none_is_added(codes: list[ReasonCode], note: str) -> None:
    """However they were chosen; more than four are refused before."""
    chosen = tuple(Reason(code=code, note=note if n == 0 else "") for n, code in enumerate(codes))
    stated = grounds.stated(chosen, fired=FIRED)
    assert {reason.code for reason in stated} == set(codes)
    assert "".join(reason.note for reason in stated) == note
    assert (grounds.lacking(chosen) == "reasons") == (len(codes) > grounds.AT_MOST)
