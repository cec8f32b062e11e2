// Routing configurations tested like code, with the cases that all three languages share.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { runScenario, runScenarios } from 'krarup'

const folder = new URL('../../core/tests/conformance/', import.meta.url)

const scenario = () => ({
  id: 'X',
  name: 'the longest idle is asked',
  setup: {
    agents: [
      { id: 'ann', queues: ['q'], idle_since: -10 },
      { id: 'bo', queues: ['q'], idle_since: -90 },
    ],
    queues: [{ id: 'q' }],
  },
  steps: [{ t: 0, do: 'enqueue', item: 'a', queue: 'q' }],
  observe: ['offer'],
  expect: [{ t: 0, ev: 'offer', item: 'a', agent: 'bo' }],
})

for (const name of ['routing_scenarios.json', 'scenarios_v2.json']) {
  test(`every shared case passes: ${name}`, () => {
    const cases = readFileSync(new URL(name, folder), 'utf8')
    const reports = runScenarios(cases)
    assert.deepEqual(reports.filter((report) => !report.passed).map(String), [])
    assert.equal(reports.length, JSON.parse(cases).scenarios.length)
  })
}

test('version 2 has the words of the router', () => {
  const { setup, ...rest } = scenario()
  const second = {
    ...rest,
    schema: 'krarup-routing-scenarios/2',
    setup: { ...setup, queues: [{ id: 'q' }, { id: 'p' }] },
    steps: [...rest.steps, { t: 9, do: 'transfer', item: 'a', queue: 'p' }],
    observe: ['offer_made', 'moved'],
    expect: [
      { t: 0, ev: 'offer_made', agent: 'bo', why: { runner_up: { agent: 'ann' }, key: [{ value: -90 }] } },
      { t: 9, ev: 'moved', item: 'a', to: 'p' },
    ],
  }
  const report = runScenario(second)
  assert.ok(report.passed, String(report))
  const message = /steps\[0\]\.interaction must be item/
  const steps = [{ t: 0, do: 'enqueue', interaction: 'a', queue: 'q' }]
  assert.throws(() => runScenario({ ...second, steps }), { code: 'invalid_scenario', message })
})

test('a difference shows the decision behind it', () => {
  assert.ok(runScenario(scenario()).passed)
  const wrong = scenario()
  wrong.expect = [{ t: 0, ev: 'offer', item: 'a', agent: 'ann' }]
  const report = runScenario(wrong)
  assert.equal(report.passed, false)
  assert.equal(report.difference?.got?.agent, 'bo')
  assert.deepEqual(report.difference?.why?.runner_up, { agent: 'ann', by: 'idle' })
  assert.match(String(report), /expected {2}t=0 offer agent=ann item=a/)
})

test('what is not as the format says is named', () => {
  const failed = { code: 'invalid_scenario', message: /unknown variant `offers`/ }
  assert.throws(() => runScenario({ ...scenario(), observe: ['offers'] }), failed)
  const file = { schema: 'krarup-routing-scenarios/1', scenarios: [{ ...scenario(), observe: ['offers'] }] }
  const [report] = runScenarios(file)
  assert.equal(report?.passed, false)
  assert.match(String(report), /offers/)
  const { setup, ...rest } = scenario()
  assert.ok(runScenario(rest, setup).passed)
  assert.throws(() => runScenario(rest), { code: 'invalid_scenario', message: /setup has no agents/ })
  assert.throws(() => runScenarios('no json'), { code: 'invalid_scenario' })
})
