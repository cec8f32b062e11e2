// The types say of every command and event what the core reads and writes: `tsc` checks this file against index.d.cts,
// and the tests check it against the core.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { KrarupError, LiveRouter, RejectError, Router, commandTypes, eventTypes } from 'krarup'

/** @import { Command, Condition, Config, Event, Plan, Score } from 'krarup' */

/** @type {Config} */
const config = {
  queues: [{ id: 'q', callbacks: { first: 'customer', attempts: 2, retry_after_us: 60e6, dial_timeout_us: 20e6 } }],
  agents: [{ id: 'ann', queues: { q: { weight: 2 } }, attributes: { seniority: 3 }, trainees_at_once: 1 }],
  attributes: ['seniority'],
  entry_rules: [{ when: { menu: ['1', '2*'] }, queue: 'q', priority: 1, lane: 1, skills_from: { language: 2 }, stop: true }],
  plans: [{ id: 'storm', message: 'busy', queues: { q: { max_offers: 2, calendar: null } } }],
  seed: 7,
}

/** Every command with every field it can have. */
const commands = /** @satisfies {{ [Type in Command['type']]: Required<Extract<Command, { type: Type }>> }} */ ({
  enqueue: {
    type: 'enqueue', interaction: 'a', queue: 'q', channel: 'chat', direction: 'outbound', priority: 1, lane: 1,
    requirements: [{ skill: 'da', op: '>=', level: 2, expires_after_us: 30e6 }],
    steps: [{ expr: { agent: ['ann'] }, duration_us: 30e6, consider_if: true, skip_if_none_available: true }],
    preferred: [{ agent: 'ann', hold: { logged_in_us: 30e6, logged_out_us: 0 } }],
    windows: [{ from_us: 0, to_us: 30e6 }], labels: { region: 'north' }, attributes: { seniority: 1 }, callback: true,
    age_adjustment_us: 0, not_before_us: 0, due_at_us: 60e6, head_start_us: 0, accel_per_min: 0.5, max_priority: 9,
    subject: 'customer-7', reason: 'price', context_ref: 'ticket-7',
  },
  arrive: {
    type: 'arrive', interaction: 'a', channel: 'chat', direction: 'inbound', details: { menu: '1' }, self_service: true,
    requirements: [], steps: [], lane: 1, age_adjustment_us: 0, head_start_us: 0, accel_per_min: 0, max_priority: null, priority: 1,
    preferred: [], windows: [], attributes: { seniority: 1 }, callback: false, not_before_us: null, due_at_us: null,
    subject: null, reason: null, context_ref: null,
  },
  classify: { type: 'classify', interaction: 'a', details: { menu: '2' } },
  accept: { type: 'accept', interaction: 'a', agent: 'ann', generation: 0 },
  decline: { type: 'decline', interaction: 'a', agent: 'ann', generation: null },
  connected: { type: 'connected', interaction: 'a', agent: 'ann' },
  connect_failed: { type: 'connect_failed', interaction: 'a', agent: 'ann' },
  hold: { type: 'hold', interaction: 'a', agent: 'ann' },
  resume: { type: 'resume', interaction: 'a', agent: null },
  complete: { type: 'complete', interaction: 'a', agent: 'ann', wrap_code: 'sold', ended_by: 'customer' },
  abandon: { type: 'abandon', interaction: 'a' },
  transfer: { type: 'transfer', interaction: 'a', queue: 'q', agent: 'ann' },
  update: {
    type: 'update', interaction: 'a', requirements: [{ skill: 'da' }], steps: [], preferred: [], labels: {}, attributes: {},
    due_at_us: 60e6,
  },
  adjust_age: { type: 'adjust_age', interaction: 'a', by_us: -1e6 },
  set_priority: { type: 'set_priority', interaction: 'a', priority: 3 },
  to_callback: { type: 'to_callback', interaction: 'a', not_before_us: 90e6 },
  callback_answered: { type: 'callback_answered', interaction: 'a' },
  callback_failed: { type: 'callback_failed', interaction: 'a', attempt: 1, outcome: 'busy' },
  consult: { type: 'consult', interaction: 'a', agent: 'ann', by: 'bo' },
  conference: { type: 'conference', interaction: 'a', agent: 'ann' },
  leave: { type: 'leave', interaction: 'a', agent: 'ann', unanswered: true },
  hand_over: { type: 'hand_over', interaction: 'a', agent: 'ann', from: 'bo' },
  force_assign: { type: 'force_assign', interaction: 'a', agent: 'ann' },
  pull: { type: 'pull', agent: 'ann' },
  configure: { type: 'configure', config },
  activate_plan: { type: 'activate_plan', plan: 'storm' },
  withdraw_plan: { type: 'withdraw_plan', plan: 'storm' },
  heartbeat: { type: 'heartbeat', agent: 'ann' },
  keep_alive: { type: 'keep_alive', interaction: 'a' },
  set_presence: { type: 'set_presence', agent: 'ann', presence: 'paused', reason: 'lunch' },
  end_wrap_up: { type: 'end_wrap_up', agent: 'ann' },
  extend_wrap_up: { type: 'extend_wrap_up', agent: 'ann', by_us: 5e6 },
  set_skill: { type: 'set_skill', agent: 'ann', skill: 'da', level: null },
})

test('every command has a type, and the core reads every field of it', () => {
  assert.deepEqual(Object.keys(commands), commandTypes)
  for (const command of Object.values(commands)) {
    try {
      new Router(config, { atUs: 0 }).apply({ atUs: 0 }, command)
    } catch (error) {
      // Refused by the rules of routing it may be, but not as something the core cannot read.
      assert.ok(error instanceof RejectError, `${command.type}: ${error}`)
      assert.notEqual(error.code, 'invalid_value', `${command.type}: ${error}`)
    }
  }
})

test('a command that the types refuse the core refuses too', () => {
  /** @type {Command[]} */
  const wrong = [
    // @ts-expect-error nobody is asked
    { type: 'consult', interaction: 'a' },
    // @ts-expect-error he who gets it is called `agent`
    { type: 'hand_over', interaction: 'a', agent: 'ann', to: 'bo' },
    // @ts-expect-error no agent
    { type: 'conference', interaction: 'a' },
    // @ts-expect-error an agent is known by his id
    { type: 'leave', interaction: 'a', agent: 7 },
    // @ts-expect-error the outcome is a text
    { type: 'callback_failed', interaction: 'a', outcome: 486 },
    // @ts-expect-error nobody has answered
    { type: 'callback_answered' },
    // @ts-expect-error an instant in microseconds has another name
    { type: 'to_callback', interaction: 'a', not_before: 90 },
    // @ts-expect-error entry rules say the queue
    { type: 'arrive', interaction: 'a', queue: 'q' },
    // @ts-expect-error details are texts
    { type: 'arrive', interaction: 'a', details: { menu: 2 } },
    // @ts-expect-error said as it arrives
    { type: 'classify', interaction: 'a', self_service: true },
    // @ts-expect-error a plan is known by its id
    { type: 'activate_plan', id: 'storm' },
    // @ts-expect-error no plan
    { type: 'withdraw_plan' },
    // @ts-expect-error attributes are numbers
    { type: 'enqueue', interaction: 'a', queue: 'q', attributes: { seniority: 'high' } },
    // @ts-expect-error agents are named one by one
    { type: 'hold', interaction: 'a', agents: ['ann'] },
  ]
  const router = new Router(config, { atUs: 0 })
  for (const command of wrong) {
    assert.throws(
      () => router.apply({ atUs: 0 }, command),
      (error) => error instanceof KrarupError && error.code === 'invalid_command',
      JSON.stringify(command),
    )
  }
})

test('a configuration that the types refuse the core refuses too', () => {
  /** @type {Partial<Config>[]} */
  const wrong = [
    // @ts-expect-error agent or customer
    { queues: [{ id: 'q', callbacks: { first: 'robot' } }] },
    // @ts-expect-error a queue is no preset
    { queues: [{ id: 'q', preset: 'fax' }] },
    // @ts-expect-error no such key
    { queues: [{ id: 'q', selection: ['random'] }] },
    // @ts-expect-error no such fact
    { queues: [{ id: 'q', score: { fact: 'age' } }] },
    // @ts-expect-error `else` is missing
    { queues: [{ id: 'q', score: { choose: { if: 1, at_least: 2, then: 3 } } }] },
    // @ts-expect-error no such estimator
    { queues: [{ id: 'q', wait_rules: [{ when: { estimator: 'mean' }, remove: 'long' }] }] },
    // @ts-expect-error a mentor is missing
    { agents: [{ id: 'ann', queues: {}, trainee: { max_priority: 3 } }] },
    // @ts-expect-error one of a list of values
    { entry_rules: [{ when: { menu: '1' }, queue: 'q' }] },
    // @ts-expect-error a plan patches what there is by its id
    { plans: [{ id: 'p', queues: [{ id: 'q' }] }] },
    // @ts-expect-error a plan has no such part
    { plans: [{ id: 'p', calendars: [] }] },
    // @ts-expect-error a trigger looks at one queue
    { plans: [{ id: 'p', trigger: { when: { waiting_at_least: 2 } } }] },
    // @ts-expect-error a number
    { seed: 'seven' },
  ]
  for (const part of wrong) {
    assert.throws(
      () => new Router({ queues: [{ id: 'q' }], agents: [], ...part }, { atUs: 0 }),
      (error) => error instanceof KrarupError && error.code === 'invalid_config',
      JSON.stringify(part),
    )
  }
})

const arrival = { queue: 'q', channel: 'voice', direction: /** @type {const} */ ('outbound'), priority: 0, subject: null, reason: null, context_ref: null }
const { queue: _, priority: __, ...contact } = arrival

/** Every event as the core writes it. */
const events = /** @satisfies {{ [Type in Event['type']]: Required<Extract<Event, { type: Type }>> }} */ ({
  self_service_started: { type: 'self_service_started', interaction: 'a', ...contact },
  self_service_ended: { type: 'self_service_ended', interaction: 'a', outcome: 'contained' },
  classified: { type: 'classified', interaction: 'a', queue: 'q', rules: [0, 2] },
  interaction_queued: { type: 'interaction_queued', interaction: 'a', ...arrival },
  cannot_be_met: { type: 'cannot_be_met', interaction: 'a', queue: 'q', nearest: [{ agent: 'ann', lacks: ['da'] }] },
  blocked: { type: 'blocked', interaction: 'a', ...arrival, cause: 'queue_full' },
  step_entered: { type: 'step_entered', interaction: 'a', step: 1 },
  interaction_updated: { type: 'interaction_updated', interaction: 'a' },
  priority_changed: { type: 'priority_changed', interaction: 'a', priority: 3 },
  place_regained: { type: 'place_regained', interaction: 'a', abandoned: 'b' },
  callback_offered: { type: 'callback_offered', interaction: 'a' },
  callback_requested: { type: 'callback_requested', interaction: 'a', not_before_us: null },
  callback_started: { type: 'callback_started', interaction: 'a', attempt: 1, until_us: 60e6 },
  callback_answered: { type: 'callback_answered', interaction: 'a' },
  callback_failed: {
    type: 'callback_failed', interaction: 'a', agent: null, attempt: 1, outcome: 'busy', retry_at_us: null,
  },
  offer_made: {
    type: 'offer_made', interaction: 'a', agent: 'ann', generation: 0, expires_at_us: null,
    why: {
      key: [{ by: 'weighted_random', value: 1, of: 3 }], idle_basis: 'last_contact_end', candidates: 2,
      runner_up: { agent: 'bo', by: 'score' }, configured_at_seq: 0, plans: ['storm'],
    },
  },
  offer_declined: { type: 'offer_declined', interaction: 'a', agent: 'ann', generation: 0 },
  offer_expired: { type: 'offer_expired', interaction: 'a', agent: 'ann', generation: 0 },
  offer_revoked: { type: 'offer_revoked', interaction: 'a', agent: 'ann', generation: 0, cause: 'callback' },
  assigned: { type: 'assigned', interaction: 'a', agent: 'ann', queue: 'q' },
  connected: { type: 'connected', interaction: 'a', agent: 'ann' },
  connect_failed: { type: 'connect_failed', interaction: 'a', agent: 'ann' },
  held: { type: 'held', interaction: 'a', agent: 'ann' },
  resumed: { type: 'resumed', interaction: 'a', agent: 'ann' },
  consult_started: { type: 'consult_started', interaction: 'a', agent: 'bo', by: 'ann' },
  conference_started: { type: 'conference_started', interaction: 'a', agent: 'bo' },
  agent_left: { type: 'agent_left', interaction: 'a', agent: 'bo' },
  handed_over: { type: 'handed_over', interaction: 'a', agent: 'bo', from: 'ann', queue: 'q', connected: true },
  completed: { type: 'completed', interaction: 'a', agent: 'ann', queue: 'q', wrap_code: null, ended_by: 'agent' },
  abandoned: { type: 'abandoned', interaction: 'a', queue: 'q' },
  removed: { type: 'removed', interaction: 'a', queue: 'q', reason: 'callback_failed', cause: 'callback_failed' },
  moved: { type: 'moved', interaction: 'a', from: 'q', to: 'p', agent: null, cause: 'wait_rule' },
  contact_lost: { type: 'contact_lost', interaction: 'a', agent: 'ann', queue: 'q' },
  wrap_up_started: { type: 'wrap_up_started', agent: 'ann', until_us: null },
  wrap_up_extended: { type: 'wrap_up_extended', agent: 'ann', until_us: 30e6 },
  wrap_up_ended: { type: 'wrap_up_ended', agent: 'ann' },
  agent_state_changed: { type: 'agent_state_changed', agent: 'ann', presence: 'paused', reason: 'lunch' },
  reason_changed: { type: 'reason_changed', agent: 'ann', reason: null },
  reconfigured: {
    type: 'reconfigured',
    queues: { added: [], removed: [], changed: ['q'] }, agents: { added: ['cy'], removed: [], changed: [] },
    settings: ['calendars'],
  },
  plan_activated: { type: 'plan_activated', plan: 'storm', cause: 'trigger', message: 'busy' },
  plan_withdrawn: { type: 'plan_withdrawn', plan: 'storm', cause: 'configuration' },
})

test('every event has a type with the fields that the core writes', () => {
  assert.deepEqual(Object.keys(events), eventTypes)
  const golden = readFileSync(new URL('../../core/tests/golden/routing.jsonl', import.meta.url), 'utf8')
  const seen = new Set()
  for (const line of golden.trim().split('\n').slice(1, -1)) {
    const { receipt, tick } = JSON.parse(line).outcome
    for (const [, event] of (receipt ?? tick).events) {
      const example = events[/** @type {Event['type']} */ (event.type)]
      // The direction is left out where the customer began the contact.
      const keys = (/** @type {object} */ of) => Object.keys(of).filter((key) => key !== 'direction').sort()
      assert.deepEqual(keys(event), keys(example), event.type)
      seen.add(event.type)
    }
  }
  assert.equal(seen.size, eventTypes.length)
})

test('a listener knows the fields of each event, and no others', () => {
  const live = new LiveRouter(config)
  /** @type {unknown[]} */
  const told = []
  live.on('callback_started', (event) => told.push(event.attempt + event.until_us))
  live.on('callback_answered', (event) => told.push(event.interaction.length))
  live.on('callback_failed', (event) => told.push(event.retry_at_us === null ? event.outcome?.length : event.attempt))
  live.on('consult_started', (event) => told.push(event.by.length))
  live.on('conference_started', (event) => told.push(event.agent.length))
  live.on('agent_left', (event) => told.push(event.agent.length))
  live.on('handed_over', (event) => told.push(event.connected ? event.from.length : event.queue.length))
  live.on('self_service_ended', (event) => told.push(event.outcome === 'contained'))
  live.on('classified', (event) => told.push(event.rules.length))
  live.on('held', (event) => told.push(event.agent.length))
  live.on('plan_activated', (event) => told.push(event.message?.length))
  live.on('plan_withdrawn', (event) => told.push(event.cause === 'trigger'))
  // @ts-expect-error only the attempt that failed has an outcome
  live.on('callback_started', (event) => told.push(event.outcome))
  // @ts-expect-error `from` is the agent who had it, `agent` the one who gets it
  live.on('handed_over', (event) => told.push(event.to))
  // @ts-expect-error a plan has no queue
  live.on('plan_activated', (event) => told.push(event.queue))
  // @ts-expect-error no such outcome
  live.on('self_service_ended', (event) => told.push(event.outcome === 'solved'))
  live.apply({ type: 'activate_plan', plan: 'storm' })
  live.close()
  assert.deepEqual(told, ['busy'.length, undefined])
})

test('parts of a configuration have types of their own', () => {
  /** @type {Score} */
  const score = { add: [{ mul: [10, { skill: 'da' }] }, { min: [20, { fact: 'idle_s' }] }, { max: [{ agent: 'seniority' }, 0] }] }
  /** @type {Condition} */
  const when = { waiting_at_least: 2, estimated_wait_at_least_us: 90e6, estimator: 'head_of_line' }
  /** @type {Plan} */
  const plan = {
    id: 'p',
    queues: { q: { selection: ['score', 'weighted_random'], score } },
    agents: { ann: { queues: { q: null }, trainee: null } },
    trigger: { queue: 'q', when, hold_us: 30e6 },
  }
  const router = new Router({ ...config, plans: [plan] }, { atUs: 0 })
  router.apply({ atUs: 0 }, { type: 'activate_plan', plan: 'p' })
  assert.deepEqual(router.queue('q').config.score, score)
  assert.deepEqual(router.agent('ann').config.queues, {})
})
