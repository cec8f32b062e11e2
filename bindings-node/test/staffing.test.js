import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import * as krarup from 'krarup'

test('the popular example needs 24 agents', () => {
  const answer = krarup.requiredAgents({ volume: 200, intervalS: 1800, ahtS: 180, sl: { level: 0.8, withinS: 20 } })
  assert.equal(answer.agents, 24)
  assert.equal(answer.binding, 'service_level')
  const { at, atMinusOne } = answer
  assert.ok((at.serviceLevel ?? 0) >= 0.8 && (atMinusOne?.serviceLevel ?? 1) < 0.8)
  const one = krarup.requiredAgents({ volume: [200], intervalS: 1800, ahtS: 180, sl: { level: 0.8 } })
  assert.deepEqual([...one.agents], [24])
  assert.equal(one.serviceLevelAtMinusOne[0], atMinusOne?.serviceLevel)
})

test('columns equal scalars', () => {
  const volume = Float64Array.from({ length: 50 }, (_, i) => i * 9)
  const common = { intervalS: 1800, ahtS: 240, patienceS: 90, sl: { level: 0.8 } }
  const all = krarup.requiredAgents({ volume, ...common })
  volume.forEach((one, row) => {
    const answer = krarup.requiredAgents({ volume: one, ...common })
    assert.equal(all.agents[row], answer.agents)
    if (one > 0) assert.equal(all.serviceLevel[row], answer.at.serviceLevel)
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
  assert.ok(Number.isNaN(masked.agents[1]) && Number.isNaN(masked.serviceLevel[1]), 'a bad row looks like no number')
  assert.equal(masked.binding[1], null)
})

test('no input panics or gives NaN', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), fc.double(), fc.double(), (volume, intervalS, ahtS, level) => {
      try {
        const answer = krarup.requiredAgents({ volume, intervalS, ahtS, sl: { level } })
        return !Number.isNaN(answer.at.serviceLevel)
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
        return { agents: krarup.requiredAgents({ ...rest, sl: { level, withinS } }).agents }
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

test('a misspelt option, an empty column and unequal lengths are refused', () => {
  const demand = { volume: 40, intervalS: 1800, ahtS: 180 }
  const refused = (/** @type {() => unknown} */ work, /** @type {RegExp} */ message) =>
    assert.throws(work, { name: 'KrarupError', code: 'invalid_input', message })
  // @ts-expect-error misspelt
  refused(() => krarup.requiredAgents({ ...demand, patience: 90 }), /patience/)
  // @ts-expect-error misspelt
  refused(() => krarup.requiredAgents({ ...demand, sl: { level: 0.8, within: 99 } }), /within/)
  // @ts-expect-error misspelt
  refused(() => krarup.erlangC({ agents: 14, offeredLoadErl: 10, ahtS: 180, targetWait: 5 }), /targetWait/)
  // @ts-expect-error misspelt
  refused(() => krarup.dayPlan({ volume: [1], ahtS: [1], shrinkages: [0.3] }), /shrinkages/)
  // @ts-expect-error nothing given
  refused(() => krarup.dayPlan(), /dayPlan/)
  refused(() => krarup.requiredAgents({ ...demand, volume: [40, 50], patienceS: [], sl: { level: 0.8 } }), /patience/)
  refused(() => krarup.requiredAgents(demand), /target/)
  refused(() => krarup.requiredAgents({ ...demand, volume: [1, -2], sl: { level: 0.8 } }), /row 1/)
})

test('every target holds at the answer and one fails before it', () => {
  const share = fc.double({ min: 0.05, max: 0.95, noNaN: true })
  const given = fc.record({
    volume: fc.double({ min: 1, max: 400, noNaN: true }),
    patienceS: fc.option(fc.double({ min: 10, max: 600, noNaN: true })),
    level: share,
    maxOccupancy: fc.option(share),
  })
  fc.assert(
    fc.property(given, ({ level, ...rest }) => {
      const answer = krarup.requiredAgents({ intervalS: 1800, ahtS: 200, sl: { level }, ...rest })
      const holds = (/** @type {import('krarup').Measures} */ at) =>
        (at.serviceLevel ?? 0) >= level &&
        (rest.maxOccupancy === null || (at.occupancy ?? 1) <= rest.maxOccupancy * (1 + 1e-12))
      return holds(answer.at) && (answer.atMinusOne === null || !holds(answer.atMinusOne))
    })
  )
})

test('columns and numbers of the Erlang formulas have the same bits', () => {
  const agents = [12, 14, 30]
  const measures = krarup.erlangC({ agents, offeredLoadErl: 10, ahtS: 180 })
  const blocking = krarup.erlangB({ agents: Int32Array.from(agents), offeredLoadErl: 10 })
  agents.forEach((one, row) => {
    assert.equal(measures.asaS[row], krarup.erlangC({ agents: one, offeredLoadErl: 10, ahtS: 180 }).asaS)
    assert.equal(blocking[row], krarup.erlangB({ agents: one, offeredLoadErl: 10 }))
  })
})
