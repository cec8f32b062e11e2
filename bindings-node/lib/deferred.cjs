'use strict'
// Work that can wait: email and cases as a backlog that is worked off in order of arrival.
const { onlyKnown } = require('./native.cjs')
const { answer } = require('./structured.cjs')

const WORK = ['arrivals', 'ahtS', 'intervalS', 'initialBacklog']

function ask(what, question, options, more, rest) {
  onlyKnown(what, options, [...WORK, ...more])
  const { arrivals, ahtS, intervalS = 1800, initialBacklog = 0 } = options
  const work = { arrivals: Array.from(arrivals ?? []), ahtS, intervalS, initialBacklog }
  return answer(what, question, { work, responseS: options.responseS, ...rest })
}

function evaluateBacklog(options) {
  const rest = { agents: Array.from(options?.agents ?? []) }
  return ask('evaluateBacklog', 'evaluate_backlog', options, ['agents', 'responseS'], rest)
}

function staffBacklog(options) {
  const isOpen = options?.isOpen ?? Array.from(options?.arrivals ?? [], () => true)
  return ask('staffBacklog', 'staff_backlog', options, ['isOpen', 'responseS'], { isOpen })
}

module.exports = { evaluateBacklog, staffBacklog }
