'use strict'
const { call, text } = require('./native.cjs')

/** How a scenario came out; its text shows the first difference and the decision behind it. */
class ScenarioReport {
  #text

  constructor([written, shown]) {
    const report = JSON.parse(written ?? '{"id":null,"difference":null,"events":[]}')
    this.id = report.id
    this.passed = written !== null && report.difference === null
    this.difference = report.difference
    this.events = report.events
    this.#text = shown
  }

  toString() {
    return this.#text
  }
}

function runScenario(scenario, setup) {
  const shared = setup === undefined ? undefined : text('setup', setup)
  return new ScenarioReport(call('playScenario', text('scenario', scenario), shared))
}

function runScenarios(file) {
  const written = typeof file === 'string' ? file : text('file', file)
  return call('playScenarios', written).map((told) => new ScenarioReport(told))
}

module.exports = { ScenarioReport, runScenario, runScenarios }
