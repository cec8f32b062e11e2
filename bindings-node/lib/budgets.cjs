'use strict'
// What staff cost, whom to hire and when, and where the money went.
const { onlyKnown } = require('./native.cjs')
const { answer, entries, targetsOf } = require('./structured.cjs')

const BUDGET = [
  'volume', 'ahtS', 'intervalS', 'targets', 'shrinkage', 'additiveShrinkage', 'wholeHeads', 'costPerPaidHour',
  'outsourcedShare', 'costPerOutsourcedContact',
]

function budget(options) {
  onlyKnown('budget', options, BUDGET)
  const { volume, ahtS, targets, shrinkage, additiveShrinkage, ...others } = options
  return answer('budget', 'budget', {
    ...others,
    volume: entries(volume),
    ahtS: entries(ahtS),
    targets: targetsOf('budget', targets),
    shrinkage: entries(shrinkage),
    shrinkageAddsUp: additiveShrinkage,
  })
}

const HEADCOUNT = [
  'requiredFte', 'openingFte', 'monthlyAttrition', 'trainingMonths', 'ramp', 'hires', 'wholeHires', 'costPerFteMonth',
  'costPerHire',
]

function planHeadcount(options) {
  onlyKnown('planHeadcount', options, HEADCOUNT)
  const { requiredFte, ramp, hires, ...others } = options
  return answer('planHeadcount', 'plan_headcount', {
    ...others,
    requiredFte: entries(requiredFte),
    ramp: entries(ramp),
    hires: hires === undefined ? undefined : entries(hires),
  })
}

function budgetVariance(rows) {
  return answer('budgetVariance', 'budget_variance', { rows })
}

module.exports = { budget, planHeadcount, budgetVariance }
