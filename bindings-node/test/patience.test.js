import assert from 'node:assert/strict'
import { test } from 'node:test'
import { erlangG, fitPatience, generate } from 'krarup'

const waitsS = [2, 5, 8, 10, 14, 21, 30, 33, 45, 80]
const abandoned = [false, false, true, false, true, false, false, true, false, true]

test('patience of waits', () => {
  const fit = fitPatience({ waitsS, abandoned })
  assert.deepEqual([fit.meanS, fit.standardErrorS, fit.naiveMeanS], [62, 31, 33.75])
  assert.deepEqual(fit.survival.map(({ atS, atRisk }) => [atS, atRisk]), [[8, 8], [14, 6], [33, 3], [80, 1]])
  assert.match(String(fit), /mean if exponential {2}62\.0 s ± 31\.0 s/)
  assert.ok(fit.law)
  const { pAbandon } = erlangG({ agents: 20, volume: 200, intervalS: 1800, ahtS: 180, patience: fit.law })
  assert.ok(pAbandon > 0.05 && pAbandon < 0.2)
  assert.deepEqual(fitPatience({ waitsS: Float64Array.from(waitsS), abandoned: abandoned.map(Number) }).law, fit.law)
})

test('patience of records', () => {
  const fit = fitPatience(generate({ seed: 1 }))
  assert.ok(fit.abandoned > 100 && fit.naiveBias !== null && fit.naiveBias < 0)
  assert.equal(fit.hazard.at(-1)?.toS, null)
  assert.equal(fit.exponentiality?.degreesOfFreedom, 9)
})

test('what is wrong is named', () => {
  const code = 'invalid_input'
  assert.throws(() => fitPatience({ waitsS: [-1], abandoned: [true] }), { code, message: /waits_s of row 0/ })
  assert.throws(() => fitPatience({ waitsS: [1], abandoned: [] }), { code, message: /abandoned has 0/ })
  // @ts-expect-error a text
  assert.throws(() => fitPatience({ waitsS: [1], abandoned: ['no'] }), { code, message: /abandoned is no in row 0/ })
  assert.equal(fitPatience({ waitsS: [1], abandoned: [false] }).law, null)
})
