// What a contact centre asks of its router beyond queues and skills, one short story a test: callbacks, consultation,
// entry rules, contingency plans, presets, scores and estimated waits. docs/routing.md describes them all.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { KrarupError, LiveRouter, Recorder, RejectError, Router, commandTypes, errorCodes, eventTypes, lint } from 'krarup'

/** @import { AgentConfig, Command, Config, Event, LiveEvent, RejectCode, Score } from 'krarup' */

const SECOND = 1_000_000

/** @returns {AgentConfig} */
const agent = (/** @type {string} */ id, /** @type {string[]} */ queues = ['sales'], /** @type {Partial<AgentConfig>} */ more = {}) => ({
  id,
  queues: Object.fromEntries(queues.map((queue) => [queue, {}])),
  presence: 'available',
  ...more,
})

/** The events of a command, time having passed to its second. */
const apply = (/** @type {Router} */ router, /** @type {number} */ atS, /** @type {Command} */ command) =>
  router.apply({ atUs: atS * SECOND }, command).events.map(([, event]) => event)

/** An event of which the type is known. @template {Event['type']} Type @returns {Extract<Event, { type: Type }>} */
function the(/** @type {Type} */ type, /** @type {Event[]} */ events) {
  const found = events.filter((event) => event.type === type)
  assert.equal(found.length, 1, `one ${type} among ${events.map((event) => event.type)}`)
  return /** @type {Extract<Event, { type: Type }>} */ (found[0])
}

test('a callback is tried again when the customer is busy', () => {
  const callbacks = { attempts: 2, retry_after_us: 60 * SECOND }
  const router = new Router({ queues: [{ id: 'sales', callbacks }], agents: [agent('ann')] }, { atUs: 0 })
  // Agent first, as it is by default: she is asked as for any contact, and rings the customer.
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales', callback: true })
  apply(router, 2, { type: 'accept', interaction: 'c1', agent: 'ann' })
  const busy = the('callback_failed', apply(router, 9, { type: 'callback_failed', interaction: 'c1', outcome: 'busy' }))
  assert.deepEqual([busy.agent, busy.attempt, busy.outcome], ['ann', 1, 'busy'])
  assert.equal(busy.retry_at_us, 69 * SECOND)
  assert.equal(router.nextDeadlineUs(), busy.retry_at_us)
  assert.deepEqual(router.overview().agents[0]?.contacts, [])
  assert.deepEqual(router.explain('c1')[0]?.verdict, { rule: 'not_before', until_us: 69 * SECOND })
  // The attempt was no decline: she is asked again.
  const offer = the('offer_made', router.tick({ atUs: 69 * SECOND }).events.map(([, event]) => event))
  assert.equal(offer.agent, 'ann')
  apply(router, 70, { type: 'accept', interaction: 'c1', agent: 'ann' })
  const last = apply(router, 80, { type: 'callback_failed', interaction: 'c1', outcome: 'no_answer' })
  assert.equal(the('callback_failed', last).retry_at_us, null)
  assert.equal(the('removed', last).reason, 'callback_failed')
})

test('customer first: rung by the clock, and an agent is asked when he answers', async () => {
  // More attempts than a slow machine can miss before it hears of one.
  const callbacks = /** @type {const} */ ({
    first: 'customer', attempts: 100, dial_timeout_us: 20_000, retry_after_us: 20_000,
  })
  const live = new LiveRouter({ queues: [{ id: 'sales', callbacks }], agents: [agent('ann')] })
  /** @type {LiveEvent[]} */
  const seen = []
  live.on('event', (event) => seen.push(event))
  // Here the host dials. The first call is never heard of again, the second is answered.
  live.on('callback_started', ({ interaction, attempt }) => {
    if (attempt === 2) live.apply({ type: 'callback_answered', interaction })
  })
  live.on('offer_made', ({ interaction, agent }) => live.apply({ type: 'accept', interaction, agent }))
  const assigned = once(live, 'assigned')
  live.apply({ type: 'enqueue', interaction: 'c1', queue: 'sales', callback: true })
  await assigned
  live.close()
  const types = seen.map(({ type }) => type)
  assert.deepEqual(types.slice(0, 2), ['interaction_queued', 'callback_requested'])
  assert.deepEqual(types.slice(2, 5), ['callback_started', 'callback_failed', 'callback_started'])
  assert.deepEqual(types.slice(-3), ['callback_answered', 'offer_made', 'assigned'])
  // Nothing but the one timer told of the failure and of the next attempt, each at its microsecond.
  const [started, failed, again] = seen.slice(2, 5)
  assert.ok(started?.type === 'callback_started' && failed?.type === 'callback_failed')
  assert.deepEqual([failed.at_us, failed.outcome, failed.agent], [started.until_us, 'timeout', null])
  assert.deepEqual([again?.at_us, failed.retry_at_us], [failed.at_us + 20_000, failed.at_us + 20_000])
})

test('a warm hand-over keeps the conversation going', () => {
  const queues = [{ id: 'sales', wrap_up_us: 15 * SECOND }]
  const router = new Router({ queues, agents: [agent('ann'), agent('bo')] }, { atUs: 0 })
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  apply(router, 2, { type: 'accept', interaction: 'c1', agent: 'ann' })
  apply(router, 3, { type: 'connected', interaction: 'c1', agent: 'ann' })
  const asked = the('consult_started', apply(router, 30, { type: 'consult', interaction: 'c1', agent: 'bo' }))
  assert.deepEqual([asked.agent, asked.by], ['bo', 'ann'])
  assert.deepEqual(router.interaction('c1').others, { bo: 'consulted' })
  // Whoever is asked is busy meanwhile.
  apply(router, 31, { type: 'enqueue', interaction: 'c2', queue: 'sales' })
  assert.equal(router.explain('c2')[1]?.verdict.rule, 'capacity_full')
  apply(router, 32, { type: 'abandon', interaction: 'c2' })
  apply(router, 40, { type: 'conference', interaction: 'c1', agent: 'bo' })
  assert.deepEqual(router.interaction('c1').others, { bo: 'in_conference' })
  const events = apply(router, 50, { type: 'hand_over', interaction: 'c1', agent: 'bo' })
  const handed = the('handed_over', events)
  // To one who is not on the line yet `connected` is false, and the host connects him.
  assert.deepEqual([handed.from, handed.agent, handed.connected], ['ann', 'bo', true])
  assert.equal(the('wrap_up_started', events).agent, 'ann')
  // What her telephone still tells of her does no harm when the host says of whom it speaks.
  for (const type of /** @type {const} */ (['hold', 'resume', 'connect_failed', 'complete'])) {
    assert.throws(() => apply(router, 51, { type, interaction: 'c1', agent: 'ann' }), { code: 'not_assigned' })
  }
  assert.equal(the('held', apply(router, 55, { type: 'hold', interaction: 'c1', agent: 'bo' })).agent, 'bo')
  const ended = apply(router, 90, { type: 'complete', interaction: 'c1', agent: 'bo' })
  assert.deepEqual(ended.map(({ type }) => type), ['wrap_up_ended', 'completed', 'wrap_up_started'])
})

/** @type {Config} */
const entry = {
  queues: [{ id: 'service' }, { id: 'sales' }],
  agents: [agent('ann', ['service', 'sales'], { skills: { da: 3 } })],
  entry_rules: [
    { queue: 'service' },
    { when: { dialled: ['+4570*'] }, queue: 'sales' },
    { when: { tier: ['gold'] }, priority: 10 },
    { when: { language: ['*'] }, skills_from: { language: 2 } },
  ],
}

test('entry rules say where a contact belongs', () => {
  const router = new Router(entry, { atUs: 0 })
  const details = { dialled: '+45701234', tier: 'gold', language: 'da' }
  const events = apply(router, 0, { type: 'arrive', interaction: 'c1', details })
  // Every rule that fits has its say, and the event tells which they were.
  const { queue, rules } = the('classified', events)
  assert.deepEqual([queue, rules], ['sales', [0, 1, 2, 3]])
  assert.equal(the('interaction_queued', events).priority, 10)
  assert.equal(the('offer_made', events).agent, 'ann')
  const { facts } = router.interaction('c1')
  assert.deepEqual(facts.requirements?.map(({ skill, level }) => [skill, level]), [['da', 2]])
  assert.deepEqual(facts.labels, details)
})

test('self-service contains a contact or sends it on', () => {
  const router = new Router(entry, { atUs: 0 })
  const recorder = new Recorder(entry, { atUs: 0 })
  const told = (/** @type {number} */ atS, /** @type {Command} */ command) => {
    const receipt = router.apply({ atUs: atS * SECOND }, command)
    recorder.record(receipt)
    return receipt.events.map(([, event]) => event)
  }
  for (const interaction of ['content', 'gone', 'needs help']) {
    the('self_service_started', told(0, { type: 'arrive', interaction, self_service: true, details: { tier: 'gold' } }))
  }
  assert.equal(router.overview().self_service.length, 3)
  assert.equal(the('self_service_ended', told(40, { type: 'complete', interaction: 'content' })).outcome, 'contained')
  assert.equal(the('self_service_ended', told(50, { type: 'abandon', interaction: 'gone' })).outcome, 'abandoned')
  // What the menu has learnt is added to what was known as he came.
  const events = told(60, { type: 'classify', interaction: 'needs help', details: { language: 'da' } })
  assert.equal(the('self_service_ended', events).outcome, 'queued')
  assert.deepEqual(the('classified', events).rules, [0, 2, 3])
  told(70, { type: 'accept', interaction: 'needs help', agent: 'ann' })
  told(90, { type: 'complete', interaction: 'needs help' })
  const outcomes = recorder.finish().interactions().map((row) => [row.interaction_id, row.outcome])
  assert.deepEqual(Object.fromEntries(outcomes), {
    'content': 'self_service', 'gone': 'menu_abandoned', 'needs help': 'answered',
  })
})

/** @type {Config} */
const storm = {
  queues: [{ id: 'sales' }],
  agents: [agent('ann', ['sales'], { presence: 'paused' }), agent('bo', [])],
  plans: [
    { id: 'help', agents: { bo: { queues: { sales: { rank: 1 } } } } },
    {
      id: 'storm',
      message: 'We are very busy.',
      queues: { sales: { wait_rules: [{ after_us: 10 * SECOND, offer_callback: true }] } },
      trigger: { queue: 'sales', when: { waiting_at_least: 2 }, hold_us: 30 * SECOND },
    },
  ],
}

test('a plan lends an agent by command', () => {
  const router = new Router(storm, { atUs: 0 })
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  const events = apply(router, 1, { type: 'activate_plan', plan: 'help' })
  const { plan, cause, message } = the('plan_activated', events)
  assert.deepEqual([plan, cause, message], ['help', 'command', null])
  assert.equal(the('offer_made', events).agent, 'bo')
  assert.deepEqual(router.overview().plans, ['help'])
  apply(router, 2, { type: 'accept', interaction: 'c1', agent: 'bo' })
  assert.equal(the('plan_withdrawn', apply(router, 3, { type: 'withdraw_plan', plan: 'help' })).cause, 'command')
  // What he has he keeps, and nothing more comes.
  the('completed', apply(router, 9, { type: 'complete', interaction: 'c1' }))
  apply(router, 10, { type: 'enqueue', interaction: 'c2', queue: 'sales' })
  assert.deepEqual(router.explain('c2')[1], { agent: 'bo', verdict: { rule: 'not_member' } })
})

test('a plan comes into force by itself and goes when it is calm', () => {
  const router = new Router(storm, { atUs: 0 })
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  const active = the('plan_activated', apply(router, 5, { type: 'enqueue', interaction: 'c2', queue: 'sales' }))
  assert.deepEqual([active.plan, active.cause, active.message], ['storm', 'trigger', 'We are very busy.'])
  const offered = router.tick({ atUs: 15 * SECOND }).events.map(([atUs, { type }]) => [atUs / SECOND, type])
  assert.deepEqual(offered, [[10, 'callback_offered'], [15, 'callback_offered']])
  apply(router, 20, { type: 'abandon', interaction: 'c1' })
  // Calm since second 20; another tick need not come before.
  assert.equal(router.nextDeadlineUs(), 50 * SECOND)
  const [[atUs, withdrawn] = assert.fail()] = router.tick({ atUs: 60 * SECOND }).events
  assert.equal(atUs, 50 * SECOND)
  assert.equal(the('plan_withdrawn', [withdrawn]).cause, 'trigger')
  assert.deepEqual(router.overview().plans, [])
})

test('a first configuration is five lines', () => {
  /** @type {Config} */
  const config = {
    queues: [{ id: 'calls', preset: 'voice' }, { id: 'chats', preset: 'chat', max_misses: 3 }],
    agents: [{ id: 'ann', queues: { calls: {}, chats: {} }, presence: 'available' }],
  }
  const router = new Router(config, { atUs: 0 })
  assert.deepEqual(lint(config), [])
  const offer = the('offer_made', apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'calls' }))
  assert.equal(offer.expires_at_us, 20 * SECOND)
  apply(router, 5, { type: 'accept', interaction: 'c1', agent: 'ann' })
  const ended = apply(router, 60, { type: 'complete', interaction: 'c1' })
  assert.equal(the('wrap_up_started', ended).until_us, 90 * SECOND)
  // What the preset gives can be read, and what is given has the last word.
  const chats = router.queue('chats').config
  assert.deepEqual([chats.selection, chats.max_misses], [['load_ratio', 'idle'], 3])
  // @ts-expect-error no such preset
  assert.throws(() => new Router({ queues: [{ id: 'q', preset: 'fax' }], agents: [] }, { atUs: 0 }), {
    code: 'invalid_config',
    message: /unknown variant `fax`/,
  })
})

test("a score of the queue's own chooses the agent", () => {
  /** @type {Score} */
  const seniority = { agent: 'seniority' }
  /** @type {Score} */
  const score = {
    choose: { if: { interaction: 'value' }, at_least: 100, then: seniority, else: { mul: [-1, seniority] } },
  }
  /** @type {Config} */
  const config = {
    attributes: ['seniority', 'value'],
    queues: [{ id: 'sales', selection: ['score'], score }],
    agents: [
      agent('ann', ['sales'], { attributes: { seniority: 9 } }),
      agent('bo', ['sales'], { attributes: { seniority: 2 } }),
    ],
  }
  const chosen = (/** @type {number} */ value) => {
    const router = new Router(config, { atUs: 0 })
    const call = /** @type {const} */ ({ type: 'enqueue', interaction: 'c1', queue: 'sales' })
    return the('offer_made', apply(router, 0, { ...call, attributes: { value } }))
  }
  assert.deepEqual([chosen(99).agent, chosen(100).agent], ['bo', 'ann'])
  assert.deepEqual(chosen(100).why?.key, [{ by: 'score', value: 9, of: 1 }])
  assert.deepEqual(chosen(100).why?.runner_up, { agent: 'bo', by: 'score' })
  const undeclared = { code: 'invalid_config', message: /queues\[0\]\.score.*must be declared/ }
  assert.throws(() => new Router({ ...config, attributes: ['value'] }, { atUs: 0 }), undeclared)
})

test('lots are drawn by weight, and the seed draws them again', () => {
  const drawn = (/** @type {number} */ seed) => {
    const member = (/** @type {string} */ id, /** @type {number} */ weight) => agent(id, [], { queues: { sales: { weight } } })
    const router = new Router(
      {
        seed,
        queues: [{ id: 'sales', selection: ['weighted_random'], auto_accept: true }],
        agents: [member('ann', 1), member('bo', 3), member('cy', 0)],
      },
      { atUs: 0 },
    )
    return Array.from({ length: 400 }, (_, n) => {
      const events = apply(router, n, { type: 'enqueue', interaction: `c${n}`, queue: 'sales' })
      apply(router, n, { type: 'complete', interaction: `c${n}` })
      return the('assigned', events).agent
    })
  }
  const names = drawn(7)
  assert.deepEqual(names, drawn(7))
  assert.notDeepEqual(names, drawn(8))
  // Three quarters of 400, give or take four standard deviations.
  assert.ok(Math.abs(names.filter((name) => name === 'bo').length - 300) < 35)
  assert.ok(!names.includes('cy'))
})

test('a trainee is asked while his mentor is there', () => {
  const router = new Router(
    {
      queues: [{ id: 'sales' }],
      agents: [
        agent('tim', ['sales'], { trainee: { mentor: 'ann', max_priority: 5 } }),
        agent('ann', [], { presence: 'paused' }),
      ],
    },
    { atUs: 0 },
  )
  apply(router, 0, { type: 'enqueue', interaction: 'vip', queue: 'sales', priority: 6 })
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  const away = { rule: 'mentor_not_available', mentor: 'ann', presence: 'paused' }
  assert.deepEqual(router.explain('c1')[1]?.verdict, away)
  const events = apply(router, 5, { type: 'set_presence', agent: 'ann', presence: 'available' })
  const offer = the('offer_made', events)
  assert.deepEqual([offer.interaction, offer.agent], ['c1', 'tim'])
  assert.deepEqual(router.explain('vip')[1]?.verdict, { rule: 'above_trainee', priority: 6, max: 5 })
})

test('who would wait for too long goes elsewhere as he comes', () => {
  const when = /** @type {const} */ ({ estimated_wait_at_least_us: 90 * SECOND, estimator: 'queue_length' })
  const router = new Router(
    {
      queues: [{ id: 'sales', auto_accept: true, wait_rules: [{ when, move_to: 'service' }] }, { id: 'service' }],
      agents: [agent('ann')],
    },
    { atUs: 0 },
  )
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  apply(router, 60, { type: 'complete', interaction: 'c1' })
  apply(router, 61, { type: 'enqueue', interaction: 'c2', queue: 'sales' })
  // A contact has taken a minute: what to announce to one who would come now, and to the next.
  const announced = () => {
    const { position, best, estimators: [queueLength] } = router.estimateFor('sales')
    return [position, best, (queueLength?.wait_us ?? NaN) / SECOND]
  }
  assert.deepEqual(announced(), [1, 'queue_length', 60])
  apply(router, 62, { type: 'enqueue', interaction: 'c3', queue: 'sales' })
  assert.deepEqual(announced(), [2, 'queue_length', 120])
  const moved = the('moved', apply(router, 63, { type: 'enqueue', interaction: 'c4', queue: 'sales' }))
  assert.deepEqual([moved.interaction, moved.to, moved.cause], ['c4', 'service', 'wait_rule'])
  // Each estimator keeps score: c3 waited for 58 s where 60 s were foretold.
  apply(router, 120, { type: 'complete', interaction: 'c2' })
  const [queueLength] = router.estimateFor('sales').estimators
  assert.deepEqual([queueLength?.scored, queueLength?.mean_error_us], [1, 2 * SECOND])
})

test('a batch holds the commands of callbacks and consultation', () => {
  const callbacks = /** @type {const} */ ({ first: 'customer', attempts: 2, retry_after_us: 10 * SECOND })
  const router = new Router(
    {
      queues: [{ id: 'calls' }, { id: 'callbacks', callbacks }],
      agents: [agent('ann', ['calls', 'callbacks']), agent('bo', ['calls', 'callbacks'])],
      entry_rules: [{ queue: 'calls' }],
    },
    { atUs: 0 },
  )
  const ids = ['c1', 'c2', 'calls', 'callbacks', 'ann', 'bo']
  const none = 0xffffffff
  const place = (/** @type {string | undefined} */ id) => (id === undefined ? none : ids.indexOf(id))
  /** @param {[atS: number, type: Command['type'], interaction: string, fields?: { queue?: string, agent?: string }][]} rows */
  const columns = (rows) => ({
    atUs: Float64Array.from(rows, ([atS]) => atS * SECOND),
    type: Uint8Array.from(rows, ([, type]) => commandTypes.indexOf(type)),
    ids,
    interaction: Uint32Array.from(rows, ([, , interaction]) => place(interaction)),
    queue: Uint32Array.from(rows, ([, , , fields]) => place(fields?.queue)),
    agent: Uint32Array.from(rows, ([, , , fields]) => place(fields?.agent)),
  })
  const batch = router.applyBatch(columns([
    [0, 'enqueue', 'c1', { queue: 'calls' }],
    [1, 'accept', 'c1', { agent: 'ann' }],
    [2, 'connected', 'c1', { agent: 'ann' }],
    [3, 'consult', 'c1', { agent: 'bo' }],
    [4, 'conference', 'c1', { agent: 'bo' }],
    [5, 'leave', 'c1', { agent: 'bo' }],
    [6, 'consult', 'c1', { agent: 'ann' }],
    [7, 'hand_over', 'c1', { agent: 'bo' }],
    [8, 'hold', 'c1', { agent: 'ann' }],
    [9, 'keep_alive', 'c1'],
    // An agent is free for the customer who is rung, whose first attempt fails.
    [10, 'enqueue', 'c2', { queue: 'callbacks' }],
    [11, 'to_callback', 'c2'],
    [12, 'callback_failed', 'c2'],
    [23, 'callback_answered', 'c2'],
  ]))
  assert.deepEqual(
    batch.error.map((code, row) => [row, code]).filter(([, code]) => code !== null),
    [[6, 'agent_not_free'], [8, 'not_assigned']],
  )
  const named = (/** @type {Uint32Array} */ column, /** @type {number} */ n) => batch.ids[column[n] ?? none]
  const told = Array.from(batch.type, (type, n) => [
    batch.command[n], eventTypes[type], named(batch.interaction, n), named(batch.agent, n),
  ])
  assert.deepEqual(told.filter(([row]) => Number(row) >= 3), [
    [3, 'consult_started', 'c1', 'bo'],
    [4, 'conference_started', 'c1', 'bo'],
    [5, 'agent_left', 'c1', 'bo'],
    [7, 'handed_over', 'c1', 'bo'],
    [10, 'interaction_queued', 'c2', undefined],
    [10, 'offer_made', 'c2', 'ann'],
    [11, 'offer_revoked', 'c2', 'ann'],
    [11, 'callback_requested', 'c2', undefined],
    [11, 'callback_started', 'c2', undefined],
    [12, 'callback_failed', 'c2', undefined],
    [13, 'callback_started', 'c2', undefined],
    [13, 'callback_answered', 'c2', undefined],
    [13, 'offer_made', 'c2', 'ann'],
  ])
  // What has values that no column holds is refused before anything happens, by its name.
  const before = router.digest()
  for (const type of /** @type {const} */ (['arrive', 'classify', 'activate_plan', 'withdraw_plan', 'configure'])) {
    assert.throws(() => router.applyBatch(columns([[30, 'hold', 'c1'], [30, type, 'c3']])), {
      code: 'invalid_input',
      message: `type of row 1 is ${type}, which has values that no column holds; apply it by itself`,
    })
  }
  assert.throws(() => router.applyBatch(columns([[30, 'consult', 'c1']])), {
    code: 'invalid_input',
    message: /agent of row 0/,
  })
  assert.equal(router.digest(), before)
})

test('a refusal has a code and names what is wrong', () => {
  /** @type {[code: RejectCode, command: Command, message: string][]} */
  const cases = [
    ['agent_not_free', { type: 'consult', interaction: 'c1', agent: 'bo' }, 'agent "bo" cannot take part: he is not available'],
    ['agent_not_free', { type: 'hand_over', interaction: 'c1', agent: 'ann' }, 'agent "ann" cannot take part: he has this contact already'],
    [
      'not_classified',
      { type: 'arrive', interaction: 'c2', details: { menu: '2' } },
      'no entry rule names a queue for interaction "c2": let the first rule, without conditions, name one',
    ],
    ['unknown_plan', { type: 'activate_plan', plan: 'storm' }, 'plan "storm" is not in the configuration'],
    ['unknown_plan', { type: 'withdraw_plan', plan: 'storm' }, 'plan "storm" is not in the configuration'],
  ]
  const router = new Router(
    {
      queues: [{ id: 'sales', auto_accept: true }],
      agents: [agent('ann'), agent('bo', ['sales'], { presence: 'paused' })],
      entry_rules: [{ when: { menu: ['1'] }, queue: 'sales' }],
    },
    { atUs: 0 },
  )
  apply(router, 0, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  apply(router, 1, { type: 'connected', interaction: 'c1' })
  for (const [code, command, message] of cases) {
    // A refused command is a tick and changes nothing else.
    const twin = Router.restore(router.snapshot())
    twin.tick({ atUs: 2 * SECOND })
    assert.throws(() => apply(router, 2, command), (error) => {
      assert.ok(error instanceof RejectError && error instanceof KrarupError && error instanceof Error)
      assert.deepEqual([error.code, error.message, error.tick?.events], [code, message, []])
      return true
    })
    assert.equal(router.digest(), twin.digest(), code)
    assert.ok(code in errorCodes)
  }
})

test('a wrong configuration is refused by its place', () => {
  /** @type {[part: Partial<Config>, message: RegExp][]} */
  const cases = [
    [{ plans: [{ id: 'p', queues: { nowhere: {} } }] }, /plans\[0\]\.queues\["nowhere"\]/],
    [{ plans: [{ id: 'p', trigger: { queue: 'q', when: {} } }] }, /plans\[0\]\.trigger\.when/],
    [{ entry_rules: [{ queue: 'nowhere' }] }, /entry_rules\[0\]\.queue/],
    [{ agents: [agent('ann', ['q'], { trainee: { mentor: 'bo' } })] }, /agents\[0\]\.trainee\.mentor/],
    [{ queues: [{ id: 'q', selection: ['score'] }] }, /queues\[0\]\.score/],
    [{ queues: [{ id: 'q', callbacks: { attempts: 0 } }] }, /queues\[0\]\.callbacks\.attempts/],
  ]
  for (const [part, message] of cases) {
    const config = { queues: [{ id: 'q' }], agents: [], ...part }
    assert.throws(() => new Router(config, { atUs: 0 }), { code: 'invalid_config', message })
  }
})
