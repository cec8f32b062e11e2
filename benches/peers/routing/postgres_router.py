"""The router that CRMs write in PostgreSQL: rows locked with SKIP LOCKED, one transaction a claim.

Queues and skills become numbers, each level with all below it, so that "may take" is one containment of
arrays. The claims are functions of the database: one round trip each, their statements prepared.
"""

import psycopg
from drive import Pairs
from workload import Contact, Trace

SCHEMA = """
DROP TABLE IF EXISTS agents, contacts;
CREATE TABLE agents (id int PRIMARY KEY, can int[] NOT NULL, capacity int NOT NULL,
                     used int NOT NULL DEFAULT 0, idle_since bigint NOT NULL DEFAULT 0);
CREATE INDEX ON agents (idle_since, id) WHERE used < capacity;
CREATE TABLE contacts (id int PRIMARY KEY, needs int[] NOT NULL, priority int NOT NULL,
                       arrived bigint NOT NULL, state text NOT NULL, agent int);
CREATE INDEX ON contacts (priority DESC, arrived, id) WHERE state = 'waiting';

CREATE OR REPLACE FUNCTION arrive(contact int, demand int[], important int, at bigint) RETURNS int AS $$
DECLARE found int;
BEGIN
  SELECT id INTO found FROM agents WHERE used < capacity AND can @> demand
    ORDER BY idle_since, id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF found IS NOT NULL THEN UPDATE agents SET used = used + 1 WHERE id = found; END IF;
  INSERT INTO contacts VALUES
    (contact, demand, important, at, CASE WHEN found IS NULL THEN 'waiting' ELSE 'assigned' END, found);
  RETURN found;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION complete(contact int, by int, at bigint) RETURNS int AS $$
DECLARE found int; abilities int[];
BEGIN
  UPDATE contacts SET state = 'completed' WHERE id = contact;
  SELECT can INTO abilities FROM agents WHERE id = by FOR UPDATE;
  SELECT id INTO found FROM contacts WHERE state = 'waiting' AND needs <@ abilities
    ORDER BY priority DESC, arrived, id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF found IS NOT NULL THEN UPDATE contacts SET state = 'assigned', agent = by WHERE id = found; END IF;
  UPDATE agents SET used = used - (found IS NULL)::int, idle_since = at WHERE id = by;
  RETURN found;
END $$ LANGUAGE plpgsql;
"""

LEVELS = 10  # numbers kept for each skill


def member(queue: int) -> int:
    return -1 - queue


def able(skill: str, level: int) -> int:
    return int(skill[1:]) * LEVELS + level


def load(address: str, trace: Trace) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(SCHEMA)
        with connection.cursor() as cursor, cursor.copy("COPY agents (id, can, capacity) FROM STDIN") as copy:
            for agent in trace.agents:
                can = [member(queue) for queue in agent.queues]
                can += [
                    able(skill, level) for skill, top in agent.skills.items() for level in range(1, top + 1)
                ]
                copy.write_row((agent.id, can, agent.capacity))
        connection.execute("ANALYZE")


class Postgres:
    """One connection."""

    def __init__(self, address: str, synchronous_commit: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True, prepare_threshold=0)
        self.connection.execute(f"SET synchronous_commit = {synchronous_commit}")

    def arrive(self, at: int, contact: Contact) -> Pairs:
        needs = [member(contact.queue), *(able(skill, level) for skill, level in contact.needs.items())]
        values = (contact.id, needs, contact.priority, contact.arrives_us)
        agent = self.one("SELECT arrive(%s::int, %s::int[], %s::int, %s::bigint)", values)
        return [] if agent is None else [(contact.id, agent)]

    def complete(self, at: int, contact: int, agent: int) -> Pairs:
        given = self.one("SELECT complete(%s::int, %s::int, %s::bigint)", (contact, agent, at))
        return [] if given is None else [(given, agent)]

    def one(self, query: str, values: tuple[object, ...]) -> int | None:
        row = self.connection.execute(query, values).fetchone()
        assert row is not None
        answer: int | None = row[0]
        return answer

    def close(self) -> None:
        self.connection.close()
