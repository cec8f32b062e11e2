// A recorded log under another configuration.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Router, replay } from 'krarup'

const golden = (/** @type {string} */ file) =>
  readFileSync(new URL(`../../core/tests/golden/${file}`, import.meta.url), 'utf8')

/** @returns {import('krarup').Config} */
const config = (delayUs = 0) => ({
  queues: [{ id: 'sales' }],
  agents: [
    { id: 'ann', queues: { sales: { delay_us: delayUs } }, presence: 'available' },
    { id: 'bo', queues: { sales: {} }, presence: 'available' },
  ],
})

const log = () => {
  const router = new Router(config(), { atUs: 0 })
  router.apply({ atUs: 5_000_000 }, { type: 'enqueue', interaction: 'c1', queue: 'sales' })
  router.apply({ atUs: 9_000_000 }, { type: 'accept', interaction: 'c1', agent: 'ann' })
  router.tick({ atUs: 20_000_000 })
  return router.drainInputs()
}

test('the same configuration reproduces every event', () => {
  /** @type {number[][]} */
  const told = []
  const report = replay(new Set(log()), undefined, { onProgress: (...progress) => told.push(progress) })
  assert.ok(report.reproduced)
  assert.equal(report.difference, null)
  assert.deepEqual([report.inputs, report.ticks, told], [4, 1, [[4, 4]]])
  assert.deepEqual(report.recorded, report.replayed)
  assert.deepEqual(report.recorded.waits, { count: 1, mean_us: 4_000_000, longest_us: 4_000_000 })
  assert.ok(replay(log(), config()).reproduced)
})

test('the first difference comes with the decision behind it', () => {
  const report = replay(log(), config(60_000_000))
  const { difference } = report
  assert.ok(difference !== null && !report.reproduced)
  assert.deepEqual([difference.seq, difference.index, difference.at_us], [1, 1, 5_000_000])
  assert.ok(difference.recorded !== null && 'event' in difference.recorded)
  assert.equal(difference.recorded.event.type === 'offer_made' && difference.recorded.event.agent, 'ann')
  assert.deepEqual(difference.decision?.replayed[0], { agent: 'ann', verdict: { rule: 'delayed', until_us: 65_000_000 } })
  assert.deepEqual(report.replayed.refused, { offer_gone: 1 })
  assert.equal(report.interactions.answered_only_recorded, 1)
  assert.match(String(report), /ann {5}may, and is the best {4}delayed until 65 s/)
  assert.equal(inspect(report), String(report))
})

test('the golden report comes out to the bit', () => {
  const kept = JSON.parse(golden('replay.json'))
  const { inputs } = JSON.parse(golden('routing.jsonl').trim().split('\n').at(-1) ?? '')
  const report = replay(inputs.map((/** @type {string} */ text) => Buffer.from(`\x01${text}`)), kept.config)
  assert.equal(String(report), kept.text)
  const { difference, recorded, replayed, interactions, inputs: count, ticks } = report
  assert.deepEqual({ difference, recorded, replayed, interactions, inputs: count, ticks }, {
    difference: kept.report.difference,
    recorded: kept.report.recorded,
    replayed: kept.report.replayed,
    interactions: kept.report.interactions,
    inputs: kept.report.inputs,
    ticks: kept.report.ticks,
  })
  assert.deepEqual(
    [report.skippedConfigurations, report.startedAtUs, report.endedAtUs],
    [kept.report.skipped_configurations, kept.report.started_at_us, kept.report.ended_at_us],
  )
})

test('what is no log is refused', () => {
  assert.throws(() => replay(log().slice(1)), { code: 'invalid_log' })
  assert.throws(() => replay([Buffer.from('\x01{}')]), { code: 'malformed_encoding' })
  // @ts-expect-error a name that does not exist
  assert.throws(() => replay(log(), { ques: [] }), { code: 'invalid_config' })
  // @ts-expect-error no such option
  assert.throws(() => replay(log(), null, { progress: true }), { code: 'invalid_input' })
  // @ts-expect-error no inputs
  assert.throws(() => replay(['no input']), { code: 'invalid_input' })
  const fails = () => {
    throw new RangeError('heard')
  }
  assert.throws(() => replay(log(), null, { onProgress: fails }), RangeError)
})
