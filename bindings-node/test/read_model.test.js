// What desktops and wallboards read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LiveRouter, RejectError, Router } from 'krarup'

const queues = ['sales', 'service']
const agents = ['ann', 'bo', 'cy']

/** @returns {import('krarup').Config} */
const config = (/** @type {number | undefined} */ buffered_events = undefined) => ({
  queues: queues.map((id) => ({ id, offer_timeout_us: 9_000_000, wrap_up_us: 4_000_000 })),
  agents: agents.map((id) => ({ id, queues: { sales: {}, service: {} }, presence: 'available' })),
  limits: buffered_events === undefined ? {} : { buffered_events },
})

const interaction = fc.integer({ min: 0, max: 20 }).map((n) => `c${n}`)
const queue = fc.constantFrom(...queues)
const agent = fc.constantFrom(...agents)
/** @type {fc.Arbitrary<import('krarup').Command>} */
const command = fc.oneof(
  fc.record({ type: fc.constant(/** @type {const} */ ('enqueue')), interaction, queue }),
  fc.record({ type: fc.constant(/** @type {const} */ ('accept')), interaction, agent }),
  fc.record({ type: fc.constantFrom(/** @type {const} */ ('abandon')), interaction }),
  fc.record({ type: fc.constant(/** @type {const} */ ('complete')), interaction }),
  fc.record({ type: fc.constant(/** @type {const} */ ('transfer')), interaction, queue }),
  fc.record({
    type: fc.constant(/** @type {const} */ ('set_presence')),
    agent,
    presence: fc.constantFrom(/** @type {const} */ ('available'), /** @type {const} */ ('paused')),
  })
)

/** The receipt of a command, or of the tick before it was refused. */
function step(/** @type {Router} */ router, /** @type {number} */ atUs, /** @type {import('krarup').Command} */ asked) {
  try {
    return router.apply({ atUs }, asked)
  } catch (error) {
    if (!(error instanceof RejectError) || error.tick === null) throw error
    return error.tick
  }
}

test('the overview says what one question each would', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 20, maxLength: 60 }), (commands) => {
      const router = new Router(config(), { atUs: 0 })
      commands.forEach((asked, n) => {
        const { seq } = step(router, n * 1_500_000, asked)
        const view = router.overview()
        assert.deepEqual(view.as_of, { seq, at_us: n * 1_500_000 })
        assert.deepEqual(view.queues, queues.map((id) => {
          const { config, ...counts } = router.queue(id)
          return { queue: id, ...counts }
        }))
        assert.deepEqual(view.agents.map((one) => one.agent), agents)
        for (const one of view.agents) {
          const { presence, reason, wrap_up, last_contact_end_us } = router.agent(one.agent)
          assert.deepEqual([one.presence, one.reason, one.wrap_up], [presence, reason, wrap_up])
          for (const id of one.contacts) {
            const { place } = router.interaction(id)
            assert.equal(place.type === 'assigned' && place.agent, one.agent)
          }
          for (const id of one.offers) {
            const { place } = router.interaction(id)
            assert.ok(place.type === 'offered' && one.agent in place.offers)
          }
          const isFree = presence === 'available' && wrap_up === null && one.offers.length + one.contacts.length === 0
          assert.equal(one.idle_since_us, isFree ? last_contact_end_us : null)
        }
      })
    }),
    { seed: 1, numRuns: 20 }
  )
})

test('a reader who comes back misses nothing and hears nothing twice', () => {
  let [lost, resumed] = [0, 0]
  const rounds = fc.array(fc.tuple(command, fc.integer({ min: 0, max: 9 })), { minLength: 60, maxLength: 120 })
  fc.assert(
    fc.property(fc.constantFrom(0, 4, 10_000), rounds, (buffered, commands) => {
      const router = new Router(config(buffered), { atUs: 0 })
      /** @type {object[]} */
      const happened = []
      /** @type {object[]} */
      let heard = []
      let begun = 0
      /** @type {[number, number | null]} */
      let position = [0, null]
      commands.forEach(([asked, luck], n) => {
        const { seq, events } = step(router, n * 1_500_000, asked)
        events.forEach(([at_us, event], index) => happened.push({ seq, index, at_us, ...event }))
        if (luck > 1) return
        try {
          for (const event of router.eventsAfter(...position).slice(0, luck === 0 ? 2 : undefined)) {
            heard.push(event)
            position = [event.seq, event.index]
          }
          resumed += 1
        } catch (error) {
          if (/** @type {any} */ (error).code !== 'events_lost') throw error
          lost += 1
          begun = happened.length
          heard = []
          position = [router.overview().as_of.seq, null]
        }
        assert.deepEqual(heard, happened.slice(begun, begun + heard.length))
      })
    }),
    { seed: 2, numRuns: 40 }
  )
  assert.ok(lost > 20 && resumed > 20, `${lost} lost, ${resumed} resumed`)
})

test('positions that are none are refused', () => {
  const router = new Router(config(), { atUs: 0 })
  for (const position of [[-1], [1.5], [NaN], [0, -1], [2 ** 60]]) {
    const refused = { code: 'invalid_input', message: /must be a whole number/ }
    assert.throws(() => router.eventsAfter(position[0], position[1]), refused)
  }
  // @ts-expect-error no number
  assert.throws(() => router.eventsAfter('1'), { code: 'invalid_input' })
  assert.throws(() => router.eventsAfter(7), { code: 'events_lost', message: /last input is 0/ })
  router.tick({ atUs: 1 })
  const restored = Router.restore(router.snapshot())
  assert.throws(() => restored.eventsAfter(0), { code: 'events_lost', message: /event 0 of input 2/ })
  assert.deepEqual(restored.eventsAfter(1), [])
})

test('live events carry their position', () => {
  const live = new LiveRouter(config())
  /** @type {import('krarup').NumberedEvent[]} */
  const seen = []
  live.on('event', (event) => seen.push(event))
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
  const { as_of } = live.overview()
  live.apply({ type: 'accept', interaction: 'c1', agent: 'ann' })
  live.close()
  assert.deepEqual(seen.map(({ seq, index }) => [seq, index]), [[1, 0], [1, 1], [2, 0]])
  assert.deepEqual(live.eventsAfter(0), seen)
  assert.deepEqual(live.eventsAfter(1, 0), seen.slice(1))
  assert.deepEqual(live.eventsAfter(as_of.seq), seen.slice(2))
})

test('everything open is listed page by page, contacts in self-service with what they answered', () => {
  const router = new Router({ ...config(), entry_rules: [{ queue: 'sales' }] }, { atUs: 0 })
  for (const id of ['c2', 'c1', 'c3']) router.apply({ atUs: 1 }, { type: 'enqueue', interaction: id, queue: 'sales' })
  const ids = (/** @type {import('krarup').InteractionView[]} */ page) => page.map((one) => one.facts.interaction)
  assert.deepEqual(ids(router.interactions()), ['c1', 'c2', 'c3'])
  assert.deepEqual(ids(router.interactions(null, 2)), ['c1', 'c2'])
  assert.deepEqual(ids(router.interactions('c2', 2)), ['c3'])
  assert.deepEqual(router.interactions('c3'), [])
  assert.deepEqual(router.interactions('c1', 1)[0], router.interaction('c2'))
  router.apply({ atUs: 2 }, { type: 'arrive', interaction: 'm', self_service: true, details: { menu: '2' } })
  router.apply({ atUs: 5 }, { type: 'keep_alive', interaction: 'm' })
  const [served] = router.selfService()
  assert.deepEqual([served?.contact.interaction, served?.contact.details], ['m', { menu: '2' }])
  assert.deepEqual([served?.started_at_us, served?.heard_at_us], [2, 5])
  assert.deepEqual(router.selfService('m'), [])
  assert.throws(() => router.interactions(null, -1), { code: 'invalid_input' })
})

test('an offer names the configuration and the plans in force', () => {
  const router = new Router({ ...config(), plans: [{ id: 'storm' }] }, { atUs: 0 })
  const why = (/** @type {string} */ interaction) => {
    const { events } = router.apply({ atUs: 1 }, { type: 'enqueue', interaction, queue: 'sales' })
    return events.map(([, event]) => event).find((event) => event.type === 'offer_made')?.why
  }
  assert.deepEqual([why('a')?.configured_at_seq, why('b')?.plans], [0, undefined])
  router.apply({ atUs: 2 }, { type: 'activate_plan', plan: 'storm' })
  assert.deepEqual(why('c')?.plans, ['storm'])
})
