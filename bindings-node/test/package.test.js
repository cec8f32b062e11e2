import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import * as krarup from 'krarup'

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8')
const types = ['../index', ...['models', 'day', 'deferred', 'budgets', 'pooling', 'patience'].map((name) => `../lib/${name}`)]
  .map((name) => read(`${name}.d.cts`)).join('')
/** The string literals of a union type. */
const union = (/** @type {string} */ name) => {
  const body = types.match(new RegExp(`export type ${name} =\n((?:  \\|.*\n)+)`))?.[1] ?? ''
  return [...body.matchAll(/'([^']+)'/g)].map(([, literal]) => literal)
}

test('CommonJS and ES modules export the same names, and the types declare them', () => {
  const commonJs = createRequire(import.meta.url)('krarup')
  const names = Object.keys(commonJs).sort()
  assert.deepEqual(Object.keys(krarup).sort(), names)
  const declared = [...types.matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name)
  assert.deepEqual([...new Set(declared)].sort(), names)
})

test('the types name every error code, metric, command and event', () => {
  assert.deepEqual([...union('ErrorCode'), ...union('RejectCode')].sort(), Object.keys(krarup.errorCodes).sort())
  assert.deepEqual(union('MetricId').sort(), krarup.definitions().map(({ id }) => id).sort())
})

test('the versions agree', () => {
  assert.equal(krarup.version, JSON.parse(read('../package.json')).version)
})

test('every export of the native module catches panics', () => {
  let seen = 0
  for (const file of readdirSync(new URL('../src', import.meta.url))) {
    const source = read(`../src/${file}`)
    for (const [attribute] of source.matchAll(/#\[napi[^\]]*\]\n(?=\s*pub fn)/g)) {
      seen += 1
      assert.match(attribute, /catch_unwind/, file)
    }
  }
  assert.ok(seen > 30)
})

test('the schema of a configuration is a file of the package, and knows every command', () => {
  for (const [name, schema] of [['config', krarup.configSchema()], ['command', krarup.commandSchema()]]) {
    assert.deepEqual(createRequire(import.meta.url)(`krarup/${name}.schema.json`), schema)
  }
  const { oneOf } = /** @type {{ oneOf: { properties: { type: { const: string } } }[] }} */ (krarup.commandSchema())
  assert.deepEqual(oneOf.map(({ properties }) => properties.type.const), krarup.commandTypes)
})
