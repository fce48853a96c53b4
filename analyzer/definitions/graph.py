"""The contact graph: the ways on which a topic may travel from role to role.

The only module that knows networkx; it is imported on first use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analyzer.definitions.model import Contact, Definition

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Way:
    """A chain of contacts along which a topic may travel.

    Attributes
    ----------
    roles : tuple of str
        From the first sender to the last recipient.
    contacts : tuple of Contact
        One permitting each hop, one less than `roles`.
    rides_along : bool
        On some hop the topic is permitted only in a message that is also about something else.
    """

    roles: tuple[str, ...]
    contacts: tuple[Contact, ...]
    rides_along: bool


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
        Roles to leave out, with every contact that asks for one of them in copy.
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
        if not allowed or left_out.intersection(contact.under.copied or ()):
            continue
        for sender in contact.senders:
            for recipient in contact.recipients:
                if sender in graph and recipient in graph:
                    known = graph.get_edge_data(sender, recipient, default={"contacts": ()})["contacts"]
                    graph.add_edge(sender, recipient, contacts=(*known, contact))
    return graph


def way_round(definition: Definition, topic: str, start: str, end: str) -> Way | None:
    """Find the shortest way of a topic from one role to another that the gatekeeper has no part in.

    A way on which every hop permits the topic for itself is preferred to one on which it has to ride along.

    Parameters
    ----------
    topic, start, end : str
        A topic and two roles.

    Returns
    -------
    Way or None
        None where the contacts leave no such way.
    """
    import networkx as nx

    gatekeeper = () if definition.gatekeeper is None else (definition.gatekeeper,)
    for ride_along in (False, True):
        graph = contact_graph(definition, topic=topic, without=gatekeeper, ride_along=ride_along)
        if start in graph and end in graph and nx.has_path(graph, start, end):
            # Of equally short ways, the order of roles and contacts in the file decides.
            roles = nx.shortest_path(graph, start, end)
            contacts = tuple(graph.edges[hop]["contacts"][0] for hop in pairwise(roles))
            return Way(tuple(roles), contacts, ride_along)
    return None
