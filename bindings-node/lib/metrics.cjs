'use strict'
const { inspect } = require('node:util')
const { KrarupError, call, translated, microseconds, text } = require('./native.cjs')
const { asRecords } = require('./as_records.cjs')

/** One row a group, interval and metric; print it to read it. */
class KpiTable {
  #text

  constructor([rows, text]) {
    this.rows = JSON.parse(rows)
    this.#text = text
  }

  get length() {
    return this.rows.length
  }

  [Symbol.iterator]() {
    return this.rows[Symbol.iterator]()
  }

  toString() {
    return this.#text
  }

  [inspect.custom]() {
    return this.#text
  }
}

// Names of the options, and how their values are written in a specification.
const whole = (value) => value
const seconds = (name) => (value) => {
  if (!Number.isFinite(value)) throw new KrarupError('invalid_input', `${name} is ${value}, but must be seconds`)
  return Math.round(value * 1e6)
}
const OPTIONS = {
  by: ['by', (value) => [value].flat()],
  every: ['every', whole],
  zone: ['zone', whole],
  attribution: ['attribution', whole],
  comparison: ['comparison', whole],
  confidence: ['confidence', whole],
  minN: ['min_n', whole],
  targetWaitS: ['target_wait_us', seconds('targetWaitS')],
  shortAbandonS: ['short_abandon_us', seconds('shortAbandonS')],
  repeatWindowS: ['repeat_window_us', seconds('repeatWindowS')],
  asOf: ['as_of_us', microseconds],
}

function kpis(data, metrics, options = {}) {
  const spec = { metrics: [metrics].flat() }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      const known = Object.keys(OPTIONS).join(', ')
      throw new KrarupError('invalid_spec', `${name} is not an option of kpis, but must be one of ${known}`)
    }
    const [field, write] = OPTIONS[name]
    if (value !== undefined) spec[field] = write(value)
  }
  return new KpiTable(translated(() => asRecords(data).raw.kpis(text('options', spec))))
}

const definitions = () => JSON.parse(call('metricDefinitions'))

module.exports = { KpiTable, kpis, definitions }
