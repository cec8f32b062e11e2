import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import * as krarup from 'krarup'

test('the popular example needs 24 agents', () => {
  const answer = krarup.requiredAgents({ volume: 200, intervalS: 1800, ahtS: 180, sl: { level: 0.8, withinS: 20 } })
  assert.deepEqual([...answer.agents], [24])
  assert.equal(answer.binding[0], 'service_level')
})

test('columns equal scalars', () => {
  const volume = Float64Array.from({ length: 50 }, (_, i) => i * 9)
  const common = { intervalS: 1800, ahtS: 240, patienceS: 90, sl: { level: 0.8 } }
  const all = krarup.requiredAgents({ volume, ...common })
  volume.forEach((one, row) => {
    const answer = krarup.requiredAgents({ volume: one, ...common })
    assert.equal(all.agents[row], answer.agents[0])
    assert.equal(all.serviceLevel[row], answer.serviceLevel[0])
  })
})

test('bad input throws a KrarupError with a stable code', () => {
  const code = (/** @type {string} */ code) => (/** @type {unknown} */ error) =>
    error instanceof krarup.KrarupError && error.code === code
  for (const agents of [-5, NaN, Infinity]) {
    assert.throws(() => krarup.erlangB({ agents, offeredLoadErl: 3 }), code('invalid_input'))
  }
  assert.throws(() => krarup.erlangC({ agents: 10, offeredLoadErl: 12, ahtS: 180 }), code('unstable'))
  assert.throws(
    () => krarup.requiredAgents({ volume: 100, intervalS: 1800, ahtS: 180, sl: { level: 1 } }),
    code('infeasible')
  )
  // @ts-expect-error agents are a number
  assert.throws(() => krarup.erlangB({ agents: 'ten', offeredLoadErl: 3 }), code('invalid_input'))
  const masked = krarup.requiredAgents({
    volume: [100, -1],
    intervalS: 1800,
    ahtS: 180,
    sl: { level: 0.8 },
    onError: 'mask',
  })
  assert.deepEqual(masked.error, [null, 'invalid_input'])
})

test('no input panics or gives NaN', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), fc.double(), fc.double(), (volume, intervalS, ahtS, level) => {
      try {
        const answer = krarup.requiredAgents({ volume, intervalS, ahtS, sl: { level } })
        return !Number.isNaN(answer.serviceLevel[0])
      } catch (error) {
        return error instanceof krarup.KrarupError && error.code !== 'internal_panic'
      }
    })
  )
})

test('every cell of the bad-input table gives the code or the defined value', () => {
  const file = new URL('../../core/tests/golden/staffing_bad_input.json', import.meta.url)
  const { cases } = JSON.parse(readFileSync(file, 'utf8'))
  const camelCase = (/** @type {string} */ name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
  /** @returns {Record<string, number>} */
  const outputs = (/** @type {string} */ name, /** @type {any} */ options) => {
    switch (name) {
      case 'erlang_b':
        return { blocking: krarup.erlangB(options) }
      case 'erlang_c':
        return { ...krarup.erlangC(options) }
      case 'erlang_a':
        return { ...krarup.erlangA(options) }
      default: {
        const { serviceLevel: level, targetWaitS: withinS, ...rest } = options
        return { agents: krarup.requiredAgents({ ...rest, sl: { level, withinS } }).agents[0] }
      }
    }
  }
  for (const { id, function: name, arguments: given, error, value } of cases) {
    const options = Object.fromEntries(Object.entries(given).map(([key, number]) => [camelCase(key), Number(number)]))
    if (error !== undefined) {
      assert.throws(
        () => outputs(name, options),
        (thrown) => thrown instanceof krarup.KrarupError && thrown.code === error,
        `${name} ${id}`
      )
      continue
    }
    const answer = outputs(name, options)
    for (const [key, want] of Object.entries(value)) {
      const got = answer[camelCase(key)]
      assert.ok(Math.abs(got - want) <= 1e-12 * Math.abs(want), `${name} ${id}: ${key} is ${got}`)
    }
  }
  assert.ok(cases.length > 60)
})
