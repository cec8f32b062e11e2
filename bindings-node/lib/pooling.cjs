'use strict'
// Queues apart, pooled, or with two skills an agent.
const { onlyKnown } = require('./native.cjs')
const { answer, targetsOf } = require('./structured.cjs')

function poolQueues(options) {
  onlyKnown('poolQueues', options, ['queues', 'intervalS', 'targets', 'pooledAhtFactor'])
  return answer('poolQueues', 'pool_queues', { ...options, targets: targetsOf('poolQueues', options.targets) })
}

function staffSkills(options) {
  onlyKnown('staffSkills', options, ['skills', 'intervalS', 'targets', 'skillsPerAgent'])
  return answer('staffSkills', 'staff_skills', { ...options, targets: targetsOf('staffSkills', options.targets) })
}

function skillCoverage(options) {
  onlyKnown('skillCoverage', options, ['skills', 'groups', 'maxOccupancy'])
  return answer('skillCoverage', 'skill_coverage', options)
}

module.exports = { poolQueues, staffSkills, skillCoverage }
