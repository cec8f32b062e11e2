'use strict'
const { call, camelKeys, invalid, onlyKnown } = require('./native.cjs')
const { column, given, isNumber, single } = require('./columns.cjs')

const DEMAND = ['volume', 'intervalS', 'ahtS', 'patienceS']
const LIMITS = ['maxAsaS', 'maxOccupancy', 'maxAbandonment', 'maxPWait', 'maxWaitShare', 'maxWaitS']
const SERVICE_LEVEL = ['level', 'withinS', 'definition', 'shortS']

function known(what, options, names) {
  onlyKnown(what, options, names)
  return options
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
  const { onError, fractional = false, ...rest } = known('requiredAgents', options, [
    ...DEMAND, 'sl', ...LIMITS, 'fractional', 'onError',
  ])
  column('intervalS', rest.intervalS)
  const { columns, isScalar } = requirement(rest)
  columns.isFractional = fractional
  if (!isScalar) return call('requiredAgents', columns, onError)
  const { answer, fractional: before, explained } = call('requiredAgentsOfOne', columns)
  const staffing = camelKeys(JSON.parse(answer))
  if (fractional) staffing.fractional = before
  return Object.defineProperty(staffing, 'explain', { value: () => explained })
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
  agentsForBlocking,
  loadForBlocking,
  waitQuantile,
  requiredAgents,
  dayPlan,
}
