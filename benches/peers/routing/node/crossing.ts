/** node crossing.js TRACE STEPS: nanoseconds of the processor that a command costs, one by one and in batches; the best of five runs. */
import { readFileSync } from 'node:fs'
import type { Event, Router, Step, Trace } from './drive.js'
import { Krarup, KrarupBatches } from './krarup_router.js'

const [tracePath, stepsPath] = process.argv.slice(2)
const trace: Trace = JSON.parse(readFileSync(tracePath!, 'utf8'))
const steps: Step[] = JSON.parse(readFileSync(stepsPath!, 'utf8'))
const events = steps.flatMap(({ at, arrived, completed }) => [
  ...arrived.map((contact) => ({ at, event: { kind: 'arrival', contact: trace.contacts[contact]! } satisfies Event })),
  ...completed.map(([contact, agent]) => ({ at, event: { kind: 'completion', contact, agent } satisfies Event })),
])

function best(router: () => Router, atOnce: number): number {
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const fresh = router()
    const start = process.cpuUsage()
    for (let first = 0; first < events.length; first += atOnce) {
      const some = events.slice(first, first + atOnce)
      // A batch may have an instant a row; these have that of the last, which changes no decision.
      fresh.step(some[some.length - 1]!.at, some.map(({ event }) => event))
    }
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, ((user + system) * 1_000) / events.length)
  }
  return Math.round(best)
}

const single = best(() => new Krarup(trace), 1)
const batches = [8, 100, 1_000].map((atOnce) => [atOnce, best(() => new KrarupBatches(trace), atOnce)])
console.log(JSON.stringify({ single, batches }))
