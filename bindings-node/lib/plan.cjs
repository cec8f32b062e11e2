'use strict'
// Plans of many intervals, and what each further agent costs and buys.
const { call, invalid, onlyKnown } = require('./native.cjs')
const { column, given, single } = require('./columns.cjs')
const { requiredAgents } = require('./staffing.cjs')

const INPUTS = ['volume', 'ahtS', 'patienceS']
const TARGETS = ['sl', 'maxAsaS', 'maxOccupancy', 'maxAbandonment', 'maxPWait', 'maxWaitShare', 'maxWaitS']
const COSTS = ['perAgentHour', 'perWaitingHour', 'perAbandoned']

/** The intervals' columns, whether they came as rows or as columns. */
function columnsOf(intervals) {
  if (intervals === null || typeof intervals !== 'object') {
    throw invalid(`the intervals of plan are ${intervals}, but must be an array of rows or an object of columns`)
  }
  if (!Array.isArray(intervals)) return intervals
  const names = [...INPUTS, 'start'].filter((name) => intervals.some((row) => row?.[name] !== undefined))
  return Object.fromEntries(names.map((name) => [name, intervals.map((row) => row?.[name] ?? null)]))
}

function plan(intervals, options = {}) {
  const words = ['intervalS', 'patienceS', ...TARGETS, 'shrinkage', 'additiveShrinkage', 'onError']
  onlyKnown('plan', options, words)
  const { intervalS = 1800, shrinkage = [], additiveShrinkage = false, patienceS, ...rest } = options
  const { start, volume, ahtS, patienceS: patience } = columnsOf(intervals)
  if (Array.isArray(intervals) && intervals.length === 0) return plan({ volume: [], ahtS: [] }, options)
  for (const [name, value] of [['volume', volume], ['ahtS', ahtS]]) {
    if (value == null || typeof value === 'number') {
      throw invalid(`${name} of the intervals is ${value}, but must be a column`)
    }
  }
  if (patience != null && patienceS != null) {
    throw invalid('patienceS is given with the intervals and as an option, but must be one of them')
  }
  single('intervalS', intervalS)
  const needed = requiredAgents({
    volume, ahtS, intervalS, patienceS: patience ?? patienceS, ...rest, fractional: true,
  })
  const { scheduled, heads } = call(
    'scheduledAgents', needed.agents, column('shrinkage', shrinkage), additiveShrinkage
  )
  const table = { volume: column('volume', volume), ahtS: column('ahtS', ahtS, true), ...needed, scheduled, heads }
  if (patience != null) table.patienceS = column('patienceS', patience)
  if (start != null) table.start = [...start]
  return table
}

function frontier(options) {
  const demand = ['volume', 'intervalS', 'ahtS', 'patienceS', 'targetWaitS', 'definition', 'shortS']
  onlyKnown('frontier', options, [...demand, 'fewest', 'most', ...COSTS])
  const one = (name) => {
    const value = single(name, options[name])
    if (value === undefined) throw invalid(`${name} is missing, but must be given`)
    return value
  }
  const range = { fewest: one('fewest'), most: one('most'), perAgentHour: one('perAgentHour') }
  for (const name of ['perWaitingHour', 'perAbandoned']) range[name] = single(name, options[name])
  const requirement = {
    volume: column('volume', one('volume')),
    intervalS: column('intervalS', one('intervalS')),
    ahtS: column('ahtS', one('ahtS')),
    patienceS: given('patienceS', single('patienceS', options.patienceS)),
    withinS: given('targetWaitS', single('targetWaitS', options.targetWaitS)),
    definition: options.definition,
    shortS: single('shortS', options.shortS),
  }
  return call('frontier', requirement, range)
}

module.exports = { plan, frontier }
