"""The contact graph: who may write to whom, the shortest ways through it, and the roles that no way avoids.

The only module that knows networkx; it is imported on first use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from analyzer.definitions.model import Contact, Definition

if TYPE_CHECKING:
    import networkx as nx

MOST_WAYS = 300
"""So many ways between two roles are looked at, the shortest first."""


def permits(contact: Contact, topic: str) -> bool:
    """Tell whether a contact permits messages about one topic alone."""
    about, only_about = contact.under.about, contact.under.only_about
    return (about is None or topic in about) and (only_about is None or topic in only_about)


def lets_ride(contact: Contact, topic: str) -> bool:
    """Tell whether a contact permits messages about a topic beside another one."""
    only_about = contact.under.only_about
    return only_about is None or topic in only_about


def contact_graph(
    definition: Definition, *, topic: str | None = None, without: Iterable[str] = (), ride_along: bool = False
) -> nx.DiGraph[str]:
    """Draw who may write to whom.

    Parameters
    ----------
    definition : Definition
    topic : str, optional
        Only contacts that permit this topic.
    without : iterable of str
        Roles to leave out, with every contact that can only be used with one of them in copy.
    ride_along : bool
        Contacts that permit the topic beside another one count too.

    Returns
    -------
    networkx.DiGraph
        Roles as nodes, all that are declared; an edge's attribute `contacts` holds the contacts that permit it, in the
        file's order.
    """
    import networkx as nx

    left_out = frozenset(without)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(role for role, _ in definition.roles if role not in left_out)
    for contact in definition.contacts:
        allowed = topic is None or (lets_ride if ride_along else permits)(contact, topic)
        copied = contact.under.copied
        if not allowed or (copied is not None and left_out.issuperset(copied)):
            continue
        for sender in contact.senders:
            for recipient in contact.recipients:
                if sender in graph and recipient in graph:
                    known = graph.get_edge_data(sender, recipient, default={"contacts": ()})["contacts"]
                    graph.add_edge(sender, recipient, contacts=(*known, contact))
    return graph


def ways(joined: Iterable[tuple[str, str]], start: str, end: str) -> Iterator[list[str]]:
    """Walk from one role to another over pairs of roles that are joined, the shortest ways first.

    Parameters
    ----------
    joined : iterable of (str, str)
        Who may write to whom. Of equally long ways its order decides.
    start, end : str
        Two different roles.

    Yields
    ------
    list of str
        The roles of a way, none twice; at most `MOST_WAYS` ways.

    References
    ----------
    J. Y. Yen, Finding the k shortest loopless paths in a network, Management Science 17 (1971), by
    `networkx.shortest_simple_paths`.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(joined)
    if start in graph and end in graph and nx.has_path(graph, start, end):
        yield from islice(nx.shortest_simple_paths(graph, start, end), MOST_WAYS)


def stations(joined: Iterable[tuple[str, str]], start: str, end: str) -> tuple[str, ...]:
    """Find the roles that every way from one role to another passes: the dominators of its end.

    Parameters
    ----------
    joined, start, end
        As for `ways`.

    Returns
    -------
    tuple of str
        In the order in which they are passed, both ends left out; empty where there is no way.

    Examples
    --------
    >>> stations([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e")], "a", "e")
    ('d',)
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(joined)
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return ()
    before = nx.immediate_dominators(graph, start)
    passed: list[str] = []
    role = before[end]
    while role != start:
        passed.append(role)
        role = before[role]
    return tuple(reversed(passed))
