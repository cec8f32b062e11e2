'use strict'
const { KrarupError, call, camelKeys, text } = require('./native.cjs')

function list(name, values) {
  if (typeof values?.[Symbol.iterator] === 'function' && typeof values !== 'string') return [...values]
  throw new KrarupError('invalid_input', `${name} is ${values}, but must be a list of numbers`)
}

function dayPlan({
  volume,
  ahtS,
  intervalS = 1800,
  patienceS = null,
  sl,
  maxAsaS = null,
  maxOccupancy = null,
  maxAbandonment = null,
  shrinkage = [],
}) {
  const { level = null, withinS = 20, definition = 'sl.no_short', shortS = 5 } = sl ?? {}
  const template = {
    volume: 0,
    interval_s: intervalS,
    aht_s: 1,
    patience_s: patienceS,
    service_level: level,
    target_wait_s: withinS,
    definition: definition === 'sl.no_short' ? { id: definition, short_s: shortS } : { id: definition },
    max_asa_s: maxAsaS,
    max_occupancy: maxOccupancy,
    max_abandonment: maxAbandonment,
  }
  return camelKeys(JSON.parse(call('planDay', list('volume', volume), list('ahtS', ahtS), text('targets', template), list('shrinkage', shrinkage))))
}

module.exports = {
  erlangB: (options) => call('erlangB', options),
  erlangC: (options) => call('erlangC', options),
  erlangA: (options) => call('erlangA', options),
  requiredAgents: (options) => call('requiredAgents', options),
  dayPlan,
}
