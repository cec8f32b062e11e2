'use strict'
const { invalid } = require('./native.cjs')

/** A number, a list or any typed array as a Float64Array; entries of a sparse one may be null. */
function column(name, value, isSparse = false) {
  if (value instanceof Float64Array) return value
  if (typeof value === 'number') return Float64Array.of(value)
  if (typeof value?.[Symbol.iterator] !== 'function' || typeof value === 'string') {
    throw invalid(`${name} is ${value}, but must be a number or a list of numbers`)
  }
  const entries = Array.from(value, (entry) => (isSparse && entry == null ? NaN : entry))
  const row = entries.findIndex((entry) => typeof entry !== 'number')
  if (row >= 0) throw invalid(`${name} is ${entries[row]} in row ${row}, but must be a number`)
  return Float64Array.from(entries)
}

const given = (name, value) => (value == null ? undefined : column(name, value))
const isNumber = (value) => value == null || typeof value === 'number'

function single(name, value) {
  if (!isNumber(value)) throw invalid(`${name} is ${value}, but must be a number`)
  return value ?? undefined
}

module.exports = { column, given, isNumber, single }
