'use strict'
const { KrarupError, call, camelKeys, onlyKnown } = require('./native.cjs')

const invalid = (message) => new KrarupError('invalid_input', message)

const DEMAND = ['volume', 'intervalS', 'ahtS', 'patienceS']
const LIMITS = ['maxAsaS', 'maxOccupancy', 'maxAbandonment', 'maxPWait']
const SERVICE_LEVEL = ['level', 'withinS', 'definition', 'shortS']

function known(what, options, names) {
  onlyKnown(what, options, names)
  return options
}

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

/** The only entry of every column, where all arguments were numbers. */
const first = (columns) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[0]]))

function erlangB(options) {
  const { agents, offeredLoadErl } = known('erlangB', options, ['agents', 'offeredLoadErl'])
  const isScalar = isNumber(agents) && isNumber(offeredLoadErl)
  const load = column('offeredLoadErl', offeredLoadErl)
  const blocking = call('erlangB', column('agents', agents), load, isScalar)
  return isScalar ? blocking[0] : blocking
}

function erlangC(options) {
  const names = ['agents', 'offeredLoadErl', 'ahtS', 'targetWaitS']
  const { agents, offeredLoadErl, ahtS, targetWaitS } = known('erlangC', options, names)
  const isScalar = [agents, offeredLoadErl, ahtS, targetWaitS].every(isNumber)
  const measures = call(
    'erlangC',
    column('agents', agents),
    column('offeredLoadErl', offeredLoadErl),
    column('ahtS', ahtS),
    given('targetWaitS', targetWaitS),
    isScalar
  )
  return isScalar ? first(measures) : measures
}

function erlangA(options) {
  const { targetWaitS, definition, shortS, ...required } = known('erlangA', options, [
    'agents', ...DEMAND, 'targetWaitS', 'definition', 'shortS',
  ])
  const columns = {}
  for (const name of ['agents', ...DEMAND]) columns[name] = column(name, required[name])
  const isScalar = [...Object.values(required), targetWaitS].every(isNumber)
  const measures = call('erlangA', {
    ...columns,
    targetWaitS: given('targetWaitS', targetWaitS),
    definition,
    shortS: single('shortS', shortS),
    isScalar,
  })
  return isScalar ? first(measures) : measures
}

/** What requiredAgents and dayPlan have in common, as columns. */
function requirement({ volume, intervalS, ahtS, patienceS, sl, ...limits }) {
  const { level, withinS, definition, shortS } = known('sl', sl ?? {}, SERVICE_LEVEL)
  const columns = {
    volume: column('volume', volume),
    intervalS: given('intervalS', intervalS),
    ahtS: column('ahtS', ahtS, true),
    patienceS: given('patienceS', patienceS),
    level: sl == null ? undefined : column('sl.level', level),
    withinS: given('sl.withinS', withinS),
    definition,
    shortS: single('sl.shortS', shortS),
  }
  for (const name of LIMITS) columns[name] = given(name, limits[name])
  const optional = [intervalS, patienceS, level, withinS, ...LIMITS.map((name) => limits[name])]
  return { columns, isScalar: [volume, ahtS].every(isNumber) && optional.every(isNumber), optional }
}

function requiredAgents(options) {
  const { onError, ...rest } = known('requiredAgents', options, [...DEMAND, 'sl', ...LIMITS, 'onError'])
  column('intervalS', rest.intervalS)
  const { columns, isScalar } = requirement(rest)
  if (isScalar) return camelKeys(JSON.parse(call('requiredAgentsOfOne', columns)))
  return call('requiredAgents', columns, onError)
}

function dayPlan(options) {
  const { shrinkage, additiveShrinkage = false, ...rest } = known('dayPlan', options, [
    ...DEMAND, 'sl', ...LIMITS, 'shrinkage', 'additiveShrinkage',
  ])
  const { columns, optional } = requirement(rest)
  if (!optional.every(isNumber)) throw invalid('only volume, ahtS and shrinkage of dayPlan are lists, the rest numbers')
  return camelKeys(JSON.parse(call('planDay', columns, given('shrinkage', shrinkage), additiveShrinkage)))
}

function agentsForBlocking(options) {
  const { offeredLoadErl, maxBlocking } = known('agentsForBlocking', options, ['offeredLoadErl', 'maxBlocking'])
  return call('agentsForBlocking', offeredLoadErl, maxBlocking)
}

function loadForBlocking(options) {
  const { agents, maxBlocking } = known('loadForBlocking', options, ['agents', 'maxBlocking'])
  return call('loadForBlocking', agents, maxBlocking)
}

function waitQuantile(options) {
  const names = ['agents', 'offeredLoadErl', 'ahtS', 'quantile']
  const { agents, offeredLoadErl, ahtS, quantile } = known('waitQuantile', options, names)
  return call('waitQuantile', agents, offeredLoadErl, ahtS, quantile)
}

module.exports = {
  erlangB,
  erlangC,
  erlangA,
  agentsForBlocking,
  loadForBlocking,
  waitQuantile,
  requiredAgents,
  dayPlan,
}
