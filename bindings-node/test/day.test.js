import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  erlangA, erlangG, evaluateDay, iterateDay, offeredLoad, optimiseDay, sinusoidalLoad, sinusoidalVolumes, staffDay,
} from 'krarup'

const day = /** @type {const} */ ({ volume: [40, 120, 40], ahtS: 300, intervalS: 1800, patienceS: 180 })
const perMille = (/** @type {import('krarup').DayInterval[]} */ intervals) =>
  intervals.map(({ serviceLevel }) => Math.round((serviceLevel ?? NaN) * 1000))

test('a staff has the numbers of the core', () => {
  const exact = evaluateDay({ ...day, staff: [9, 19, 9], timesS: [1800] })
  assert.deepEqual(perMille(exact.intervals), [899, 694, 779])
  assert.equal(exact.agentHours, 18.5)
  assert.equal(exact.moments.length, 1)
  const typed = evaluateDay({ ...day, volume: Float64Array.from(day.volume), staff: Uint32Array.from([9, 19, 9]) })
  assert.deepEqual(typed.intervals, exact.intervals)
})

test('the fewest agent-hours, and what else would have cost', () => {
  const found = optimiseDay({ ...day, serviceLevel: 0.8 })
  assert.deepEqual(found.staff, [8, 21, 10])
  assert.deepEqual(found.instead[0].intervalsMissed, [2])
  assert.deepEqual(staffDay({ ...day, serviceLevel: 0.8, method: 'sipp' }).staff, [9, 23, 9])
  assert.equal(iterateDay({ ...day, maxPWait: 0.5 }).hasConverged, true)
})

test('optimising tells how far it is', () => {
  const heard = /** @type {number[]} */ ([])
  const onProgress = (/** @type {number} */ done, /** @type {number} */ total) => {
    heard.push(done)
    assert.ok(done <= total)
  }
  optimiseDay({ ...day, serviceLevel: 0.8, onProgress })
  assert.ok(heard.length > 0 && heard.every((done, place) => done >= (heard[place - 1] ?? 0)))
  const failure = new Error('enough')
  const failing = () => {
    throw failure
  }
  assert.throws(() => optimiseDay({ ...day, serviceLevel: 0.8, onProgress: failing }), (error) => error === failure)
})

test('the offered load lags behind the arrivals', () => {
  const told = offeredLoad({ volume: [10, 500, 10], ahtS: 600, intervalS: 900 })
  assert.ok(told[2].mean > 100 && told[2].atEnd < 64)
  const sine = { meanRate: 100, amplitude: 20, omega: 1 }
  assert.ok(Math.abs(sinusoidalLoad({ ...sine, handling: 1, at: Math.PI / 2 }).offeredLoadExponential - 110) < 1e-9)
  assert.equal(sinusoidalVolumes({ ...sine, until: 10, slices: 4 }).length, 8)
  const wrong = { ...sine, amplitude: 200, until: 10, slices: 4 }
  assert.throws(() => sinusoidalVolumes(wrong), { code: 'invalid_input', message: /amplitude is 200/ })
})

test('what is wrong is named', () => {
  const invalid = (/** @type {() => unknown} */ work, /** @type {RegExp} */ pattern) => assert.throws(work, { code: 'invalid_input', message: pattern })
  invalid(() => evaluateDay({ ...day, staff: [9, 19] }), /staff/)
  invalid(() => evaluateDay(/** @type {any} */ ({ ...day, staff: [9, 19, 9], mehod: 'exact' })), /no option mehod/)
  invalid(() => evaluateDay({ ...day, volume: [1, NaN, 2], staff: [1, 1, 1] }), /NaN/)
  invalid(() => /** @type {any} */ (evaluateDay)(), /options of evaluateDay/)
})

test('a law of patience goes with the numbers', () => {
  const numbers = /** @type {const} */ ({ agents: 23, volume: 400, intervalS: 3600, ahtS: 180, definition: 'sl.offered' })
  const exponential = erlangG({ ...numbers, patience: { type: 'exponential', meanS: 120 } })
  assert.ok(Math.abs(exponential.serviceLevel - erlangA({ ...numbers, patienceS: 120 }).serviceLevel) < 1e-10)
  assert.throws(() => erlangG(/** @type {any} */ (numbers)), { code: 'invalid_input', message: /patience is missing/ })
  const wrong = /** @type {any} */ ({ ...numbers, patience: { type: 'weibull', meanS: 120, shap: 1 } })
  assert.throws(() => erlangG(wrong), { code: 'invalid_input', message: /patience/ })
})
