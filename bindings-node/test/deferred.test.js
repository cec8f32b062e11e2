import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateBacklog, staffBacklog } from 'krarup'

const work = { arrivals: [10, 10, 10], ahtS: 600, responseS: 3600 }

test('the backlog by interval', () => {
  const told = evaluateBacklog({ ...work, agents: [1, 2, 3] })
  assert.deepEqual(told.map(({ backlogEnd }) => backlogEnd), [7, 11, 12])
})

test('the fewest agents answer all in time', () => {
  const fewest = staffBacklog(work)
  assert.ok(fewest > 0 && staffBacklog({ ...work, responseS: 600 }) > fewest)
  assert.equal(evaluateBacklog({ ...work, agents: [fewest, fewest, fewest] })[0]?.withinResponse, 1)
  assert.throws(() => evaluateBacklog({ ...work, agents: [1] }), { code: 'invalid_input', message: /agents/ })
})
