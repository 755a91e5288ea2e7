"""A model's Markdown as Slack's mrkdwn. Pure; the only module that knows the parser.

Nothing in it reaches anybody: text is escaped, a link keeps its words alone, HTML is text.
"""

import re
from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode as Node

from bot.views import mrkdwn, text_table

# Without definitions of references, for they would show nothing of what was written.
_PARSER = MarkdownIt("commonmark", {"html": False})
_PARSER.enable(["table", "strikethrough"]).disable("reference")
_DEEPEST = _PARSER.options.maxNesting
_MARKS = {"strong": "*", "em": "_", "s": "~"}
_INDENT = 4 * " "
_INNER_LINE = re.compile(r"(?<=\n)(?=[^\n])")
_RULE = "———"
_FENCE = "```"
_INNER_FENCE = re.compile("``(?=`)")
_APART = "``\N{ZERO WIDTH SPACE}"


def to_mrkdwn(text: str) -> str:
    """The same words with Slack's marks. What is nested beyond reason is shown as it is."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    try:
        tokens = _PARSER.parse(source)
        if any(token.level >= _DEEPEST - 1 for token in tokens):  # the parser leaves out the rest
            return mrkdwn.escape(source).strip()
        return _blocks(Node(tokens).children, source.split("\n"))
    except RecursionError:
        return mrkdwn.escape(source).strip()


def _blocks(nodes: Iterable[Node], lines: Sequence[str]) -> str:
    """One below the other, with a blank line where the source has one."""
    shown = ""
    for node in nodes:
        if text := _block(node, lines):
            shown += f"{_gap(node, lines)}{text}" if shown else text
    return shown


def _gap(node: Node, lines: Sequence[str]) -> str:
    above = lines[node.map[0] - 1] if node.map else ""
    return "\n" if above.strip("> \t") else "\n\n"


def _block(node: Node, lines: Sequence[str]) -> str:
    match node.type:
        case "heading":
            shown = _marked("*", _inline(node.children, within="*"))
        case "blockquote":
            shown = "\n".join(f"> {line}" for line in _blocks(node.children, lines).split("\n"))
        case "bullet_list" | "ordered_list":
            shown = _list(node, lines)
        case "fence" | "code_block":
            shown = _code(node)
        case "table":
            shown = _table(node, lines)
        case "hr":
            shown = _RULE
        case _:
            shown = _inline(node.children)
    return shown


def _list(node: Node, lines: Sequence[str]) -> str:
    first = node.attrs.get("start", 1)
    shown = ""
    for number, item in enumerate(node.children, start=int(first)):
        mark = f"{number}." if node.type == "ordered_list" else "•"
        body = _INNER_LINE.sub(_INDENT, _blocks(item.children, lines))
        shown += f"{_gap(item, lines) if shown else ''}{mark} {body}".rstrip(" ")
    return shown


def _code(node: Node) -> str:
    """A language is left out; more than a word behind the fence was no language."""
    stray = f"{node.info}\n" if len(node.info.split()) > 1 else ""
    return _block_of_code(stray + node.content)


def _block_of_code(content: str) -> str:
    return f"{_FENCE}\n{_text(content).rstrip()}\n{_FENCE}"


def _table(node: Node, lines: Sequence[str]) -> str:
    """Aligned; as it was written where the parser would leave cells out."""
    head, *rows = [row for part in node.children for row in part.children]
    if any(_overflows(row, lines) for row in rows):
        start, end = node.map or (0, 0)
        return _block_of_code("\n".join(lines[start:end]))
    left = {
        number
        for number, cell in enumerate(head.children)
        if "right" not in str(cell.attrs.get("style"))
    }
    shown = [_cells(row) for row in rows] or [("",) * len(head.children)]
    return mrkdwn.escape("\n".join(text_table.parts(_cells(head), shown, left=left)))


def _overflows(row: Node, lines: Sequence[str]) -> bool:
    """True where the row has more cells than its table."""
    written = lines[row.map[0]] if row.map else ""
    bare = written.strip("> \t").removeprefix("|").rstrip("| \t")
    return len(escapedSplit(bare)) > len(row.children)


def _cells(row: Node) -> text_table.Cells:
    return tuple(_INNER_FENCE.sub(_APART, _plain(cell)) for cell in row.children)


def _plain(node: Node) -> str:
    return "".join(map(_plain, node.children)) if node.children else node.content


def _inline(nodes: Iterable[Node], *, within: str = "") -> str:
    """Spans with their marks, but for those that they stand within."""
    return "".join(_span(node, within) for node in nodes)


def _span(node: Node, within: str) -> str:
    match node.type:
        case "text":
            return _text(node.content)
        case "code_inline":
            code = node.content.replace("`", "'")
            return f"`{mrkdwn.escape(code)}`"
        case "softbreak" | "hardbreak":
            return "\n"
        case "strong" | "em" | "s" if (mark := _MARKS[node.type]) not in within:
            return _marked(mark, _inline(node.children, within=within + mark))
        case _:
            return _inline(node.children, within=within)


def _marked(mark: str, text: str) -> str:
    """Line by line: Slack's marks don't reach over the end of one."""
    return "\n".join(f"{mark}{line}{mark}" if line else "" for line in text.split("\n"))


def _text(content: str) -> str:
    """Escaped; a fence in it would open or end a block."""
    return mrkdwn.escape(_INNER_FENCE.sub(_APART, content))
