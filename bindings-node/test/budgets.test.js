import assert from 'node:assert/strict'
import { test } from 'node:test'
import { budget, budgetVariance, plan, planHeadcount, poolQueues, skillCoverage, staffSkills } from 'krarup'

const targets = { sl: { level: 0.8 } }

test('a budget by interval and over all', () => {
  const told = budget({
    volume: [200, 100], ahtS: 180, targets, shrinkage: [0.3], wholeHeads: true, costPerPaidHour: 28,
  })
  assert.deepEqual([told.productiveHours, told.paidHours, told.cost], [19, 27.5, 770])
  assert.equal(told.intervals[0]?.costPerContact, 2.45)
  const planned = plan({ volume: [200, 100], ahtS: [180, 180] }, targets)
  assert.deepEqual(told.intervals.map(({ agents }) => agents), Array.from(planned.agents))
  const shared = budget({
    volume: Float64Array.of(200, 100), ahtS: 180, targets, costPerPaidHour: 28, outsourcedShare: 0.25,
    costPerOutsourcedContact: 3,
  })
  assert.equal(shared.outsourcedCost, 225)
})

test('headcount finds hires in time', () => {
  const found = planHeadcount({
    requiredFte: [100, 100, 100, 110], openingFte: 105, monthlyAttrition: 0.03, trainingMonths: 1, ramp: [0.6],
  })
  assert.deepEqual(found.months.map(({ hires }) => hires), [2, 14, 0, 0])
  assert.equal(found.firstShortMonth, null)
  const given = planHeadcount({ requiredFte: [100, 100], openingFte: 100, monthlyAttrition: 0.1, hires: [0, 0] })
  assert.equal(given.firstShortMonth, 1)
})

test('a variance adds up', () => {
  const { total } = budgetVariance([{
    budget: { volume: 1200, ahtS: 300, paidHours: 200, costPerPaidHour: 25 },
    actual: { volume: 1320, ahtS: 270, paidHours: 210, costPerPaidHour: 26 },
  }])
  assert.deepEqual([total.volumeHours, total.handleTimeHours, total.productivityHours], [20, -22, 12])
  assert.deepEqual([total.cost, total.rateCost], [460, 210])
})

test('pooling, skills and their coverage', () => {
  const queues = ['sales', 'service'].map((name) => ({ name, volume: 100, ahtS: 180 }))
  const told = poolQueues({ queues, targets })
  assert.deepEqual([told.agentsApart, told.pooled.agents, told.agentsSaved], [28, 24, 4])
  const skills = staffSkills({ skills: queues, targets })
  assert.equal(skills.primary.reduce((sum, { agents }) => sum + agents, 0), skills.pooled.agents)
  const covered = skillCoverage({
    skills: [['french', 8], ['german', 7], ['english', 3]].map(([name, load]) => ({
      name: String(name), offeredLoadErl: Number(load),
    })),
    groups: [
      { skills: ['french'], agents: 5 }, { skills: ['french', 'german'], agents: 9 }, { skills: ['english'], agents: 20 },
    ],
  })
  assert.deepEqual(covered.shortSkills, ['french', 'german'])
  assert.equal(covered.servedLoadErl, 17)
})

test('what is wrong is named', () => {
  const code = 'invalid_input'
  assert.throws(() => budget({ volume: [1], ahtS: 60, targets: {}, costPerPaidHour: 1 }), { code, message: /target/ })
  // @ts-expect-error: a name of the core's, not of this function's
  assert.throws(() => budget({ volume: [1], aht_s: 60, targets, costPerPaidHour: 1 }), { code, message: /aht_s/ })
  const sl = { level: 0.8, definition: /** @type {const} */ ('sl.offered'), shortS: 5 }
  assert.throws(() => poolQueues({ queues: [], targets: { sl } }), { code, message: /shortS is 5/ })
  assert.throws(() => skillCoverage({ skills: [], groups: [{ skills: ['danish'], agents: 1 }] }), { code, message: /danish/ })
})
