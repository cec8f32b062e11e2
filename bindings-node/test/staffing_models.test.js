// Every model of the table: the bits on file, hostile numbers; plans and the frontier.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import * as krarup from 'krarup'

const functions = /** @type {Record<string, any>} */ (krarup)
const models = krarup.staffingModels()
const camelCase = (/** @type {string} */ name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** Every measure; the function of Erlang B gives the blocking alone. */
function evaluate(/** @type {string} */ name, /** @type {any} */ options) {
  const answer = functions[name](options)
  return name === 'erlangB' ? { blocking: answer } : answer
}

/** FNV-1a over the bits, word by word; every NaN is one. */
function digest(/** @type {Iterable<number>} */ values) {
  const view = new DataView(new ArrayBuffer(8))
  let word = 0xcbf29ce484222325n
  for (const value of values) {
    view.setFloat64(0, value)
    const bits = Number.isNaN(value) ? 0x7ff8000000000000n : view.getBigUint64(0)
    word = BigInt.asUintN(64, (word ^ bits) * 0x100000001b3n)
  }
  return word.toString(16).padStart(16, '0')
}

test('every model gives the bits on file, in columns and alone', () => {
  const file = new URL('../../core/tests/golden/staffing_table.json', import.meta.url)
  /** @type {{ model: string, inputs: Record<string, number[]>, digests: Record<string, string>, errors: any, definition?: string, patience?: any }[]} */
  const blocks = JSON.parse(readFileSync(file, 'utf8'))
  assert.deepEqual(new Set(blocks.map(({ model }) => camelCase(model))), new Set(models.map(({ name }) => name)))
  for (const { model, inputs, digests, errors, definition, patience } of blocks) {
    const name = camelCase(model)
    const options = (/** @type {(column: number[]) => any} */ of) => ({
      ...Object.fromEntries(Object.entries(inputs).map(([input, column]) => [camelCase(input), of(column)])),
      ...(definition === undefined ? {} : { definition }),
      ...(patience === undefined ? {} : { patience: { ...patience, meanS: patience.mean_s, mean_s: undefined } }),
      onError: 'mask',
    })
    const answer = evaluate(name, options((column) => column))
    /** @type {Record<string, number>} */
    const codes = {}
    for (const code of answer.error ?? []) if (code !== null) codes[code] = (codes[code] ?? 0) + 1
    assert.deepEqual(codes, errors, name)
    for (const [output, wanted] of Object.entries(digests)) {
      const measure = camelCase(output)
      if (!(measure in answer)) continue
      assert.equal(digest(answer[measure]), wanted, `${name} ${measure}`)
      for (let row = 0; row < 150; row += 37) {
        const alone = evaluate(name, options((column) => column[row]))
        assert.equal(digest([alone[measure]]), digest([answer[measure][row]]), `${name} ${measure} ${row}`)
      }
    }
  }
})

const hostile = fc.oneof(
  fc.constantFrom(
    NaN, Infinity, -Infinity, -1, -0, 0, 5e-324, 1e-300, 1e-9, 0.5, 1, 1 - 2 ** -53, 2, 20, 99.999999, 100, 180, 1800, 1e6,
    1e7, 1e9, 1e12, 1e300, Number.MAX_VALUE
  ),
  fc.double(),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0.1, max: 1e4, noNaN: true }),
  fc.nat(500)
)
const given = fc.constantFrom(...models).chain((model) =>
  fc.record({
    model: fc.constant(model),
    row: fc.record(
      Object.fromEntries(model.inputs.map(({ name }) => [camelCase(name), hostile])),
      { requiredKeys: model.inputs.filter(({ presence }) => presence === 'required').map(({ name }) => camelCase(name)) }
    ),
  })
)
const codes = ['invalid_input', 'unstable', 'infeasible', 'no_convergence', 'not_representable']

test('no number makes a model panic or answer NaN', () => {
  fc.assert(
    fc.property(given, ({ model, row }) => {
      let answer
      try {
        const law = model.hasPatience ? { patience: { type: 'exponential', meanS: 60 } } : {}
        answer = evaluate(model.name, { ...row, ...law })
      } catch (error) {
        return error instanceof krarup.KrarupError && codes.includes(error.code)
      }
      const mayLack = model.outputs.filter(({ absentWhen }) => absentWhen !== null).map(({ name }) => camelCase(name))
      return Object.entries(answer).every(([name, value]) => !Number.isNaN(value) || mayLack.includes(name))
    }),
    { numRuns: 3000 }
  )
})

test('a plan of rows is a plan of columns', () => {
  const rows = [
    { start: '08:00', volume: 40, ahtS: 180 },
    { start: '08:30', volume: 0, ahtS: null },
    { start: '09:00', volume: 120, ahtS: 200 },
  ]
  const options = { sl: { level: 0.8 }, shrinkage: [0.1, 0.2] }
  const plan = krarup.plan(rows, options)
  assert.deepEqual([...plan.agents], [7, 0, 17])
  assert.deepEqual(plan.start, ['08:00', '08:30', '09:00'])
  const columns = { start: plan.start, volume: Float64Array.of(40, 0, 120), ahtS: [180, null, 200] }
  assert.deepEqual(krarup.plan(columns, options), plan)
  rows.forEach(({ volume, ahtS }, row) => {
    const one = krarup.requiredAgents({ volume, ahtS: ahtS ?? 0, intervalS: 1800, sl: { level: 0.8 }, fractional: true })
    assert.equal(plan.agents[row], one.agents)
    assert.equal(plan.fractional[row], one.fractional)
    assert.equal(plan.binding[row], one.binding)
    assert.ok(Math.abs(plan.scheduled[row] - one.agents / 0.9 / 0.8) < 1e-12)
    assert.equal(plan.heads[row], Math.ceil(one.agents / 0.72 - 1e-9) + 0)
  })
  const patient = krarup.plan(rows.map((row) => ({ ...row, patienceS: 60 })), options)
  assert.equal(patient.model, 'erlang_a')
  assert.deepEqual(patient.agents, krarup.plan(rows, { ...options, patienceS: 60 }).agents)
  assert.equal(krarup.plan([], options).agents.length, 0)
  const refused = (/** @type {() => unknown} */ work, /** @type {RegExp} */ message) =>
    assert.throws(work, { name: 'KrarupError', code: 'invalid_input', message })
  // @ts-expect-error no handling time
  refused(() => krarup.plan([{ volume: 1 }], options), /ahtS/)
  // @ts-expect-error misspelt
  refused(() => krarup.plan(rows, { ...options, shrink: [0.1] }), /shrink/)
  // @ts-expect-error no columns
  refused(() => krarup.plan(7, options), /intervals/)
  refused(() => krarup.plan(rows.map((row) => ({ ...row, patienceS: 60 })), { ...options, patienceS: 60 }), /patienceS/)
})

test('the frontier is what staffCost gives for each number of agents', () => {
  const demand = { volume: 200, intervalS: 1800, ahtS: 180, perAgentHour: 30, perWaitingHour: 120 }
  const frontier = krarup.frontier({ ...demand, fewest: 10, most: 40 })
  assert.deepEqual([...frontier.agents], Array.from({ length: 20 }, (_, row) => row + 21))
  const costs = krarup.staffCost({ ...demand, agents: frontier.agents })
  for (const name of /** @type {const} */ (['costPerHour', 'serviceLevel', 'serviceLevelPerCost', 'asaS'])) {
    assert.deepEqual(frontier[name], costs[name], name)
  }
  const cheapest = krarup.cheapestAgents(demand)
  assert.equal(Math.min(...frontier.costPerHour), cheapest.costPerHour)
  assert.throws(() => krarup.frontier({ ...demand, fewest: 40, most: 10 }), /most_agents/)
  assert.throws(() => krarup.frontier({ ...demand, fewest: 1.5, most: 10 }), /fewest is 1.5/)
})
