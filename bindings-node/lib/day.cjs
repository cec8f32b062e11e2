'use strict'
// A day of intervals, each of which hands its backlog on to the next.
const { onlyKnown } = require('./native.cjs')
const { answer, definitionOf, entries } = require('./structured.cjs')

const DAY = [
  'volume', 'ahtS', 'intervalS', 'patienceS', 'start', 'shiftEnd', 'targetWaitS', 'definition', 'shortS',
]
const TARGETS = ['serviceLevel', 'maxPWait', 'maxAbandonment']

/** What the core takes for a day, from the caller's options; `more` has the options that are no part of the day. */
function ask(what, question, options, more, rest) {
  onlyKnown(what, options, [...DAY, ...more])
  const { volume, ahtS, intervalS = 1800, definition, shortS, ...others } = options
  const named = DAY.filter((name) => others[name] !== undefined).map((name) => [name, others[name]])
  const day = {
    ...Object.fromEntries(named), volume: entries(volume), ahtS: entries(ahtS), intervalS,
    definition: definitionOf(definition, shortS),
  }
  return answer(what, question, { day, ...rest })
}

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
  return ask('optimiseDay', 'optimise_day', options, names, { targets: chosen(names, options ?? {}) })
}

function iterateDay(options) {
  return ask('iterateDay', 'iterate_day', options, ['maxPWait'], { maxPWait: options?.maxPWait })
}

module.exports = { evaluateDay, staffDay, optimiseDay, iterateDay }
