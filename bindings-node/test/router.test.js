import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KrarupError, Router } from 'krarup'

/** @type {import('krarup').Config} */
const config = {
  queues: [{ id: 'sales', offer_timeout_us: 20_000_000, wrap_up_us: 30_000_000 }],
  agents: [{ id: 'ann', queues: { sales: {} }, presence: 'available' }],
}
const at = (/** @type {number} */ s) => new Date(1_800_000_000_000 + s * 1000)

test('a call from queue to wrap-up', () => {
  const router = new Router(config, at(0))
  const receipt = router.apply(at(5), { type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'cmd-1')
  assert.deepEqual(receipt.events.map(([, event]) => event.type), ['interaction_queued', 'offer_made'])
  assert.equal(router.nextDeadlineUs(), at(25).getTime() * 1000)
  router.apply(at(8), { type: 'accept', interaction: 'c1', agent: 'ann' })
  router.apply(at(60), { type: 'complete', interaction: 'c1' })
  assert.equal(Router.restore(router.snapshot()).digest(), router.digest())
})

test('a reject has a code', () => {
  const router = new Router(config, at(0))
  assert.throws(
    () => router.apply(at(1), { type: 'complete', interaction: 'nobody' }),
    (error) => error instanceof KrarupError && error.code === 'unknown_interaction'
  )
  assert.throws(
    () => router.tick({ atUs: 0.5 }),
    (error) => error instanceof KrarupError && error.code === 'invalid_input'
  )
})
