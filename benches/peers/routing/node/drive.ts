/** Plays a trace on a router and keeps its decisions and their times: drive.py in TypeScript. */

export interface Agent { id: number; capacity: number; queues: number[]; skills: Record<string, number> }
export interface Contact {
  id: number
  arrives_us: number
  duration_us: number
  queue: number
  priority: number
  needs: Record<string, number>
}
export interface Trace { agents: Agent[]; contacts: Contact[] }

/** A contact and an agent. */
export type Pair = [number, number]
export type Event = { kind: 'arrival'; contact: Contact } | { kind: 'completion'; contact: number; agent: number }

/** Told of the events of a step, a router answers who is given to whom. */
export interface Router {
  step(at: number, events: Event[]): Pair[]
}

export interface Step { at: number; arrived: number[]; completed: Pair[]; assigned: Pair[] }

interface Due { at: number; event: Event }

export function play(trace: Trace, router: Router, atOnce: number) {
  const due = new Heap()
  for (const contact of trace.contacts) due.push({ at: contact.arrives_us, event: { kind: 'arrival', contact } })
  const steps: Step[] = []
  const times: number[] = []
  let total = 0
  const cpu = process.cpuUsage()
  while (due.size > 0) {
    const taken = Array.from({ length: Math.min(atOnce, due.size) }, () => due.pop())
    const at = taken[taken.length - 1]!.at
    const events = taken.map(({ event }) => event)
    const start = process.hrtime.bigint()
    const assigned = router.step(at, events)
    const spent = Number(process.hrtime.bigint() - start)
    total += spent
    // Every event of a step waits for the answer to the step.
    for (const _ of events) times.push(spent)
    for (const [contact, agent] of assigned) {
      const event: Event = { kind: 'completion', contact, agent }
      due.push({ at: at + trace.contacts[contact]!.duration_us, event })
    }
    steps.push({
      at,
      arrived: events.flatMap((event) => (event.kind === 'arrival' ? [event.contact.id] : [])),
      completed: events.flatMap((event): Pair[] => (event.kind === 'completion' ? [[event.contact, event.agent]] : [])),
      assigned,
    })
  }
  const { user, system } = process.cpuUsage(cpu)
  return { steps, times, total, cpu: (user + system) * 1_000 }
}

/** At one instant arrivals come first, then by contact. */
function before(one: Due, other: Due): boolean {
  const key = ({ at, event }: Due) =>
    event.kind === 'arrival' ? [at, 0, event.contact.id, -1] : [at, 1, event.contact, event.agent]
  const [left, right] = [key(one), key(other)]
  const place = left.findIndex((value, index) => value !== right[index])
  return place >= 0 && left[place]! < right[place]!
}

class Heap {
  #items: Due[] = []

  get size(): number {
    return this.#items.length
  }

  push(item: Due): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0 && before(item, items[(at - 1) >> 1]!)) {
      items[at] = items[(at - 1) >> 1]!
      at = (at - 1) >> 1
    }
    items[at] = item
  }

  pop(): Due {
    const items = this.#items
    const [first, last] = [items[0]!, items.pop()!]
    if (items.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++
      if (!before(items[child]!, last)) break
      items[at] = items[child]!
      at = child
    }
    items[at] = last
    return first
  }
}
