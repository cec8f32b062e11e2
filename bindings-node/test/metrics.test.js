import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import * as krarup from 'krarup'

const day = krarup.generate({ centre: { ...krarup.exampleCentre(), days: 1 }, seed: 7 })
const mapping = JSON.parse(readFileSync(new URL('../../core/examples/mappings/krarup.json', import.meta.url), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'krarup-'))
const ids = krarup.definitions().map(({ id }) => id)
const failed = (/** @type {string} */ code) => (/** @type {unknown} */ error) =>
  error instanceof krarup.KrarupError && error.code === code

test('rows, files and the generator give the same numbers', () => {
  /** @type {Parameters<typeof krarup.kpis>[2]} */
  const options = { by: ['queue', 'channel'], every: '30min', zone: 'Europe/Copenhagen' }
  const expected = krarup.kpis(day, ids, options)
  const copied = new krarup.Records(day.interactions(), day.agentStates())
  assert.deepEqual(krarup.kpis(copied, ids, options).rows, expected.rows)
  assert.ok(expected.length > 1000)
  const path = join(folder, 'calls.csv')
  day.writeCsv(path)
  /** @type {[number, number][]} */
  const heard = []
  const loaded = krarup.loadCsv(path, mapping, { onProgress: (done, total) => heard.push([done, total]) })
  assert.deepEqual(heard.at(-1), [statSync(path).size, statSync(path).size])
  assert.equal(loaded.quality().rowsRead, day.interactions().length)
  const values = (/** @type {krarup.Records} */ records) =>
    krarup.kpis(records, ['offered', 'sl.no_short', 'aht', 'wait_p90'], { by: 'queue' }).rows.map(({ value }) => value)
  assert.deepEqual(values(loaded), values(day))
  assert.match(String(loaded.quality()), /rows/)
})

test('a small case by hand', () => {
  /** @type {krarup.Interaction} */
  const answered = { interaction_id: 'a', arrived_at_us: 0, queue: 'sales', outcome: 'answered', wait_us: 4_500_000 }
  /** @type {krarup.Interaction} */
  const abandoned = { ...answered, interaction_id: 'b', outcome: 'abandoned', wait_us: 30_000_000 }
  const table = krarup.kpis([answered, abandoned], ['offered', 'asa', 'sl.offered', 'aht'], { by: 'queue' })
  const row = Object.fromEntries(table.rows.map((row) => [row.metric, row]))
  assert.equal(row['offered'].value, 2)
  assert.equal(row['asa'].value, 4.5)
  assert.equal(row['sl.offered'].value, 0.5)
  assert.deepEqual([row['sl.offered'].num, row['sl.offered'].den, row['sl.offered'].n], [1, 2, 2])
  assert.deepEqual(row['asa'].group, { queue: 'sales' })
  assert.equal(row['aht'].value, null)
  assert.equal(row['aht'].nullReason, 'not_recorded')
  assert.equal(krarup.kpis([answered], 'sl.offered', { targetWaitS: 4.5, comparison: 'less_than' }).rows[0].value, 0)
  assert.equal([...table].length, table.length)
})

test('of rows that are there twice the latest counts', () => {
  /** @type {krarup.Interaction} */
  const row = { interaction_id: 'a', arrived_at_us: 0, outcome: 'answered', wait_us: 10_000_000 }
  const records = new krarup.Records([{ ...row, last_update_at_us: 5 }, { ...row, wait_us: 20_000_000, last_update_at_us: 5 }, row])
  assert.equal(records.interactions().length, 1)
  assert.equal(krarup.kpis(records, 'asa').rows[0].value, 20)
  const { firstRows, example } = records.quality().findings.find(({ rule }) => rule === 'duplicate') ?? {}
  assert.deepEqual([firstRows, example], [[1, 3], null])
})

test('an absurd instant is in a row without an interval', () => {
  /** @type {krarup.Interaction} */
  const row = { interaction_id: 'a', arrived_at_us: 0, outcome: 'answered' }
  const records = new krarup.Records([row, { ...row, interaction_id: 'b', arrived_at_us: 9e18 }])
  const table = krarup.kpis(records, 'arrived', { every: 'day' })
  assert.deepEqual(table.rows.map(({ intervalLabel }) => intervalLabel), [null, '1970-01-01T00:00:00+00:00'])
  assert.equal(records.quality().count('implausible_instant'), 1)
})

test('paths are checked and named, and everything shows itself', () => {
  const path = join(folder, 'written.csv')
  day.writeCsv(pathToFileURL(path))
  assert.equal(krarup.loadCsv(pathToFileURL(path), mapping).interactions().length, day.interactions().length)
  // @ts-expect-error no path
  assert.throws(() => day.writeCsv(), failed('invalid_input'))
  // @ts-expect-error no path
  assert.throws(() => krarup.loadCsv(undefined, mapping), failed('invalid_input'))
  assert.throws(() => day.writeCsv(new URL('https://example.com/calls.csv')), failed('invalid_input'))
  const nowhere = join(folder, 'nowhere', 'calls.csv')
  assert.throws(
    () => day.writeCsv(nowhere),
    (error) => failed('unreadable_file')(error) && String(error).includes(nowhere)
  )
  const table = krarup.kpis(day, 'offered', { by: 'queue' })
  assert.equal(inspect(table), String(table))
  assert.equal(inspect(day.quality()), String(day.quality()))
  assert.match(inspect(day), /^Records\(\d+ interactions, \d+ agent states\)$/)
})

test('a wrong question is named', () => {
  assert.throws(() => krarup.kpis(day, []), failed('invalid_spec'))
  assert.throws(() => krarup.kpis(day, ['asa', 'asa']), failed('invalid_spec'))
  assert.throws(() => krarup.kpis(day, 'asa', { by: ['queue', 'queue'] }), failed('invalid_spec'))
  // @ts-expect-error no such metric
  assert.throws(() => krarup.kpis(day, 'sl'), failed('unknown_metric'))
  assert.throws(() => krarup.kpis(day, 'offered', { attribution: 'answer' }), failed('attribution_not_allowed'))
  // @ts-expect-error no such option
  assert.throws(() => krarup.kpis(day, 'offered', { evry: '30min' }), failed('invalid_spec'))
  assert.throws(() => krarup.kpis(day, 'offered', { zone: 'Mars' }), failed('unknown_zone'))
  assert.throws(() => krarup.kpis(day, 'offered', { targetWaitS: NaN }), failed('invalid_input'))
  // @ts-expect-error no such outcome
  assert.throws(() => new krarup.Records([{ interaction_id: 'a', arrived_at_us: 0, outcome: 'lost' }]), failed('invalid_records'))
  assert.throws(() => krarup.loadCsv(join(folder, 'nothing.csv'), mapping), failed('unreadable_file'))
  assert.throws(() => krarup.loadCsv(join(folder, 'calls.csv'), { zone: 'Mars' }), failed('invalid_mapping'))
  writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n')
  assert.throws(() => krarup.loadCsv(join(folder, 'other.csv'), mapping), failed('missing_columns'))
  assert.throws(() => krarup.generate({ centre: { ...krarup.exampleCentre(), days: 0 } }), failed('invalid_centre'))
  assert.throws(() => krarup.generate({ seed: 0.5 }), failed('invalid_input'))
})

test('what a progress function throws reaches the caller', () => {
  const failure = new Error('from the caller')
  const onProgress = () => {
    throw failure
  }
  assert.throws(() => krarup.loadCsv(join(folder, 'calls.csv'), mapping, { onProgress }), (error) => error === failure)
  // @ts-expect-error no function
  assert.throws(() => krarup.generate({ onProgress: 3 }), failed('invalid_input'))
})

test('patience and a day plan', () => {
  const { meanS, medianS, survival } = krarup.fitPatience(day)
  assert.ok(meanS !== null && meanS > 60 && meanS < 3600)
  assert.ok(medianS === null || medianS > 0)
  assert.ok(survival.every((step, place) => place === 0 || step.survival <= survival[place - 1].survival))
  const plan = krarup.dayPlan({ volume: [100, 0], ahtS: [200, 200], sl: { level: 0.8 }, shrinkage: [0.3] })
  assert.equal(plan[0].staffing.agents, 15)
  assert.equal(plan[0].staffing.binding, 'service_level')
  assert.equal(plan[1].staffing.agents, 0)
  assert.ok(Math.abs(plan[0].scheduled - 15 / 0.7) < 1e-9)
  assert.throws(() => krarup.dayPlan({ volume: [1], ahtS: [NaN], sl: { level: 0.8 } }), failed('invalid_input'))
  assert.throws(
    () => krarup.dayPlan({ volume: [1], ahtS: [100], patienceS: NaN, sl: { level: 0.8 } }),
    failed('invalid_input')
  )
  // @ts-expect-error no list
  assert.throws(() => krarup.dayPlan({ volume: 1, ahtS: [1] }), failed('invalid_input'))
})

test('records from receipts', () => {
  /** @type {krarup.Config} */
  const config = {
    queues: [{ id: 'sales' }],
    agents: [{ id: 'ann', queues: { sales: {} }, presence: 'available' }],
  }
  const router = new krarup.Router(config, { atUs: 0 })
  const recorder = new krarup.Recorder(config, { atUs: 0 })
  recorder.record(router.apply({ atUs: 1_000_000 }, { type: 'enqueue', interaction: 'c1', queue: 'sales' }))
  recorder.record(router.apply({ atUs: 3_500_000 }, { type: 'accept', interaction: 'c1', agent: 'ann' }))
  recorder.record(router.apply({ atUs: 60_000_000 }, { type: 'complete', interaction: 'c1' }))
  const asa = krarup.kpis(recorder.drain(), 'asa').rows[0]
  assert.equal(asa.value, 2.5)
  assert.throws(
    () => recorder.record({ seq: 9, at_us: 0, clamped: false, repeated: false, events: [] }),
    failed('missing_receipt')
  )
  // @ts-expect-error no receipt
  assert.throws(() => recorder.record({}), failed('invalid_receipt'))
})
