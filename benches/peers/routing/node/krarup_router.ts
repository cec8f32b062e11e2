/** krarup: one command an event, or one batch a step. With a path its log of inputs is on file before the answer counts. */
import { fsyncSync, openSync, writevSync } from 'node:fs'
import { Router as Core, commandTypes, eventTypes, type CommandColumns, type Config } from 'krarup'
import type { Event, Pair, Router, Trace } from './drive.js'

const DRAIN_EVERY = 1_000 // steps, where nobody keeps the log
const ASSIGNED = eventTypes.indexOf('assigned')
const [ENQUEUE, COMPLETE] = [commandTypes.indexOf('enqueue'), commandTypes.indexOf('complete')]
const NONE = 4294967295

/** The trace's centre: the oldest of the greatest priority first, to whoever is idle longest. */
export function configuration(trace: Trace): Config {
  return {
    queues: Array.from({ length: 10 }, (_, queue) => ({ id: `q${queue}`, auto_accept: true })),
    agents: trace.agents.map(({ id, capacity, queues, skills }) => ({
      id: `a${String(id).padStart(5, '0')}`,
      queues: Object.fromEntries(queues.map((queue) => [`q${queue}`, {}])),
      skills,
      capacity: { total: capacity },
      presence: 'available',
    })),
  }
}

const requirements = (needs: Record<string, number>) => Object.entries(needs).map(([skill, level]) => ({ skill, level }))
const number = (id: string) => Number(id.slice(1))

export class Krarup implements Router {
  protected core: Core
  #log: number | undefined
  #fsync: boolean
  #steps = 0

  constructor(trace: Trace, log?: string, fsync = false) {
    this.core = new Core(configuration(trace), { atUs: 0 })
    this.#log = log === undefined ? undefined : openSync(log, 'w')
    this.#fsync = fsync
  }

  step(at: number, events: Event[]): Pair[] {
    const pairs = this.decide(at, events)
    this.#keep()
    return pairs
  }

  protected decide(at: number, events: Event[]): Pair[] {
    return events.flatMap((event) => {
      const { events } = event.kind === 'completion'
        ? this.core.apply({ atUs: at }, { type: 'complete', interaction: `c${event.contact}` })
        : this.core.apply({ atUs: at }, {
            type: 'enqueue',
            interaction: `c${event.contact.id}`,
            queue: `q${event.contact.queue}`,
            priority: event.contact.priority,
            requirements: requirements(event.contact.needs),
          })
      return events.flatMap(([, event]): Pair[] =>
        event.type === 'assigned' ? [[number(event.interaction), number(event.agent)]] : [])
    })
  }

  #keep(): void {
    if (this.#log !== undefined) {
      const lines = this.core.drainInputs().flatMap((input) => {
        const length = Buffer.alloc(4)
        length.writeUInt32LE(input.length)
        return [length, input]
      })
      writevSync(this.#log, lines)
      if (this.#fsync) fsyncSync(this.#log)
    } else if (++this.#steps % DRAIN_EVERY === 0) this.core.drainInputs()
  }
}

/** All events of a step by one call. */
export class KrarupBatches extends Krarup {
  protected override decide(at: number, events: Event[]): Pair[] {
    const { type, interaction, agent, ids } = this.core.applyBatch(columns(at, events))
    const pairs: Pair[] = []
    type.forEach((code, row) => {
      if (code === ASSIGNED) pairs.push([number(ids[interaction[row]!]!), number(ids[agent[row]!]!)])
    })
    return pairs
  }
}

export function columns(at: number, events: Event[]): CommandColumns {
  const ids: string[] = []
  const place = (id: string) => ids.push(id) - 1
  const sets: string[] = []
  const rows = events.map((event) =>
    event.kind === 'completion'
      ? { type: COMPLETE, interaction: place(`c${event.contact}`), queue: NONE, priority: 0, requirements: NONE }
      : {
          type: ENQUEUE,
          interaction: place(`c${event.contact.id}`),
          queue: place(`q${event.contact.queue}`),
          priority: event.contact.priority,
          requirements: sets.push(JSON.stringify(requirements(event.contact.needs))) - 1,
        })
  return {
    atUs: Float64Array.from(rows, () => at),
    type: Uint8Array.from(rows, ({ type }) => type),
    ids,
    interaction: Uint32Array.from(rows, ({ interaction }) => interaction),
    queue: Uint32Array.from(rows, ({ queue }) => queue),
    priority: Int32Array.from(rows, ({ priority }) => priority),
    requirements: Uint32Array.from(rows, ({ requirements }) => requirements),
    requirementSets: sets,
  }
}
