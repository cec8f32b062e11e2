import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import { KrarupError, RejectError, Router, commandTypes, eventTypes, lint, unmet } from 'krarup'

/** @type {import('krarup').Config} */
const config = {
  queues: [{ id: 'sales', offer_timeout_us: 20_000_000, wrap_up_us: 30_000_000 }],
  agents: [{ id: 'ann', queues: { sales: {} }, presence: 'available' }],
}
const at = (/** @type {number} */ s) => new Date(1_800_000_000_000 + s * 1000)
const NONE = 0xffffffff

test('a call from queue to wrap-up', () => {
  const router = new Router(config, at(0))
  const receipt = router.apply(at(5), { type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'cmd-1')
  assert.deepEqual(receipt.events.map(([, event]) => event.type), ['interaction_queued', 'offer_made'])
  assert.equal(router.nextDeadlineUs(), at(25).getTime() * 1000)
  assert.equal(router.waiting('sales')[0].place.type, 'offered')
  router.apply({ atMs: at(8).getTime() }, { type: 'accept', interaction: 'c1', agent: 'ann' })
  assert.equal(router.interaction('c1').place.type, 'assigned')
  router.apply({ atUs: at(60).getTime() * 1000 }, { type: 'complete', interaction: 'c1' })
  assert.equal(router.agent('ann').wrap_up?.until_us, at(90).getTime() * 1000)
  assert.equal(Router.restore(router.snapshot()).digest(), router.digest())
})

test('a reject has a code and the tick that came before it', () => {
  const router = new Router(config, at(0))
  router.apply(at(1), { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  assert.throws(
    () => router.apply(at(30), { type: 'complete', interaction: 'nobody' }),
    (error) => {
      assert.ok(error instanceof RejectError)
      assert.equal(error.code, 'unknown_interaction')
      assert.match(error.message, /"nobody"/)
      return error.tick?.events.some(([, event]) => event.type === 'offer_expired') ?? false
    }
  )
  assert.throws(
    () => router.explain('nobody'),
    (error) => error instanceof RejectError && error.tick === null
  )
})

test('what is malformed is refused before anything happens', () => {
  const router = new Router(config, at(0))
  const before = router.digest()
  const refused = (/** @type {() => unknown} */ work, /** @type {string} */ code) =>
    assert.throws(work, (error) => error instanceof KrarupError && error.code === code)
  refused(() => router.tick({ atUs: 0.5 }), 'invalid_input')
  refused(() => router.tick({ atUs: NaN }), 'invalid_input')
  refused(() => router.tick(new Date(NaN)), 'invalid_input')
  // @ts-expect-error no instant
  refused(() => router.tick(undefined), 'invalid_input')
  // @ts-expect-error no such command
  refused(() => router.apply(at(1), { type: 'enqeue' }), 'invalid_command')
  // @ts-expect-error no command
  refused(() => router.apply(at(1), undefined), 'invalid_input')
  refused(
    () => router.apply(at(1), { type: 'enqueue', interaction: 'c', queue: 'sales', priority: NaN }),
    'invalid_input'
  )
  // @ts-expect-error a name that does not exist
  refused(() => new Router({ ...config, ques: [] }, at(0)), 'invalid_config')
  refused(() => Router.restore(Buffer.from('nonsense')), 'unknown_encoding_version')
  refused(() => router.replay(Buffer.from([1, 2, 3])), 'malformed_encoding')
  assert.equal(router.digest(), before)
})

test('the input log replays to the same state', () => {
  const router = new Router(config, at(0))
  router.apply(at(1), { type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'cmd-1')
  router.tick(at(40))
  const log = router.drainInputs()
  assert.equal(Router.fromLog(log).digest(), router.digest())
  const twin = new Router(config, at(0))
  for (const input of log.slice(1)) twin.replay(input)
  assert.equal(twin.digest(), router.digest())
  assert.throws(
    () => Router.fromLog(log.slice(1)),
    (error) => error instanceof KrarupError && error.code === 'invalid_log'
  )
  assert.deepEqual(router.drainInputs(), [])
})

test('the golden file replays to the bit', () => {
  const file = new URL('../../core/tests/golden/routing.jsonl', import.meta.url)
  const [header, ...steps] = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
  const last = steps.pop()
  const outcome = (/** @type {Router} */ router, /** @type {any} */ step) => {
    if (step.command === undefined) return { receipt: router.tick({ atUs: step.at_us }) }
    try {
      return { receipt: router.apply({ atUs: step.at_us }, step.command, step.command_id ?? undefined) }
    } catch (error) {
      if (!(error instanceof RejectError)) throw error
      return { error: error.code, tick: error.tick }
    }
  }
  let router = new Router(header.config, { atUs: header.at_us })
  /** @type {Buffer[]} */
  const inputs = []
  steps.forEach((step, number) => {
    assert.deepEqual(outcome(router, step), step.outcome, `step ${number}`)
    if (number === 100) {
      inputs.push(...router.drainInputs())
      router = Router.restore(router.snapshot())
    }
  })
  inputs.push(...router.drainInputs())
  assert.equal(router.digest(), last.digest)
  assert.deepEqual(inputs, last.inputs.map((/** @type {string} */ text) => Buffer.from(`\x01${text}`)))
  assert.equal(Router.fromLog(inputs).digest(), last.digest)
})

test('a batch is its commands one after the other', () => {
  const ids = ['sales', 'ann', 'chat', 'c0', 'c1', 'c2']
  const place = (/** @type {string} */ id) => ids.indexOf(id)
  const code = (/** @type {string} */ name) => /** @type {readonly string[]} */ (commandTypes).indexOf(name)
  /** @type {fc.Arbitrary<import('krarup').Command>} */
  const command = fc.oneof(
    fc.record({
      type: fc.constant(/** @type {const} */ ('enqueue')),
      interaction: fc.constantFrom('c0', 'c1', 'c2'),
      queue: fc.constant('sales'),
      channel: fc.constantFrom('voice', 'chat'),
      priority: fc.integer({ min: -3, max: 3 }),
    }),
    fc.record({
      type: fc.constantFrom(/** @type {const} */ ('accept'), /** @type {const} */ ('decline')),
      interaction: fc.constantFrom('c0', 'c1', 'c2'),
      agent: fc.constant('ann'),
    }),
    fc.record({
      type: fc.constantFrom(
        /** @type {const} */ ('complete'), /** @type {const} */ ('abandon'), /** @type {const} */ ('hold'),
        /** @type {const} */ ('resume'), /** @type {const} */ ('connected')
      ),
      interaction: fc.constantFrom('c0', 'c1', 'c2'),
    }),
    fc.record({
      type: fc.constant(/** @type {const} */ ('set_presence')),
      agent: fc.constant('ann'),
      presence: fc.constantFrom(/** @type {const} */ ('offline'), /** @type {const} */ ('available')),
    }),
    fc.record({ type: fc.constant(/** @type {const} */ ('end_wrap_up')), agent: fc.constant('ann') })
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 30 }), command), { maxLength: 60 }), (steps) => {
      const single = new Router(config, at(0))
      const batched = new Router(config, at(0))
      let now = at(0).getTime() * 1000
      const rows = steps.map(([seconds, command]) => ({ atUs: (now += seconds * 1e6), command }))
      const column = (/** @type {string} */ field) => Uint32Array.from(rows, ({ command }) => {
        const value = /** @type {Record<string, unknown>} */ (command)[field]
        return typeof value === 'string' && ids.includes(value) ? place(value) : NONE
      })
      const presences = ['offline', 'available', 'paused']
      const answer = batched.applyBatch({
        atUs: Float64Array.from(rows, ({ atUs }) => atUs),
        type: Uint8Array.from(rows, ({ command }) => code(command.type)),
        ids: ids,
        interaction: column('interaction'),
        queue: column('queue'),
        agent: column('agent'),
        channel: column('channel').map((value) => (value === NONE ? NONE : value)),
        priority: Int32Array.from(rows, ({ command }) => ('priority' in command ? command.priority ?? 0 : 0)),
        presence: Uint8Array.from(rows, ({ command }) =>
          'presence' in command ? presences.indexOf(command.presence) : 0
        ),
      })
      /** @type {{ type: string, at: number, row: number }[]} */
      const expected = []
      const errors = rows.map(({ atUs, command }, row) => {
        const told = (/** @type {import('krarup').Receipt | null} */ receipt) =>
          receipt?.events.forEach(([at, event]) => expected.push({ type: event.type, at, row }))
        try {
          told(single.apply({ atUs }, command))
          return null
        } catch (error) {
          if (!(error instanceof RejectError)) throw error
          told(error.tick)
          return error.code
        }
      })
      assert.deepEqual(answer.error, errors)
      assert.deepEqual(
        Array.from(answer.type, (type, n) => ({ type: eventTypes[type], at: answer.atUs[n], row: answer.command[n] })),
        expected
      )
      assert.equal(batched.digest(), single.digest())
    }),
    { numRuns: 200 }
  )
})

test('a malformed batch changes nothing', () => {
  const router = new Router(config, at(0))
  const before = router.digest()
  const one = { atUs: Float64Array.of(1e15), type: Uint8Array.of(commandTypes.indexOf('enqueue')), ids: ['sales', 'c1'] }
  for (const columns of [
    { ...one, interaction: Uint32Array.of(7), queue: Uint32Array.of(0) },
    { ...one, interaction: Uint32Array.of(1) },
    { ...one, type: Uint8Array.of(99) },
    { ...one, type: Uint8Array.of() },
    { ...one, atUs: Float64Array.of(NaN) },
  ]) {
    assert.throws(
      () => router.applyBatch(columns),
      (error) => error instanceof KrarupError && error.code === 'invalid_input'
    )
  }
  assert.equal(router.digest(), before)
})

test('a panic inside becomes an error and poisons the router', () => {
  const { RawRouter } = createRequire(import.meta.url)('../krarup.node')
  const router = new Router(new RawRouter(JSON.stringify(config), 0), at(0))
  const failed = (/** @type {string} */ code) => (/** @type {unknown} */ error) =>
    error instanceof KrarupError && error.code === code
  const raw = new RawRouter(JSON.stringify(config), 0)
  assert.throws(() => raw.panicInside(), /^Error: internal_panic\n/)
  const poisoned = new Router(raw, at(0))
  assert.throws(() => poisoned.tick(at(1)), failed('poisoned'))
  assert.throws(() => poisoned.digest(), failed('poisoned'))
  assert.match(router.digest(), /^[0-9a-f]{32}$/)
})

test('what can hardly be meant is found', () => {
  const plain = { queues: [{ id: 'q', auto_accept: true }], agents: [{ id: 'ann', queues: { q: {} } }] }
  assert.deepEqual(lint(plain), [])
  assert.deepEqual(lint({ ...plain, agents: [] }).map(({ code }) => code), ['queue_without_members'])
  const call = { interaction: 'a', queue: 'q', requirements: [{ skill: 'da' }] }
  assert.deepEqual(unmet(plain, call), [{ agent: 'ann', lacks: ['skill "da" >= 1 (lacks it)'] }])
  assert.deepEqual(unmet(plain, { ...call, requirements: [] }), [])
  assert.throws(() => unmet(plain, { queue: 'nowhere' }), { code: 'unknown_queue' })
})

test('what is wrong in a command is told with its place', () => {
  const router = new Router(config, at(0))
  const call = { type: 'enqueue', interaction: 'c', queue: 'sales' }
  /** @type {[any, RegExp][]} */
  const wrong = [
    [{ ...call, requirements: [{ skill: 'da', op: '=' }] }, /^command\.requirements\[0\]\.op: /],
    [{ ...call, steps: [{ expr: 'da >= 3' }] }, /^command\.steps\[0\]\.expr: .* expected an object with exactly one of and/],
    [{ type: 'update', interaction: 'c', preferred: ['ann'] }, /^command\.preferred\[0\]: /],
    [{ type: 'configure', config: { queues: [{ id: 1 }] } }, /^command\.config\.queues\[0\]\.id: /],
  ]
  for (const [command, message] of wrong) {
    assert.throws(() => router.apply(at(1), command), { code: 'invalid_command', message })
  }
})

test('a batch carries skills, command ids and offers', () => {
  const router = new Router(
    {
      queues: [{ id: 'q' }],
      agents: [
        { id: 'ann', queues: { q: {} }, presence: 'available' },
        { id: 'bo', queues: { q: {} }, skills: { da: 3 }, presence: 'available' },
      ],
    },
    { atUs: 0 },
  )
  const none = 0xffffffff
  const columns = {
    atUs: Float64Array.of(1, 1, 2),
    type: Uint8Array.of(commandTypes.indexOf('enqueue'), commandTypes.indexOf('enqueue'), commandTypes.indexOf('accept')),
    ids: ['a', 'q', 'hook-1', 'bo'],
    interaction: Uint32Array.of(0, 0, 0),
    queue: Uint32Array.of(1, 1, none),
    agent: Uint32Array.of(none, none, 3),
    commandId: Uint32Array.of(2, 2, none),
    requirements: Uint32Array.of(0, 0, none),
    requirementSets: ['[{"skill":"da"}]'],
    generation: Float64Array.of(NaN, NaN, 0),
  }
  const events = router.applyBatch(columns)
  assert.deepEqual(events.error, [null, null, null], 'the repeated id returns its first receipt')
  assert.equal(router.interaction('a').place.type, 'assigned')
  assert.ok([...events.generation].includes(0))
  const failed = { code: 'invalid_input' }
  assert.throws(() => router.applyBatch({ ...columns, priority: Int32Array.of(1) }), { ...failed, message: /priority has 1 rows/ })
  assert.throws(() => router.applyBatch({ ...columns, generation: Float64Array.of(NaN, NaN, -1) }), failed)
  // @ts-expect-error a misspelt column
  assert.throws(() => router.applyBatch({ ...columns, prioritty: Int32Array.of(1, 1, 1) }), failed)
  for (const limit of [-1, NaN, Infinity, 1.5]) assert.throws(() => router.waiting('q', limit), failed)
})

test('position and estimated wait', () => {
  const router = new Router(
    {
      queues: [{ id: 'q', auto_accept: true }],
      agents: [{ id: 'ann', queues: { q: {} }, presence: 'available' }],
    },
    { atUs: 0 },
  )
  for (const [atS, interaction] of /** @type {const} */ ([[0, 'a'], [10, 'b'], [20, 'c']])) {
    router.apply({ atUs: atS * 1e6 }, { type: 'enqueue', interaction, queue: 'q' })
  }
  router.apply({ atUs: 60e6 }, { type: 'complete', interaction: 'a' })
  const estimate = router.estimate('c')
  assert.deepEqual([estimate.position, estimate.waited_us, estimate.is_agent_free], [1, 40e6, false])
  const found = estimate.estimators.map((one) => [one.estimator, one.wait_us ?? one.unknown])
  // Ann took 60 s; nobody is before it; b waited for 50 s.
  assert.deepEqual(found, [['queue_length', 60e6], ['head_of_line', 'nobody_ahead'], ['last_to_enter_service', 10e6]])
  assert.equal(estimate.best, 'queue_length')
  assert.equal(router.estimateFor('q').position, 2)
  const unmet = router.estimateFor({ type: 'enqueue', queue: 'q', requirements: [{ skill: 'da' }] })
  assert.equal(unmet.estimators[0]?.unknown, 'cannot_be_met')
  assert.deepEqual(Router.restore(router.snapshot()).estimateFor('q'), router.estimateFor('q'))
  assert.throws(() => router.estimate('b'), { code: 'not_waiting' })
  assert.throws(() => router.estimate('a'), { code: 'unknown_interaction' })
  assert.throws(() => router.estimateFor('nowhere'), { code: 'unknown_queue' })
  // @ts-expect-error a misspelt field
  assert.throws(() => router.estimateFor({ queue: 'q', prio: 1 }), { code: 'invalid_command' })
})

test('what nobody could ever take is told and waits', () => {
  const plain = { queues: [{ id: 'q' }], agents: [{ id: 'ann', queues: { q: {} } }] }
  const router = new Router(plain, { atUs: 0 })
  const call = { interaction: 'a', queue: 'q', requirements: [{ skill: 'da' }] }
  const { events } = router.apply({ atUs: 0 }, { type: 'enqueue', ...call })
  const told = events[1]?.[1]
  assert.ok(told?.type === 'cannot_be_met')
  assert.deepEqual(told.nearest, unmet(plain, call))
  assert.equal(router.queue('q').waiting, 1)
})
