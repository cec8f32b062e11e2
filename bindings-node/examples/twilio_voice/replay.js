// Plays a recording through a desk and says what happened: `node replay.js [RECORDING]`.
import { readFileSync } from 'node:fs'
import { mock } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LiveRouter } from 'krarup'
import { VoiceDesk } from './voice-desk.js'

/** @typedef {{ received_ms: number, path: string, body: Record<string, string> }} Delivery */

/** @type {import('krarup').Config} */
export const config = {
  queues: [
    { id: 'sales', offer_timeout_us: 20_000_000, on_timeout: 'paused', on_decline: 'exclude', wrap_up_us: 10_000_000 },
  ],
  agents: ['ann', 'bo'].map((id) => ({ id, queues: { sales: {} } })),
}

/** What the CRM knows of who calls which number; a customer's number stays in the CRM. @type {Record<string, string>} */
const CUSTOMERS = { '+4530000001': 'customer-4711', '+4530000002': 'customer-0815' }

/** Moves the clock through everything that is due on the way. */
function moveTo(/** @type {number} */ atMs, /** @type {LiveRouter} */ live) {
  for (;;) {
    const dueMs = Math.ceil((live.router.nextDeadlineUs() ?? Infinity) / 1000)
    mock.timers.tick(Math.min(dueMs, atMs) - Date.now())
    if (dueMs > atMs) return
  }
}

/** @returns {Delivery[]} */
export const recording = (/** @type {string | URL} */ file = new URL('recording.jsonl', import.meta.url)) =>
  readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))

/**
 * One line for every event, action and late webhook, with seconds since the first delivery.
 * @param {Delivery[]} deliveries
 */
export function replay(deliveries) {
  const start = deliveries[0].received_ms
  // The clock and the timers of a service stand still here until they are moved.
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start })
  /** @type {string[]} */
  const lines = []
  const say = (/** @type {number} */ atMs, /** @type {string} */ text) =>
    lines.push(`${((atMs - start) / 1000).toFixed(1).padStart(6)} ${text}`)
  const live = new LiveRouter(config)
  live.on('event', ({ at_us, type, ...event }) => {
    const shown = ['interaction', 'agent', 'generation', 'cause', 'ended_by', 'presence', 'reason']
    const fields = Object.entries(event).filter(([key, value]) => shown.includes(key) && value !== null)
    say(at_us / 1000, [type, ...fields.map(([, value]) => value)].join(' '))
  })
  const desk = new VoiceDesk(live, {
    contact: ({ CallSid, From }) => ({ queue: 'sales', subject: CUSTOMERS[From], context_ref: `case of ${CallSid}` }),
    act: ({ do: what, ...whom }) => say(Date.now(), `  -> ${what} ${Object.values(whom).join(' ')}`),
    late: (what, code) => say(Date.now(), `  late: ${what} (${code})`),
  })
  try {
    for (const { received_ms, path, body } of deliveries) {
      // When it arrived is what counts: a webhook that was late was late.
      moveTo(received_ms, live)
      desk.receive(path, body)
    }
  } finally {
    live.close()
    mock.timers.reset()
  }
  return { lines, router: live.router }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(replay(recording(process.argv[2])).lines.join('\n'))
}
