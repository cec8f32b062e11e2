'use strict'
// How long customers would wait, from waits of which an answer cuts most short.
const { inspect } = require('node:util')
const { call, camelKeys, invalid, onlyKnown, translated } = require('./native.cjs')
const { column } = require('./columns.cjs')
const { asRecords } = require('./as_records.cjs')

/** What waits say of patience; as a string it is a table for people. */
class PatienceFit {
  #text

  constructor([json, text]) {
    Object.assign(this, camelKeys(JSON.parse(json)))
    this.#text = text
  }

  toString() {
    return this.#text
  }

  [inspect.custom]() {
    return this.#text
  }
}

function flags(abandoned) {
  return Uint8Array.from(abandoned ?? [], (entry, row) => {
    if (entry !== true && entry !== false && entry !== 0 && entry !== 1) {
      throw invalid(`abandoned is ${entry} in row ${row}, but must be true or false`)
    }
    return Number(entry)
  })
}

function fitPatience(data) {
  if (data?.waitsS === undefined) return new PatienceFit(translated(() => asRecords(data).raw.patience()))
  onlyKnown('fitPatience', data, ['waitsS', 'abandoned'])
  return new PatienceFit(call('fitPatienceWaits', column('waitsS', data.waitsS), flags(data.abandoned)))
}

module.exports = { PatienceFit, fitPatience }
