// The staffing cases of the repository, and of the folder that KRARUP_CONFORMANCE names.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { failure } from './staffing_cases.js'

const FOLDER = fileURLToPath(new URL('../../core/tests/conformance', import.meta.url))

/** @returns {{ id: string, model: string, inputs: any, expected: any, tolerance: any }[]} */
const casesOf = (/** @type {string} */ folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ schema }) => schema === 'krarup-staffing-cases/1')
    .flatMap(({ cases }) => cases)

test('every case passes or is listed as not yet', () => {
  const lines = readFileSync(join(FOLDER, 'not_yet.txt'), 'utf8').split('\n')
  const listed = new Set(lines.map((line) => line.split('#')[0].trim()))
  const cases = casesOf(FOLDER)
  assert.ok(cases.length > 80)
  const problems = cases.flatMap((one) => {
    const why = failure(one)
    if (why === null) return listed.has(one.id) ? [`${one.id} passes: take it out of not_yet.txt`] : []
    return listed.has(one.id) ? [] : [`${one.id}: ${why}`]
  })
  assert.deepEqual(problems, [])
})

test('a wrong expectation fails', () => {
  for (const one of casesOf(FOLDER)) {
    if (failure(one) !== null || one.tolerance.rel === undefined) continue
    const [name, want] = Object.entries(one.expected)[0]
    assert.notEqual(failure({ ...one, expected: { [name]: Number(want) * 1.001 + 1e-9 } }), null, one.id)
  }
})

const further = process.env.KRARUP_CONFORMANCE
test('further cases pass', { skip: further === undefined }, () => {
  const problems = casesOf(further ?? '').map((one) => [one.id, failure(one)]).filter(([, why]) => why !== null)
  assert.deepEqual(problems, [])
})
