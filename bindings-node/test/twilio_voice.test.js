import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { LiveRouter } from 'krarup'
import { VoiceDesk } from '../examples/twilio_voice/voice-desk.js'
import { recording, replay } from '../examples/twilio_voice/replay.js'

const deliveries = recording()
const contacts = [...new Set(deliveries.filter(({ path }) => path === '/voice').map(({ body }) => body.CallSid))]
/** What the router says happened, without actions and late webhooks. */
const events = (/** @type {string[]} */ lines) => lines.filter((line) => !/^ *[\d.]+ {3}/.test(line))
const ends = (/** @type {string[]} */ lines) =>
  contacts.map((contact) => lines.filter((line) => / (completed|abandoned) /.test(line) && line.includes(contact)).length)

test('the recording has its expected outcome', () => {
  const expected = readFileSync(new URL('../examples/twilio_voice/expected.txt', import.meta.url), 'utf8')
  const { lines, router } = replay(deliveries)
  assert.deepEqual(lines, expected.trimEnd().split('\n'))
  const { waiting, offered, assigned } = router.queue('sales')
  assert.deepEqual([waiting, offered, assigned], [0, 0, 0])
})

test('every webhook delivered twice changes nothing', () => {
  const twice = deliveries.flatMap((delivery) => [delivery, delivery])
  assert.deepEqual(events(replay(twice).lines), events(replay(deliveries).lines))
})

test('every webhook delivered again at the end changes nothing', () => {
  const end = deliveries[deliveries.length - 1].received_ms
  const calls = deliveries.filter(({ path }) => path !== '/taskrouter')
  const again = [...deliveries, ...deliveries.map((delivery) => ({ ...delivery, received_ms: end }))]
  assert.ok(calls.length > 30)
  assert.deepEqual(events(replay(again).lines), events(replay(deliveries).lines))
})

test('neighbours that overtake each other leave no call behind and end none twice', () => {
  for (let n = 0; n + 1 < deliveries.length; n += 1) {
    const [first, second] = [deliveries[n], deliveries[n + 1]]
    // The call itself must be there first: Twilio waits for the answer to it.
    if (second.received_ms - first.received_ms > 1_000 || [first, second].some(({ path }) => path === '/voice')) continue
    const swapped = [...deliveries]
    swapped.splice(n, 2, { ...second, received_ms: first.received_ms }, { ...first, received_ms: second.received_ms })
    const { lines, router } = replay(swapped)
    assert.deepEqual(ends(lines), contacts.map(() => 1), `${first.path} and ${second.path} at ${n}`)
    assert.equal(router.queue('sales').assigned, 0)
  }
})

test('the end of a leg whose agent has handed the call on ends nothing of his successor', () => {
  /** @type {import('krarup').Config} */
  const config = {
    queues: [{ id: 'sales' }, { id: 'service' }],
    agents: [
      { id: 'ann', queues: { sales: {} }, presence: 'available' },
      { id: 'bo', queues: { service: {} }, presence: 'available' },
    ],
  }
  const live = new LiveRouter(config)
  const desk = new VoiceDesk(live, { contact: () => ({ queue: 'sales' }), act: () => {}, late: () => {} })
  const leg = (/** @type {string} */ agent, /** @type {number} */ generation, /** @type {string} */ CallStatus) =>
    desk.receive(`/agent-leg?interaction=CA1&agent=${agent}&generation=${generation}`, { CallStatus })
  desk.receive('/voice', { CallSid: 'CA1' })
  leg('ann', 0, 'in-progress')
  live.apply({ type: 'connected', interaction: 'CA1' })
  live.apply({ type: 'transfer', interaction: 'CA1', queue: 'service' })
  leg('bo', 1, 'in-progress')
  leg('ann', 0, 'completed')
  assert.deepEqual(live.router.interaction('CA1').place, { type: 'assigned', agent: 'bo', connected: false, held: false })
  leg('bo', 1, 'completed')
  assert.equal(live.router.interaction('CA1').place.type, 'offered')
  live.close()
})

test('a worker who is in no configuration is an error that somebody sees', () => {
  const stranger = deliveries.map((delivery) => ({ ...delivery, body: { ...delivery.body, WorkerName: 'cy' } }))
  assert.throws(() => replay(stranger), { code: 'unknown_agent' })
})
