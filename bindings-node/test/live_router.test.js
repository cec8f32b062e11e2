import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { KrarupError, LiveRouter, RejectError, Router } from 'krarup'

/** @type {import('krarup').Config} */
const config = {
  // Offers long enough that a slow machine's accepts are never too late.
  queues: [{ id: 'sales', offer_timeout_us: 60_000_000, wrap_up_us: 1_000 }],
  agents: Array.from({ length: 20 }, (_, n) => ({ id: `a${n}`, queues: { sales: {} }, presence: 'available' })),
}
/** @returns {import('krarup').Config} */
const withTimeout = (/** @type {number} */ us) => ({ ...config, queues: [{ ...config.queues[0], offer_timeout_us: us }] })
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

test('an offer expires by itself', async () => {
  const live = new LiveRouter(withTimeout(20_000))
  /** @type {string[]} */
  const seen = []
  live.on('event', (event) => seen.push(event.type))
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  const [expired] = await once(live, 'offer_expired')
  assert.equal(expired.interaction, 'c1')
  assert.deepEqual(seen.slice(0, 3), ['interaction_queued', 'offer_made', 'offer_expired'])
  live.close()
})

test('10,000 contacts, every event typed, no timer left', { timeout: 240_000 }, async () => {
  const contacts = 10_000
  const before = timers()
  const live = new LiveRouter(config)
  const seen = { queued: 0, assigned: 0, completed: 0, wrappedUp: 0, all: 0 }
  let last = 0
  live.on('event', (event) => {
    seen.all += 1
    assert.ok(event.at_us >= last, 'events are told in order')
    last = event.at_us
  })
  live.on('interaction_queued', () => (seen.queued += 1))
  live.on('offer_made', ({ interaction, agent, generation }) => {
    setImmediate(() => live.apply({ type: 'accept', interaction, agent, generation }))
  })
  live.on('assigned', ({ interaction }) => {
    seen.assigned += 1
    setTimeout(() => live.apply({ type: 'complete', interaction }), seen.assigned % 3)
  })
  live.on('completed', () => (seen.completed += 1))
  live.on('wrap_up_ended', () => (seen.wrappedUp += 1))
  for (let n = 0; n < contacts; n += 1) {
    live.apply({ type: 'enqueue', interaction: `c${n}`, queue: 'sales', subject: `customer ${n}` }, `cmd-${n}`)
    // As many at once as the agents can take: a simulated centre, not a pile of calls.
    while (live.router.queue('sales').waiting > 5) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  while (seen.wrappedUp < contacts) await new Promise((resolve) => setTimeout(resolve, 5))
  live.close()
  assert.equal(seen.queued, contacts)
  assert.equal(seen.assigned, contacts)
  assert.equal(seen.completed, contacts)
  assert.equal(seen.all, contacts * 6)
  assert.equal(timers(), before)
  assert.throws(
    () => live.apply({ type: 'enqueue', interaction: 'late', queue: 'sales' }),
    (error) => error instanceof KrarupError && error.code === 'closed'
  )
})

test('a listener that applies commands does not change the order others hear', () => {
  const live = new LiveRouter(config)
  /** @type {string[]} */
  const seen = []
  live.on('offer_made', ({ interaction, agent }) => live.apply({ type: 'accept', interaction, agent }))
  live.on('event', ({ type }) => seen.push(type))
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  live.close()
  assert.deepEqual(seen, ['interaction_queued', 'offer_made', 'assigned'])
})

test('a listener that throws loses nobody an event', async () => {
  const live = new LiveRouter(config)
  /** @type {string[]} */
  const seen = []
  const uncaught = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve))
  live.on('interaction_queued', () => {
    throw new Error('from a listener')
  })
  live.on('event', ({ type }) => seen.push(type))
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  assert.equal((await uncaught).message, 'from a listener')
  process.setUncaughtExceptionCaptureCallback(null)
  assert.deepEqual(seen, ['interaction_queued', 'offer_made'])
  live.close()
})

test('a reject hands out the events of its tick; a repeated command none', () => {
  let now = 0
  const live = new LiveRouter(withTimeout(20_000), { clockUs: () => now })
  /** @type {string[]} */
  const seen = []
  live.on('event', ({ type }) => seen.push(type))
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'cmd-1')
  assert.equal(live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'cmd-1').repeated, true)
  assert.deepEqual(seen, ['interaction_queued', 'offer_made'])
  now = 30_000
  assert.throws(() => live.apply({ type: 'hold', interaction: 'c1' }), RejectError)
  assert.ok(seen.includes('offer_expired'))
  live.close()
})

test('a router made before can go live', () => {
  const router = new Router(config, { atUs: 0 })
  const live = new LiveRouter(router, { clockUs: () => 1 })
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  assert.equal(router.queue('sales').offered, 1)
  live.close()
})

test('a strict clock that steps back stops no timer', async () => {
  let clockUs = 10_000_000
  const live = new LiveRouter({ ...withTimeout(20_000), strict_time: true }, { clockUs: () => clockUs })
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  clockUs -= 1_000
  await new Promise((resolve) => setTimeout(resolve, 40))
  clockUs += 30_000
  const [expired] = await once(live, 'offer_expired')
  assert.equal(expired.interaction, 'c1')
  live.close()
})

test('a long absence is made up for in pieces', () => {
  let clockUs = 0
  const one = { ...withTimeout(20_000), agents: config.agents.slice(0, 1), limits: { events_per_input: 10 } }
  const live = new LiveRouter(one, { clockUs: () => clockUs })
  let expired = 0
  live.on('offer_expired', () => expired++)
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  clockUs = 1_000_000
  live.apply({ type: 'set_presence', agent: 'a0', presence: 'offline' })
  assert.equal(expired, 50)
  live.close()
  // @ts-expect-error no such option
  assert.throws(() => new LiveRouter(one, { clock: Date.now }), { code: 'invalid_input' })
})
