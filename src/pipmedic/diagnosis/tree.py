"""The decision tree on paper: the policy unrolled to a bounded depth, equal subtrees shared.

Every leaf is a remedy or a hand-over. Below a remedy hangs what to do when it fails; that it
worked needs no branch. The result is a directed acyclic graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..knowledge import UNKNOWN
from .belief import Belief, posterior
from .choice import (
    AskQuestion,
    HandOver,
    RunChecks,
    Step,
    TryRemedy,
    next_step,
    pending_checks,
    step_of,
)
from .compiled import Model
from .ecr import start, updated_pc
from .observations import Observation, RemedyTried
from .options import DEFAULTS, Options
from .rollout import Candidate, Width
from .situation import situation

FAILED_BRANCH = "failed"
DONE_BRANCH = "done"
MIN_REACH = 0.0008
"""Below this probability of being reached, questions end and remedies begin."""

MAX_REMEDIES = 8
_WIDTH = Width(filtered=12, questions=0)


@dataclass(frozen=True)
class Node:
    """One step of the tree.

    Attributes:
        branches: answer value, ``failed`` or ``done``, to the number of the node that follows.
        leading: the likeliest causes with their probabilities, where this node is met first.
    """

    id: int
    step: Step
    branches: tuple[tuple[str, int], ...] = ()
    leading: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Tree:
    """The whole tree; ``nodes[root]`` is where to begin, node numbers are indices.

    Attributes:
        members: fact id to coarse value to the fine values that it covers.
    """

    nodes: tuple[Node, ...]
    root: int
    members: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def leaves(self) -> tuple[Node, ...]:
        """Return the nodes below which there is nothing."""
        return tuple(node for node in self.nodes if not node.branches)


@dataclass
class _Builder:
    model: Model
    options: Options
    tried: tuple[RemedyTried, ...] = ()
    nodes: list[Node] = field(default_factory=list)
    shared: dict[tuple[Step, tuple[tuple[str, int], ...]], int] = field(default_factory=dict)

    def add(
        self, step: Step, branches: tuple[tuple[str, int], ...], belief: Belief | None = None
    ) -> int:
        key = (step, branches)
        if key not in self.shared:
            self.shared[key] = len(self.nodes)
            leading = belief.top(3) if belief else ()
            self.nodes.append(Node(len(self.nodes), step, branches, leading))
        return self.shared[key]

    def grow(
        self, seen: tuple[Observation, ...], asked: tuple[str, ...], reach: float, left: int
    ) -> int:
        if left <= 0 or reach < MIN_REACH:
            return self.repairs(seen, asked)
        decision = next_step(self.model, seen, self.tried, self.options, asked, _WIDTH)
        step = decision.step
        if not isinstance(step, AskQuestion):
            return self.repairs(seen, asked, step)
        branches = []
        chances = {item.value: item.p_answer for item in decision.why.branches}
        table = self.model.facts[step.fact]
        now = max([0.0, *(item.at for item in seen), *(item.at for item in self.tried)])
        for value in (*table.answers, UNKNOWN):
            chance = chances.get(value, table.p_dont_know(self.options.audience))
            said = Observation(step.fact, value, "person", trust=self.options.trust, at=now)
            deeper = self.grow((*seen, said), (*asked, step.fact), reach * chance, left - 1)
            branches.append((value, deeper))
        if len({target for _, target in branches}) == 1:
            return branches[0][1]
        return self.add(step, tuple(branches), posterior(self.model, seen, self.tried))

    def repairs(
        self,
        seen: tuple[Observation, ...],
        asked: tuple[str, ...],
        first: Step | None = None,
    ) -> int:
        """Add the updated P/C sequence of remedies, the last one followed by handing over."""
        belief = posterior(self.model, seen, self.tried)
        here = situation(self.model, belief, self.tried, self.options, asked)
        state = start(here.problem)
        order = updated_pc(state.weights, state.actions, state.open_actions, here.problem.service)[
            1
        ]
        steps = [step_of(self.model, here, Candidate(0.0, "action", number)) for number in order]
        if isinstance(first, TryRemedy):
            rest = (step for step in steps if step.remedy != first.remedy)  # type: ignore[union-attr]
            steps = [first, *rest]
        reason = "threshold" if here.problem.actions else "no-remedy"
        below = self.add(HandOver(reason), ())
        for step in reversed(steps[:MAX_REMEDIES]):
            below = self.add(step, ((FAILED_BRANCH, below),), belief)
        return below


def compile_tree(
    model: Model,
    options: Options = DEFAULTS,
    depth: int = 3,
    seen: Sequence[Observation] = (),
    tried: Sequence[RemedyTried] = (),
    asked: Sequence[str] = (),
) -> Tree:
    """Unroll the policy, from the beginning or from where a case stands.

    Args:
        options: for whom; when checks are allowed they are the first step.
        depth: how many questions one after another at most.
        seen: what is known already.
        tried: the remedies carried out so far.
        asked: ids of the facts asked for so far.
    """
    builder = _Builder(model, replace(options, checks_allowed=False), tuple(tried))
    root = builder.grow(tuple(seen), tuple(asked), 1.0, depth)
    belief = posterior(model, seen, tried)
    names = pending_checks(model, belief, seen) if options.checks_allowed else ()
    if names:
        root = builder.add(RunChecks(names), ((DONE_BRANCH, root),), belief)
    members = {name: table.members for name, table in model.facts.items() if table.members}
    return _pruned(builder.nodes, root, members)


def _pruned(
    nodes: Sequence[Node], root: int, members: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Tree:
    """Keep what the root reaches, numbered in the order in which it is met."""
    order: dict[int, int] = {}
    stack = [root]
    while stack:
        number = stack.pop()
        if number in order:
            continue
        order[number] = len(order)
        stack.extend(target for _, target in reversed(nodes[number].branches))
    kept = [
        Node(
            order[old],
            nodes[old].step,
            tuple((value, order[target]) for value, target in nodes[old].branches),
            nodes[old].leading,
        )
        for old in order
    ]
    return Tree(tuple(kept), order[root], members)


def remedies_in(tree: Tree) -> tuple[str, ...]:
    """Return the ids of the remedies in a tree, each once."""
    steps = (node.step for node in tree.nodes)
    return tuple(dict.fromkeys(step.remedy for step in steps if isinstance(step, TryRemedy)))


def path_taken(
    tree: Tree, known: Mapping[str, str], tried: Sequence[RemedyTried] = ()
) -> tuple[int, ...]:
    """Return the numbers of the nodes that a case has passed, the present one last.

    Args:
        known: fact id to value, fine or coarse (``unknown`` included).
    """
    gone = {item.remedy for item in tried}
    return tuple(_walk(tree, known, gone))


def _walk(tree: Tree, known: Mapping[str, str], gone: set[str]) -> Iterator[int]:
    number = tree.root
    while True:
        yield number
        node = tree.nodes[number]
        branches = dict(node.branches)
        step = node.step
        if isinstance(step, RunChecks):
            following = branches.get(DONE_BRANCH)
        elif isinstance(step, AskQuestion):
            following = branches.get(_answered(tree, step.fact, known.get(step.fact, "")))
        elif isinstance(step, TryRemedy) and step.remedy in gone:
            following = branches.get(FAILED_BRANCH)
        else:
            following = None
        if following is None:
            return
        number = following


def _answered(tree: Tree, fact: str, value: str) -> str:
    """Return the answer that stands for a value: the coarse one that covers it, or itself."""
    groups = tree.members.get(fact, {})
    return next((coarse for coarse, fine in groups.items() if value in fine), value)
