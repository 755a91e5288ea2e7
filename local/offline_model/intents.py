"""What a customer's message is about. Pure; called by the rules of the desk's agents.

An order of strict to loose: the first that fits decides, and reading ones may go together.
"""

import re
from typing import Literal

from local.offline_model import kinds, numerals, words

Intent = Literal[
    "others",
    "dropped",
    "withdraw",
    "accept",
    "quote",
    "apply",
    "balance",
    "transactions",
    "repayment",
    "owed",
    "schedule",
    "repay",
    "difficulties",
    "status",
    "greeting",
    "thanks",
    "acknowledged",
    "help",
    "identity",
]


def of(text: str) -> tuple[Intent, ...]:
    """What the text asks for: one thing to do, or all the things to look up; maybe nothing."""
    said = _plain(text)
    for pattern, intent in _WHOLE:
        if pattern.fullmatch(said):
            return (intent,)
    for pattern, intent in _FIRST:
        if pattern.search(said):
            return (intent,)
    if _quote(said):
        return ("quote",)
    if _APPLY.search(said) and not _ABOUT_MINE.search(said):
        return ("apply",)
    looks = _looks(said)
    if not looks and _WANTED.search(said) and words.wish(said).amounts:
        return ("apply",)
    return looks


def of_requests(text: str) -> tuple[Intent, ...]:
    """The same while a question is open: only sentences that ask or order something count.

    An answer such as "I spent it on a present" is about no transactions that are to be shown.
    """
    said = _plain(text)
    for pattern, intent in _WHOLE:
        if pattern.fullmatch(said) and intent != "acknowledged":
            return (intent,)
    sentences = re.split(r"(?<=[.!?])\s+", said)
    requests = [sentence for sentence in sentences if _REQUEST.match(sentence)]
    return of(" ".join(requests)) if requests else ()


def _plain(text: str) -> str:
    return numerals.typed(text.lower())


def _quote(said: str) -> bool:
    if _LIMIT.search(said):
        return True
    priced = _PRICE.search(said) or (_HOW_MUCH.search(said) and _A_MONTH.search(said))
    if not priced or _MINE.search(said):
        return False
    return bool(words.wish(said).amounts) or bool(_QUOTE_WORD.search(said))


def _looks(said: str) -> tuple[Intent, ...]:
    found: list[Intent] = []
    spending = bool(_TRANSACTIONS.search(said))
    repayment = bool(_REPAYMENT.search(said)) and not spending
    if _BALANCE.search(said) and not (repayment and _MINE.search(said)):
        found.append("balance")
    if spending:
        found.append("transactions")
    if repayment:
        found.append("owed" if _OWED.search(said) else "repayment")
    if _STATUS.search(said) or _ONLY_ID.fullmatch(said):
        found.append("status")
    if not found and _QUESTION.search(said) and kinds.named(said):
        found.append("transactions")
    if not found and _MINE.search(said) and (_QUESTION.search(said) or "my " in said):
        found.append("status")
    return tuple(found)


_POLITE = r"(?:[ ,]*(?:please|there|all|everyone|team|again|desk|bot))*[ !.,]*"
_Table = tuple[tuple[str, Intent], ...]
_Compiled = tuple[tuple[re.Pattern[str], Intent], ...]
_WHOLE_TABLE: _Table = (
    (
        r"(?:hi+|hello|hey+|hiya|howdy|hallo|moin|good (?:morning|day|afternoon|evening))",
        "greeting",
    ),
    (
        r"(?:(?:ok(?:ay)?|great|perfect|cool|good|fine|super|very good|no)[,. ]+)?"
        r"(?:many thanks|thanks?(?: you| u)?|thx|cheers)"
        r"(?: a lot| so much| very much| for (?:your|the) \w+)?",
        "thanks",
    ),
    (
        r"(?:ok(?:ay)?|k|great|perfect|cool|good|fine|super|alright|got it|i see|understood)",
        "acknowledged",
    ),
    (
        r"(?:help(?: me)?|menu|commands|\?+|what (?:else )?can (?:you|i) (?:do|ask)"
        r"(?: for me| you| here)?|how (?:can|could) you help(?: me)?"
        r"|how (?:does this|do you) work|what do you do)\??",
        "help",
    ),
    (
        r"(?:who|what) (?:are|r) (?:you|u)\??|are you (?:a |an )?(?:real |language )?"
        r"(?:bot|human|person|ai|robot|machine|model|real|chatgpt|gpt)(?: or .*)?\??",
        "identity",
    ),
    (
        r"(?:no[, ]+)?(?:never ?mind|forget (?:it|about it|that)|leave it|drop it"
        r"|i(?:'ve| have) changed my mind|not any ?more)",
        "dropped",
    ),
)

_WHOLE: _Compiled = tuple(
    (re.compile(pattern + _POLITE), intent) for pattern, intent in _WHOLE_TABLE
)

_THING = r"(?:applications?|credits?|loans?|request|cr-\w+)"
_OWN = r"(?:balance|accounts?|transactions|credits?|loans?|applications?|spending|salary|income)"
_BACK = r"(?:\brepay\b|\bpay (?:\S+ ){0,4}?(?:back|off)\b|\bsettle\b)"
_FIRST_TABLE: _Table = (
    (
        r"\b(?!(?:what|that|it|let|here|there|how|who|where|when|today|yesterday|month|week"
        rf"|year|bank)'s)[\w.]+'s\s+(?:\w+\s+)?{_OWN}\b"
        rf"|\b(?:his|her|their|somebody else's|someone else's)\s+(?:\w+\s+)?{_OWN}\b"
        rf"|\b{_OWN}\s+of\s+(?:<@|user |customer |another )",
        "others",
    ),
    (
        r"\b(?:don't|do not|not|never)\s+(?:want\s+to\s+|wish\s+to\s+)?(?:cancel|withdraw)\b"
        r"|\bhow (?:do|can|could|would|to)\b.*\b(?:cancel|withdraw)\b"
        r"|\b(?:what happens|what if)\b.*\b(?:cancel|withdraw)\b",
        "help",
    ),
    (
        rf"\b(?:cancel|withdraw|retract|revoke|take back|call off|pull)\b.*\b{_THING}\b"
        r"|^(?:please )?(?:cancel|withdraw)(?: (?:it|this|that|everything))?(?: please)?[.!]?$"
        r"|^i(?:'d like| would like| want| wish) to (?:cancel|withdraw)(?: (?:it|this|that))?"
        r"(?: please)?[.!]?$"
        r"|\b(?:don't|do not) (?:want|need) (?:the|my|this|that) (?:credit|loan)\b",
        "withdraw",
    ),
    (
        r"\b(?:difficult\w*|trouble|struggl\w+|problems?)\b[^.?!]*\b(?:pay\w*|install?ments?)\b"
        r"|\bhardship\b"
        r"|\bi\b[^.?!]*\b(?:can't|cannot|can not|couldn't|(?:un|not )able to)\b[^.?!]*\bpay\b",
        "difficulties",
    ),
    (
        r"^(?!.*\b(?:borrow|apply|months?|years?)\b)"
        r"(?:.*\b(?:early|partial|extra) (?:re)?payments?\b"
        rf"|.*{_BACK}[^.?!]*\b(?:early|in full|everything|completely|at once|now|today)\b"
        r"|(?:.*\b(?:want|like|wish) to |please |(?:.*\b(?:can|could|may) i )|let me )?"
        rf"(?:\w+ )?{_BACK})",
        "repay",
    ),
    (
        r"\b(?:my|the|show|see|repayment|payment|install?ment)\b[^.?!]*"
        r"\b(?:schedule|repayment plan|payment plan|all (?:the |my )?install?ments)\b",
        "schedule",
    ),
    (
        r"\b(?:accept|decline|take|refuse|agree to|sign)\b.*\boffer\b"
        r"|^(?:yes,? )?i (?:accept|decline|agree)\b",
        "accept",
    ),
)
_FIRST: _Compiled = tuple((re.compile(pattern), intent) for pattern, intent in _FIRST_TABLE)

_LIMIT = re.compile(
    r"\bhow much (?:money )?(?:can|could|may|might) i (?:borrow|get|apply)"
    r"|\bhow much (?:credit|loan)\b"
)
_QUOTE_WORD = re.compile(
    r"\b(?:quotes?|quotation|simulat\w+|estimate|apr)\b|\binterest rates?\b"
    r"|\bwhat (?:interest|rate)"
)
_PRICE = re.compile(
    r"\b(?:quotes?|quotation|simulat\w+|calculate|work out|estimate|apr)\b|\binterest rates?\b"
    r"|\b(?:what|how)\b.*\b(?:costs?|interest|rates?|pay|paying|install?ments?)\b"
    r"|\bwhat (?:would|if)\b|\bif i (?:borrow|took|take|appl)\w*"
)
_HOW_MUCH = re.compile(r"\b(?:how much|how high|what|which)\b")
_A_MONTH = re.compile(r"\b(?:a|per|each|every) month\b|\bmonthly\b|\binstall?ments?\b")

_MINE = re.compile(
    r"\b(?:my|the|this|that|our)\s+(?:\w+\s+)?(?:credits?|loans?|applications?|request)\b"
)
_ABOUT_MINE = re.compile(
    r"\b(?:my|this|that|our)\s+(?:\w+\s+)?(?:credits?|loans?|applications?)\b(?!.*\bappl(?:y|ying)\b)"
)
_APPLY = re.compile(
    r"\bappl(?:y|ying)\b|\bborrow(?:ing)?\b|\blend\b"
    r"|(?<!do i )(?<!did i )(?<!do you )\b(?:need|wants?|like|get|take(?: out)?|have|request|open"
    r"|give me|looking for|require|requesting|grant me)\b[^?.!]{0,40}?\b(?:credit|loan)\b"
    r"|\b(?:need|want|give me)\b[^?.!]{0,20}\bmoney\b"
    r"|^(?:an? |please )?(?:new |another )?(?:credit|loan)\b.*\d"
)
_WANTED = re.compile(r"\b(?:need|want|like|give me|i'd take)\b")

_BALANCE = re.compile(
    r"\bbalances?\b|\baccount status\b|\bavailable (?:funds|money)\b|\bmy funds\b"
    r"|\bhow much (?:money )?(?:do i (?:still )?have|have i got|have i left|is left)\b(?! to\b)"
    r"|\b(?:what(?:'s| is)|how much(?: money)? is)(?: there)? (?:in|on) (?:my|the) (?:\w+ )?account"
)
_TRANSACTIONS = re.compile(
    r"\btransactions?\b|\bspen[dt]\w*\b|\bexpen(?:ses?|ditures?)\b|\bpurchases?\b|\bbought\b"
    r"|\boutgoings?\b|\bmovements?\b|\bbookings?\b|\bmoney (?:came |went )?(?:in|out)\b"
    r"|\b(?:came|coming|went|going) (?:in|out)\b"
    r"|\baccount (?:activity|history)\b|\bstatements?\b|\b(?:last|latest|recent) payments\b"
    r"|\bwhat did i (?:pay|buy)\b|\bhow much (?:did i|have i) (?:pay|paid)\b"
)
_REPAYMENT = re.compile(
    r"\bowe[ds]?\b|\bowing\b|\binstall?ments?\b|\bmonthly (?:payments?|rate|amount|sum)\b"
    r"|\bpay\w*\b[^?.!]*\b(?:a|per|each|every) month\b|\bmonth\w*\b[^?.!]*\bpay\b|\brepay\w*\b"
    r"|\b(?:pay|paying|paid)\b[^?.!]{0,20}\b(?:back|off)\b|\boutstanding\b|\bremain\w*\b"
    r"|\boverdue\b|\bleft (?:to pay|on (?:my|the) (?:loan|credit))\b|\bnext (?:payment|rate)\b"
    r"|\bhow many (?:months|payments)\b|\b(?:payments?|rate|amount)\b[^?.!]*\bdue\b|\bdue date\b"
    r"|\bhow much (?:do|will|would) (?:i|it) (?:have to |need to )?(?:pay|cost)\b"
)
_OWED = re.compile(
    r"\bowe[ds]?\b|\bowing\b|\boutstanding\b|\boverdue\b|\bleft to pay\b|\bstill\b[^.?!]*\bpay\b"
)
_STATUS = re.compile(
    r"\bstatus\b|\bprogress\b|\b(?:any|some|the) news\b|\bhow (?:is|'s) it going\b"
    rf"|\b{_THING}\b[^.!?]{{0,40}}\b(?:stand|standing|going|doing|decided|approved|rejected"
    r"|through|ready|moving)\b"
    rf"|\bhow (?:does|do|is|are|far|about)\b[^.!?]{{0,40}}\b{_THING}\b"
    rf"|\bwhat (?:about|happened|happens|became|is happening)\b[^.!?]{{0,40}}\b{_THING}\b"
    rf"|\bmy (?:open |current |other )?(?:applications|credits|loans)\b|\bwhere\b.*\b{_THING}\b"
    rf"|\b(?:do|did) i (?:still )?have\b[^.!?]*\b{_THING}\b"
    r"|\b(?:was|is|has|have|were|am|been|get|got)\b[^.!?]{0,40}\b(?:approved|rejected|decided|granted)"
    r"|\bwhen\b[^?]*\b(?:get|receive|hear|know|decide)\b|\bhow long\b[^?]*\b(?:take|wait)\b"
    r"|\bwhere\b.*\bmoney\b|\bopen questions?\b|\bmy offer\b"
    r"|\bwhy\b.*\breferred\b"
)
_ONLY_ID = re.compile(r"cr[-\s]?[2-9a-hj-np-z]{8}[?.!]?")
_QUESTION = re.compile(
    r"\?|^(?:please )?(?:what|how|which|when|where|show|list|give|tell|did|has|have|is|was|my)\b"
)

_REQUEST = re.compile(
    r"(?:(?:hi|hello|hey|please|and|also|but|ok|okay|by the way|btw|one more thing|first)[ ,:]+)*"
    r"(?:(?!what i\b|what's done|when i\b|how i\b)(?:what|what's|how|how's|when|where|which|who"
    r"|can|could|would|may|will|is there|are there|do i|did i|have i|am i|was my|is my|has my)\b"
    r"|(?:show|list|give|tell|check|send|display|let me|quote|calculate|cancel|withdraw|retract"
    r"|apply|status|balance|my (?:balance|last|latest|recent|status)|another|new|cr-\w{8}[?.!]?$)"
    r"(?!\w)"
    r"|any news|i(?:'d like| would like| want| wish| need) to (?:\w+ )?(?:see|know|check|withdraw"
    r"|cancel|apply|borrow|repay)\b"
    r"|i (?:accept|decline)\b|i(?: don't| do not) (?:want|need) (?:the|my|this) (?:credit|loan)\b"
    r"|i(?:'d like| would like| want| need)\b[^.!?]*\b(?:credit|loan)\b[^.!?]*\d)"
)
