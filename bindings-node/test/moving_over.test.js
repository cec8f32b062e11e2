// Other vendors' configurations: the report tells of every key, and what comes out is a configuration.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { KrarupError, Router, errorCodes, importConfig, importRules, runScenarios } from 'krarup'

/** @import { ImportSource } from 'krarup' */

const folder = new URL('../../core/tests/import/', import.meta.url)

/** @type {ImportSource[]} */
const sources = ['twilio', 'azure', 'connect', 'asterisk', 'freeswitch', 'genesys']

/** @param {string} source */
const files = (source) =>
  Object.fromEntries(
    readdirSync(new URL(`${source}/`, folder))
      .filter((name) => name !== 'scenarios.json')
      .map((name) => [name, readFileSync(new URL(`${source}/${name}`, folder), 'utf8')]),
  )

/**
 * A configuration in the words of scenarios, with agents who are there.
 * @param {any} part
 * @returns {any}
 */
function inSeconds(part) {
  if (Array.isArray(part)) return part.map(inSeconds)
  if (part === null || typeof part !== 'object') return part
  const named = Object.entries(part).filter(([key, value]) => key !== 'presence' && value !== null)
  return Object.fromEntries(
    named.map(([key, value]) => (key.endsWith('_us') ? [`${key.slice(0, -3)}_s`, value / 1e6] : [key, inSeconds(value)])),
  )
}

for (const source of sources) {
  test(`the examples of ${source} route as published`, () => {
    const { config } = importConfig(source, files(source))
    new Router(config, { atMs: 0 })
    const cases = JSON.parse(readFileSync(new URL(`${source}/scenarios.json`, folder), 'utf8'))
    const reports = runScenarios({ ...cases, setup: inSeconds(config) })
    assert.deepEqual(reports.filter((report) => !report.passed).map(String), [])
    assert.ok(reports.length >= 5)
  })

  test(`the report of ${source} tells by known rules`, () => {
    const { report } = importConfig(source, files(source))
    const verdicts = new Map(importRules(source).map((rule) => [rule.key, rule.verdict]))
    for (const { rule, verdict, line, becomes } of report.findings) {
      assert.equal(verdicts.get(rule), verdict)
      assert.notEqual(line, undefined)
      assert.notEqual(becomes, undefined)
    }
    const [maps, differ, lost] = [report.count('maps'), report.count('differs'), report.count('lost')]
    assert.equal(maps + differ + lost, report.findings.length)
    assert.ok(String(report).startsWith(`${source}: ${maps} map, ${differ} differ, ${lost} lost\n`))
  })
}

test('one text is enough, and an unknown key is lost', () => {
  const { config, report } = importConfig('asterisk', '[sales]\nfoo = 1\nweight = 3\n')
  assert.equal(config.queues[0].weight, 3)
  const lost = report.findings.filter(({ verdict }) => verdict === 'lost')
  assert.deepEqual(lost.map(({ path, line, said }) => [path, line, said]), [['source [sales] foo', 2, '"1"']])
})

test('a source that cannot be read says why', () => {
  /** @type {[any, any, string][]} */
  const cases = [
    ['avaya', '', 'unknown_source'],
    ['twilio', '{', 'malformed_source'],
    ['azure', '{}', 'nothing_to_import'],
    ['connect', ' '.repeat(16 * 2 ** 20 + 1), 'source_too_large'],
    ['asterisk', `[${'q'.repeat(300)}]`, 'invalid_config'],
    ['asterisk', { 'queues.conf': 7 }, 'invalid_input'],
    ['asterisk', null, 'invalid_input'],
  ]
  for (const [source, text, code] of cases) {
    assert.throws(() => importConfig(source, text), (error) => error instanceof KrarupError && error.code === code)
    assert.ok(code in errorCodes)
  }
  assert.throws(() => importRules(/** @type {any} */ ('avaya')), { code: 'unknown_source', message: /freeswitch/ })
})
