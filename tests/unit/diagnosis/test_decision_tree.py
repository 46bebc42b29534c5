from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from decision_fixtures import sample

from pipmedic.diagnosis.choice import AskQuestion, HandOver, RunChecks, TryRemedy
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.diagnosis.options import Options
from pipmedic.diagnosis.tree import Node, Tree, compile_tree, path_taken, remedies_in
from pipmedic.diagnosis.tree_html import to_html
from pipmedic.diagnosis.tree_page import Machine, Page, Written
from pipmedic.diagnosis.tree_text import to_dot, to_mermaid, to_text
from pipmedic.diagnosis.tree_view import MESSAGES, rows, views
from pipmedic.knowledge import UNKNOWN, Text

SAYS = {code: {name: f"{code} {name}" for name in MESSAGES}.__getitem__ for code in ("en", "zh")}


@pytest.fixture(scope="module")
def tree() -> Tree:
    return compile_tree(compile_model(sample()), Options(checks_allowed=False), depth=3)


def test_every_leaf_is_a_remedy_or_a_hand_over(tree: Tree) -> None:
    assert tree.leaves()
    assert all(isinstance(node.step, (TryRemedy, HandOver)) for node in tree.leaves())


def test_every_node_is_reached_and_none_leads_back(tree: Tree) -> None:
    seen: set[int] = set()

    def walk(number: int, above: tuple[int, ...]) -> None:
        assert number not in above
        if number not in seen:
            seen.add(number)
            for _, target in tree.nodes[number].branches:
                walk(target, (*above, number))

    walk(tree.root, ())
    assert seen == set(range(len(tree.nodes)))


def test_equal_subtrees_are_one(tree: Tree) -> None:
    kinds = [(node.step, node.branches) for node in tree.nodes]
    assert len(kinds) == len(set(kinds))
    assert sum(isinstance(node.step, HandOver) for node in tree.nodes) <= 2


def test_a_question_branches_on_every_answer_and_on_dont_know(tree: Tree) -> None:
    model = compile_model(sample())
    for node in tree.nodes:
        if isinstance(node.step, AskQuestion):
            answers = {value for value, _ in node.branches}
            assert answers == {*model.facts[node.step.fact].answers, UNKNOWN}


def test_every_cause_finds_a_remedy_in_the_tree(tree: Tree) -> None:
    tried = {node.step.remedy for node in tree.nodes if isinstance(node.step, TryRemedy)}
    for cause in sample().causes.values():
        assert tried & {use.remedy for use in cause.remedies}
    assert "no-verify" not in tried


@pytest.mark.parametrize("limit", [0, 1])
def test_the_depth_bounds_the_questions(limit: int) -> None:
    tree = compile_tree(compile_model(sample()), Options(checks_allowed=False), depth=limit)

    def depth(number: int) -> int:
        node = tree.nodes[number]
        own = isinstance(node.step, AskQuestion)
        return own + max((depth(target) for _, target in node.branches), default=0)

    assert depth(tree.root) == limit


def test_checks_come_first_when_allowed() -> None:
    tree = compile_tree(compile_model(sample()), Options(), depth=1)
    root = tree.nodes[tree.root]
    assert isinstance(root.step, RunChecks)
    assert len(root.branches) == 1


def test_the_path_follows_answers_and_failed_remedies(tree: Tree) -> None:
    root = tree.nodes[tree.root]
    assert isinstance(root.step, AskQuestion)
    assert path_taken(tree, {}) == (tree.root,)
    value, target = root.branches[0]
    path = path_taken(tree, {root.step.fact: value})
    assert path[:2] == (tree.root, target)
    known = dict.fromkeys(compile_model(sample()).facts, UNKNOWN)
    last = tree.nodes[path_taken(tree, known)[-1]]
    assert isinstance(last.step, TryRemedy)
    longer = path_taken(tree, known, [RemedyTried(last.step.remedy, "failed")])
    assert len(longer) > len(path_taken(tree, known))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_names_every_step_and_marks_the_path(tree: Tree, language: str) -> None:
    nodes = views(tree, sample(), SAYS[language], language)
    shown = to_text(nodes, (tree.root,))
    assert shown.count("\n") >= len(nodes)
    assert [line for line in shown.splitlines() if line.startswith(">")] == [
        line for line in shown.splitlines() if line.startswith(f">{tree.root + 1:4}.")
    ]
    for target in re.findall(r"-> (\d+)$", shown, re.MULTILINE):
        assert f"{int(target):4}. " in shown


def test_graphs_declare_what_they_connect(tree: Tree) -> None:
    nodes = views(tree, sample(), SAYS["en"], "en")
    for drawn, arrow in (
        (to_mermaid(nodes), r"n(\d+) -->.* n(\d+)"),
        (to_dot(nodes), r"n(\d+) -> n(\d+)"),
    ):
        edges = re.findall(arrow, drawn)
        assert edges
        assert {int(end) for edge in edges for end in edge} <= {node.id for node in nodes}


def test_labels_cannot_break_out_of_a_graph(tree: Tree) -> None:
    evil = '"]; x --> y\n`#quot; <b>'
    nodes = views(tree, sample(), lambda _: evil, "en")
    assert "#35;quot;" in to_mermaid(nodes)
    for line in to_mermaid(nodes).splitlines():
        assert line.count('"') in (0, 2, 4)
        assert "<b>" not in line
        assert "`" not in line
    for line in to_dot(nodes).splitlines():
        assert len(re.findall(r'(?<!\\)"', line)) in (0, 2)


class Parsed(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        identifier = dict(attrs).get("id")
        if identifier:
            assert identifier not in self.ids
            self.ids.add(identifier)

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts.append(data)


@pytest.fixture(scope="module")
def page(tree: Tree) -> str:
    evil = sample()
    remedies = dict(evil.remedies)
    first = next(iter(remedies))
    object.__setattr__(remedies[first], "title", Text({"en": "</script><b>x", "zh": "<i>"}))
    known = type(evil)(evil.causes, evil.facts, (), remedies)
    machines = (Machine("mac-zsh", "macOS", ("mac",)), Machine("win-cmd", "Windows", ("win",)))
    lines = {
        "mac-zsh": Written(("echo '</script>'", "echo 2"), ("pip index versions pip",)),
        "win-cmd": Written(("echo 1",)),
    }
    commands = {"en": {first: lines}, "zh": {first: lines}}
    return to_html(Page(tree, known, SAYS, machines, commands))


def test_html_needs_nothing_from_outside(page: str) -> None:
    parsed = Parsed()
    parsed.feed(page)
    for tag, attrs in parsed.tags:
        assert tag not in ("link", "img", "iframe", "form", "object")
        assert "src" not in attrs
        assert (attrs.get("href") or "#").startswith("#")
    assert "http:" not in page
    assert "https:" not in page
    assert "default-src 'none'" in page


def test_html_policy_allows_exactly_its_own_script(page: str) -> None:
    import base64
    import hashlib

    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page


def test_html_carries_both_languages_and_escapes_what_it_is_given(page: str) -> None:
    parsed = Parsed()
    parsed.feed(page)
    data = json.loads(parsed.scripts[0])
    assert set(data["words"]) == {"en", "zh"}
    assert "<b>x" not in page
    shown = [r["commands"]["zh"].get("mac-zsh") for r in data["remedies"].values()]
    assert ["echo '</script>'\necho 2", "pip index versions pip"] in shown
    assert {item["id"] for item in data["machines"]} == {"mac-zsh", "win-cmd"}
    for section in ("en", "zh"):
        assert re.search(
            rf'<section class="outline" id="outline-{section}" lang="{section}">', page
        )


def test_html_links_lead_somewhere(page: str) -> None:
    parsed = Parsed()
    parsed.feed(page)
    links = {attrs["href"] for tag, attrs in parsed.tags if tag == "a"}
    assert links
    assert all(link is not None and link[1:] in parsed.ids for link in links)


def test_html_speaks_to_screen_readers_and_printers(page: str) -> None:
    parsed = Parsed()
    parsed.feed(page)
    assert any(attrs.get("aria-live") == "polite" for _, attrs in parsed.tags)
    expandable = [attrs for _, attrs in parsed.tags if "aria-expanded" in attrs]
    assert [attrs["id"] for attrs in expandable] == ["whole"]
    assert {"outline-en", "outline-zh"} <= parsed.ids
    labels = {attrs["aria-labelledby"] for _, attrs in parsed.tags if "aria-labelledby" in attrs}
    assert labels <= parsed.ids
    buttons = [attrs for tag, attrs in parsed.tags if tag == "button"]
    assert all(attrs.get("type") == "button" for attrs in buttons)
    assert "@media print" in page
    assert "focus-visible" in page


def test_html_has_every_command_on_paper_too(page: str) -> None:
    for section in re.findall(r'<section class="outline".*?</section>', page, re.DOTALL):
        assert "echo &#x27;&lt;/script&gt;&#x27;\necho 2" in section
        assert "<pre><code>echo 1</code></pre>" in section


def test_rows_open_the_path_and_what_is_asked_for(tree: Tree) -> None:
    nodes = views(tree, sample(), SAYS["en"], "en")
    root = tree.nodes[tree.root]
    value, target = root.branches[0]
    closed = rows(nodes, tree.root)
    assert len(closed) == 1 + len(root.branches)
    assert not any(row.taken or row.here for row in closed)
    path = path_taken(tree, {getattr(root.step, "fact", ""): value})
    shown = rows(nodes, tree.root, path)
    assert [row.node for row in shown if row.taken] == list(path)
    assert [row.node for row in shown if row.here] == [path[-1]]
    assert [row.depth for row in shown if row.taken] == list(range(len(path)))
    beside = root.branches[-1][1]
    assert len(rows(nodes, tree.root, path, (beside,))) > len(shown)
    assert target in path


def test_fine_values_follow_the_coarse_answer() -> None:
    ask = Node(0, AskQuestion("error"), (("any-certificate", 1), (UNKNOWN, 2)))
    ends = (Node(1, HandOver("threshold")), Node(2, HandOver("no-remedy")))
    tree = Tree((ask, *ends), 0, {"error": {"any-certificate": ("untrusted", "name")}})
    assert path_taken(tree, {"error": "untrusted"}) == (0, 1)
    assert path_taken(tree, {"error": "any-certificate"}) == (0, 1)
    assert path_taken(tree, {"error": UNKNOWN}) == (0, 2)


def test_the_tree_goes_on_from_where_a_case_stands() -> None:
    model = compile_model(sample())
    seen = [Observation("error", "untrusted", "text"), Observation("issuer", "company", "person")]
    tree = compile_tree(model, Options(checks_allowed=False), 2, seen)
    assert tree.nodes[tree.root].step == TryRemedy("give-ca", "gateway")
    tried = [RemedyTried("give-ca", "failed")]
    later = compile_tree(model, Options(checks_allowed=False), 2, seen, tried)
    assert "give-ca" not in remedies_in(later)


def test_no_placeholder_is_left(page: str) -> None:
    assert "{{" not in page.replace('{{"', "")
