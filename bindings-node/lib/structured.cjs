'use strict'
// What crosses to the core as JSON because it is more than numbers, and how a service level is named in it.
const { call, camelKeys, invalid, onlyKnown, snakeKeys, text } = require('./native.cjs')

const DEFAULT_DEFINITION = 'sl.no_short'
const DEFAULT_SHORT_S = 5

/** The core's answer to a question; `what` is the caller's function. */
const answer = (what, question, given) =>
  camelKeys(JSON.parse(call('staffingAnswer', question, text(what, snakeKeys(given)))))

/** A column's entries; a number is a column of one. */
const entries = (values) => (typeof values === 'number' ? [values] : Array.from(values ?? []))

/** A service level as the core reads it; the length of a short abandon is for `sl.no_short` alone. */
function definitionOf(definition = DEFAULT_DEFINITION, shortS) {
  if (definition === DEFAULT_DEFINITION) return { id: definition, shortS: shortS ?? DEFAULT_SHORT_S }
  if (shortS != null) throw invalid(`shortS is ${shortS}, but is for ${DEFAULT_DEFINITION} alone`)
  return { id: definition }
}

const TARGETS = ['patienceS', 'sl', 'maxAsaS', 'maxOccupancy', 'maxAbandonment', 'maxPWait', 'maxWaitShare', 'maxWaitS']
const LEVEL = ['level', 'withinS', 'definition', 'shortS']

/** The targets of a plan as the core reads them. */
function targetsOf(what, targets) {
  if (targets === undefined) throw invalid(`${what} needs targets: at least one of ${TARGETS.slice(1).join(', ')}`)
  onlyKnown(`targets of ${what}`, targets, TARGETS)
  const { sl, ...others } = targets
  if (sl === undefined) return others
  onlyKnown(`sl of ${what}`, sl, LEVEL)
  const { level, withinS, definition, shortS } = sl
  return { ...others, serviceLevel: level, targetWaitS: withinS, definition: definitionOf(definition, shortS) }
}

module.exports = { answer, definitionOf, entries, targetsOf }
