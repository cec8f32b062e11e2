// Another router decides, krarup follows.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { RejectError, Shadow } from 'krarup'

/** @returns {import('krarup').Config} */
const config = () => ({
  queues: [{ id: 'sales' }],
  agents: [
    { id: 'ann', queues: { sales: {} }, presence: 'available', idle_since_us: -9_000_000 },
    { id: 'bo', queues: { sales: {} }, presence: 'available' },
  ],
})

test('a disagreement has both reasons', () => {
  const shadow = new Shadow(config(), new Date(0))
  assert.equal(shadow.apply({ atMs: 10 }, { type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'k1'), null)
  assert.equal(shadow.apply({ atMs: 11 }, { type: 'enqueue', interaction: 'c1', queue: 'sales' }, 'k1'), null)
  const { kind, old, krarup, earlier } = shadow.decided({ atMs: 12 }, 'c1', 'bo', 'round robin')
  assert.equal(kind, 'differs_agent')
  assert.deepEqual(old, { agent: 'bo', reason: 'round robin' })
  assert.equal(krarup.agent, 'ann')
  assert.ok(krarup.verdict?.rule === 'eligible')
  assert.deepEqual([krarup.verdict.beaten, krarup.instead, earlier], [{ agent: 'ann', by: 'idle' }, null, null])
  const report = shadow.report()
  assert.deepEqual([report.decisions, report.agreement, report.kinds.differs_agent], [1, 0, 1])
  assert.equal(inspect(report), String(report))
})

test('the golden file comes out to the bit', () => {
  const golden = JSON.parse(readFileSync(new URL('../../core/tests/golden/shadow.json', import.meta.url), 'utf8'))
  const shadow = new Shadow(golden.config, { atUs: 0 }, { toleranceUs: 500_000, logLimit: 6 })
  for (const [place, step] of golden.steps.entries()) {
    const at = { atUs: step.at_us }
    const told = () => step.command === undefined
      ? shadow.decided(at, step.interaction, step.agent, step.reason)
      : shadow.apply(at, step.command)
    const { compared, refused } = golden.outcomes[place]
    if (refused === undefined) assert.deepEqual(told(), compared)
    else assert.throws(told, (error) => error instanceof RejectError && error.code === refused && error.tick === null)
  }
  const report = shadow.report()
  assert.equal(String(report), golden.text)
  const { startedAtUs: started_at_us, endedAtUs: ended_at_us, ...rest } = report
  assert.deepEqual({ started_at_us, ended_at_us, ...rest }, golden.report)
})

test('what cannot be meant is refused', () => {
  // @ts-expect-error no such option
  assert.throws(() => new Shadow(config(), { atUs: 0 }, { tolerance: 1 }), { code: 'invalid_input' })
  assert.throws(() => new Shadow(config(), { atUs: 0 }, { toleranceUs: -1 }), { code: 'invalid_input' })
  assert.throws(() => new Shadow(config(), { atUs: 0 }, { logLimit: 0.5 }), { code: 'invalid_input' })
  // @ts-expect-error a name that does not exist
  assert.throws(() => new Shadow({ ques: [] }, { atUs: 0 }), { code: 'invalid_config' })
  const shadow = new Shadow(config(), { atUs: 0 })
  assert.throws(() => shadow.apply({ atUs: 1 }, { type: 'pull', agent: 'ann' }), { code: 'not_a_fact' })
  assert.equal(shadow.report().agreement, null)
})
