'use strict'
// A day of intervals, each of which hands its backlog on to the next.
const { call, camelKeys, onlyKnown, snakeKeys, text, told } = require('./native.cjs')
const { answer, definitionOf, entries } = require('./structured.cjs')

const DAY = [
  'volume', 'ahtS', 'intervalS', 'patienceS', 'start', 'shiftEnd', 'targetWaitS', 'definition', 'shortS',
]
const TARGETS = ['serviceLevel', 'maxPWait', 'maxAbandonment']

/** What the core takes for a day, from the caller's options; `more` has the options that are no part of the day. */
function dayOf(what, options, more) {
  onlyKnown(what, options, [...DAY, ...more])
  const { volume, ahtS, intervalS = 1800, definition, shortS, ...others } = options
  const named = DAY.filter((name) => others[name] !== undefined).map((name) => [name, others[name]])
  return {
    ...Object.fromEntries(named), volume: entries(volume), ahtS: entries(ahtS), intervalS,
    definition: definitionOf(definition, shortS),
  }
}

const ask = (what, question, options, more, rest) =>
  answer(what, question, { day: dayOf(what, options, more), ...rest })

const chosen = (names, options) => Object.fromEntries(names.map((name) => [name, options[name] ?? null]))

function evaluateDay(options) {
  const { staff, method = 'exact', timesS } = options ?? {}
  const rest = { staff: entries(staff), method, timesS: entries(timesS) }
  return ask('evaluateDay', 'evaluate_day', options, ['staff', 'method', 'timesS'], rest)
}

function staffDay(options) {
  const rest = { method: options?.method, targets: chosen(TARGETS, options ?? {}) }
  return ask('staffDay', 'staff_day', options, ['method', ...TARGETS], rest)
}

function optimiseDay(options) {
  const names = [...TARGETS, 'dayServiceLevel', 'dayMaxAbandonment']
  const day = dayOf('optimiseDay', options, [...names, 'onProgress'])
  const input = text('optimiseDay', snakeKeys({ day, targets: chosen(names, options) }))
  const found = told(options.onProgress, (progress) => call('optimisedDay', input, progress))
  return camelKeys(JSON.parse(found))
}

function iterateDay(options) {
  return ask('iterateDay', 'iterate_day', options, ['maxPWait'], { maxPWait: options?.maxPWait })
}

function offeredLoad(options) {
  onlyKnown('offeredLoad', options, ['volume', 'ahtS', 'intervalS', 'initialLoadErl'])
  const { volume, ahtS, intervalS = 1800, initialLoadErl } = options
  const given = { volume: entries(volume), ahtS: entries(ahtS), intervalS, initialLoadErl }
  return answer('offeredLoad', 'offered_load', given)
}

function sinusoidalVolumes(options) {
  onlyKnown('sinusoidalVolumes', options, ['meanRate', 'amplitude', 'omega', 'until', 'slices'])
  return answer('sinusoidalVolumes', 'sinusoidal_volumes', options)
}

module.exports = { evaluateDay, staffDay, optimiseDay, iterateDay, offeredLoad, sinusoidalVolumes }
