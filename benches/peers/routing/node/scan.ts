/** The plain scan: everything that waits in the order of service, everybody free looked at in turn. */
import type { Agent, Contact, Event, Pair, Router, Trace } from './drive.js'

export class Scan implements Router {
  #agents: Agent[]
  #used: number[]
  #idleSince: number[]
  #free: Set<number>
  #waiting: Contact[] = []

  constructor(trace: Trace) {
    this.#agents = trace.agents
    this.#used = trace.agents.map(() => 0)
    this.#idleSince = trace.agents.map(() => 0)
    this.#free = new Set(trace.agents.keys())
  }

  step(at: number, events: Event[]): Pair[] {
    return events.flatMap((event) =>
      event.kind === 'arrival' ? this.#arrive(event.contact) : this.#complete(at, event.agent))
  }

  #arrive(contact: Contact): Pair[] {
    let best: number | undefined
    for (const agent of this.#free) {
      if (eligible(this.#agents[agent]!, contact) && (best === undefined || this.#idleLonger(agent, best))) best = agent
    }
    if (best === undefined) {
      const place = this.#waiting.findLastIndex((other) => other.priority >= contact.priority)
      this.#waiting.splice(place + 1, 0, contact)
      return []
    }
    this.#take(best)
    return [[contact.id, best]]
  }

  #complete(at: number, agent: number): Pair[] {
    this.#used[agent]!--
    this.#idleSince[agent] = at
    this.#free.add(agent)
    const place = this.#waiting.findIndex((contact) => eligible(this.#agents[agent]!, contact))
    if (place < 0) return []
    const [contact] = this.#waiting.splice(place, 1)
    this.#take(agent)
    return [[contact!.id, agent]]
  }

  #idleLonger(agent: number, other: number): boolean {
    const [left, right] = [this.#idleSince[agent]!, this.#idleSince[other]!]
    return left < right || (left === right && agent < other)
  }

  #take(agent: number): void {
    this.#used[agent]!++
    if (this.#used[agent] === this.#agents[agent]!.capacity) this.#free.delete(agent)
  }
}

function eligible(agent: Agent, { queue, needs }: Contact): boolean {
  return agent.queues.includes(queue) && Object.entries(needs).every(([skill, level]) => (agent.skills[skill] ?? 0) >= level)
}
