"""The router that CRMs write on Redis: sorted sets of what waits and of who is free, one Lua script an event.

There is a sorted set for each demand (queue and skills), and one of the free agents by idle time. Who can
meet a demand is worked out when it is first seen. Scripts run one at a time, so that claims cannot collide.
"""

import redis
from drive import Pairs
from workload import Contact, Trace, eligible

TAKE = """
local function take(agent)
  if redis.call('HINCRBY', 'used', agent, 1) >= tonumber(redis.call('HGET', 'capacity', agent)) then
    redis.call('ZREM', 'free', agent)
  end
end
"""
# The free agents are walked by idle time, so many at a time.
ARRIVE = (
    TAKE
    + """
local contact, demand, place, first = ARGV[1], ARGV[2], ARGV[3], 0
while true do
  local agents = redis.call('ZRANGE', 'free', first, first + 31)
  if #agents == 0 then break end
  local can = redis.call('SMISMEMBER', 'can:' .. demand, unpack(agents))
  for i, agent in ipairs(agents) do
    if can[i] == 1 then
      take(agent)
      redis.call('HSET', 'assigned', contact, agent)
      return agent
    end
  end
  first = first + 32
end
redis.call('ZADD', 'waiting:' .. demand, place, contact)
redis.call('SADD', 'backlog', demand)
return false
"""
)
# The heads of all demands that the agent can meet are compared.
COMPLETE = (
    TAKE
    + """
local contact, agent, at = ARGV[1], ARGV[2], ARGV[3]
redis.call('HDEL', 'assigned', contact)
redis.call('HINCRBY', 'used', agent, -1)
redis.call('ZADD', 'free', at, agent)
local best, from, least
for _, demand in ipairs(redis.call('SINTER', 'backlog', 'demands:' .. agent)) do
  local head = redis.call('ZRANGE', 'waiting:' .. demand, 0, 0, 'WITHSCORES')
  local place = tonumber(head[2])
  if not best or place < least then best, from, least = head[1], demand, place end
end
if not best then return false end
redis.call('ZREM', 'waiting:' .. from, best)
if redis.call('EXISTS', 'waiting:' .. from) == 0 then redis.call('SREM', 'backlog', from) end
redis.call('HSET', 'assigned', best, agent)
take(agent)
return best
"""
)
# Above any number of contacts: places stay exact in a double.
LANE = 2**32


def load(port: int, trace: Trace) -> None:
    with redis.Redis(port=port) as connection:
        connection.flushall()
        connection.zadd("free", {name(agent.id): 0 for agent in trace.agents})
        connection.hset("capacity", mapping={name(agent.id): agent.capacity for agent in trace.agents})


def name(agent: int) -> str:
    return f"{agent:05}"


class Redis:
    """One connection."""

    def __init__(self, port: int, trace: Trace, known: dict[str, None]) -> None:
        self.connection = redis.Redis(port=port)
        self.trace, self.known = trace, known
        self.on_arrival = self.connection.register_script(ARRIVE)
        self.on_completion = self.connection.register_script(COMPLETE)

    def arrive(self, at: int, contact: Contact) -> Pairs:
        demand = f"{contact.queue}:" + ",".join(f"{skill}>={level}" for skill, level in contact.needs.items())
        if demand not in self.known:
            self.learn(demand, contact)
        place = contact.id - contact.priority * LANE
        agent = self.on_arrival(args=[contact.id, demand, place])
        return [] if agent is None else [(contact.id, int(agent))]

    def complete(self, at: int, contact: int, agent: int) -> Pairs:
        given = self.on_completion(args=[contact, name(agent), at])
        return [] if given is None else [(int(given), agent)]

    def learn(self, demand: str, contact: Contact) -> None:
        able = [
            name(agent.id) for agent in self.trace.agents if eligible(agent, contact.queue, contact.needs)
        ]
        with self.connection.pipeline() as pipeline:
            pipeline.sadd(f"can:{demand}", *able)
            for agent in able:
                pipeline.sadd(f"demands:{agent}", demand)
            pipeline.execute()
        self.known[demand] = None

    def close(self) -> None:
        self.connection.close()
