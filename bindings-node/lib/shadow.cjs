'use strict'
const { inspect } = require('node:util')
const { native, translated, microseconds, onlyKnown, text } = require('./native.cjs')

/** How another router's decisions compare with krarup's; print it to read it. */
class ShadowReport {
  #text

  constructor([written, shown]) {
    const report = JSON.parse(written)
    this.startedAtUs = report.started_at_us
    this.endedAtUs = report.ended_at_us
    this.decisions = report.decisions
    this.agreement = report.agreement
    this.kinds = report.kinds
    this.queues = report.queues
    this.rules = report.rules
    this.disagreements = report.disagreements
    this.dropped = report.dropped
    this.#text = shown
  }

  toString() {
    return this.#text
  }

  [inspect.custom]() {
    return this.#text
  }
}

/** Follows another router and notes where krarup would have decided otherwise. */
class Shadow {
  #raw

  constructor(config, at, options = {}) {
    onlyKnown('Shadow', options, ['toleranceUs', 'logLimit'])
    const { toleranceUs, logLimit } = options
    this.#raw = translated(() => new native.RawShadow(text('config', config), microseconds(at), toleranceUs, logLimit))
  }

  apply(at, command, commandId) {
    return JSON.parse(translated(() => this.#raw.apply(microseconds(at), commandId, text('command', command))))
  }

  decided(at, interaction, agent, reason) {
    return JSON.parse(translated(() => this.#raw.decided(microseconds(at), interaction, agent, reason)))
  }

  report() {
    return new ShadowReport(translated(() => this.#raw.report()))
  }
}

module.exports = { Shadow, ShadowReport }
