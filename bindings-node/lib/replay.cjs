'use strict'
const { inspect } = require('node:util')
const { call, onlyKnown, text, told } = require('./native.cjs')

/** How a log came out under two configurations; print it to read it. */
class ReplayReport {
  #text

  constructor([written, shown]) {
    const report = JSON.parse(written)
    this.reproduced = report.difference === null
    this.inputs = report.inputs
    this.ticks = report.ticks
    this.skippedConfigurations = report.skipped_configurations
    this.startedAtUs = report.started_at_us
    this.endedAtUs = report.ended_at_us
    this.difference = report.difference
    this.recorded = report.recorded
    this.replayed = report.replayed
    this.interactions = report.interactions
    this.#text = shown
  }

  toString() {
    return this.#text
  }

  [inspect.custom]() {
    return this.#text
  }
}

function replay(log, config, options = {}) {
  onlyKnown('replay', options, ['onProgress'])
  const written = config === undefined || config === null ? undefined : text('config', config)
  return new ReplayReport(told(options.onProgress, (progress) => call('replayLog', [...log], written, progress)))
}

module.exports = { ReplayReport, replay }
