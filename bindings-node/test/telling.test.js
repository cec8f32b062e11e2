// The host chooses what is told; nothing is decided otherwise.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveRouter, Recorder, RejectError, Router, commandTypes, eventTypes } from 'krarup'

/** @type {import('krarup').Config} */
const config = {
  queues: [{ id: 'sales', offer_timeout_us: 9_000_000, wrap_up_us: 4_000_000 }],
  agents: ['ann', 'bo'].map((id) => ({ id, queues: { sales: {} }, presence: 'available' })),
}
/** @type {import('krarup').Command} */
const call = { type: 'enqueue', interaction: 'c1', queue: 'sales' }

/** @returns {import('krarup').Command[]} */
const commands = () =>
  Array.from({ length: 200 }, (_, n) => {
    const interaction = `c${Math.floor(n / 4)}`
    const agent = n % 8 < 4 ? 'ann' : 'bo'
    if (n % 4 === 0) return { type: 'enqueue', interaction, queue: 'sales' }
    if (n % 4 === 1) return { type: 'accept', interaction, agent }
    return n % 4 === 2 ? { type: 'complete', interaction } : { type: 'end_wrap_up', agent }
  })

/** @returns {import('krarup').Receipt} */
function receipt(/** @type {Router} */ router, /** @type {number} */ atUs, /** @type {import('krarup').Command} */ command) {
  try {
    return router.apply({ atUs }, command)
  } catch (error) {
    if (!(error instanceof RejectError) || error.tick === null) throw error
    return error.tick
  }
}

test('the same happens whatever is told', () => {
  const [router, quiet] = [new Router(config, { atUs: 0 }), new Router(config, { atUs: 0 })]
  quiet.tell({ events: ['offer_made', 'wrap_up_ended'], why: 'key' })
  let [leftOut, offers] = [0, 0]
  commands().forEach((command, step) => {
    const [all, told] = [router, quiet].map((one) => receipt(one, step * 1_300_000, command))
    /** @type {(at: number, event: import('krarup').Event, index: number) => unknown[][]} */
    const kept = (at, event, index) => {
      if (event.type !== 'offer_made') return event.type === 'wrap_up_ended' ? [[index, at, event]] : []
      offers += 1
      const { candidates, ...why } = /** @type {import('krarup').Why} */ (event.why)
      assert.ok(candidates && candidates > 0)
      return [[index, at, { ...event, why: { ...why, runner_up: null } }]]
    }
    const expected = (all?.events ?? []).flatMap(([at, event], index) => kept(at, event, index))
    assert.deepEqual(told?.events.map(([at, event], place) => [told.indexes?.[place] ?? place, at, event]), expected)
    leftOut += (all?.events.length ?? 0) - expected.length
    assert.equal(quiet.digest(), router.digest())
  })
  assert.ok(leftOut > 100 && offers > 20, `${leftOut} ${offers}`)
})

test('a repeated command is told as the choice is now, and a restored router tells all', () => {
  const router = new Router(config, { atUs: 0 })
  const first = router.apply({ atUs: 1 }, call, 'k1')
  router.tell({ events: [] })
  assert.deepEqual(router.apply({ atUs: 2 }, call, 'k1'), { ...first, repeated: true, events: [], indexes: [] })
  const restored = Router.restore(router.snapshot())
  assert.deepEqual(restored.apply({ atUs: 2 }, call, 'k1'), { ...first, repeated: true })
  router.tell()
  assert.deepEqual(router.apply({ atUs: 2 }, call, 'k1'), { ...first, repeated: true })
})

test("a batch has the chosen events alone, and a live router's keep their positions", () => {
  const router = new Router(config, { atUs: 0 })
  router.tell({ events: ['offer_made'] })
  const columns = router.applyBatch({
    atUs: Float64Array.of(1), type: Uint8Array.of(commandTypes.indexOf('enqueue')), ids: ['c1', 'sales'],
    interaction: Uint32Array.of(0), queue: Uint32Array.of(1),
  })
  assert.deepEqual([...columns.type].map((code) => eventTypes[code]), ['offer_made'])
  const live = new LiveRouter(config)
  live.tell({ events: ['offer_made', 'assigned'], why: 'none' })
  /** @type {import('krarup').NumberedEvent[]} */
  const seen = []
  live.on('event', (event) => seen.push(event))
  live.apply(call)
  live.apply({ type: 'accept', interaction: 'c1', agent: 'ann' })
  live.close()
  assert.deepEqual(seen.map(({ seq, index }) => [seq, index]), [[1, 1], [2, 0]])
  assert.ok(seen[0] && !('why' in seen[0]))
  assert.deepEqual(live.eventsAfter(0), seen)
})

test('what is not known is named, and a recorder takes no receipt that lacks events', () => {
  const router = new Router(config, { atUs: 0 })
  // @ts-expect-error no type of an event
  assert.throws(() => router.tell({ events: ['assined'] }), { code: 'invalid_input', message: /assined/ })
  // @ts-expect-error not an amount
  assert.throws(() => router.tell({ why: 'runner_up' }), { code: 'invalid_input', message: /runner_up/ })
  // @ts-expect-error no option
  assert.throws(() => router.tell({ reasons: 'all' }), { code: 'invalid_input', message: /reasons/ })
  router.tell({ events: ['assigned'] })
  const recorder = new Recorder(config, { atUs: 0 })
  assert.throws(() => recorder.record(router.apply({ atUs: 1 }, call)), { code: 'incomplete_receipt' })
})
