'use strict'
const { inspect } = require('node:util')
const { KrarupError, call } = require('./native.cjs')

/** What became of every key of the source; print it to read it. */
class ImportReport {
  #text

  constructor(written, shown) {
    const { source, findings } = JSON.parse(written)
    this.source = source
    this.findings = findings.map((finding) => ({ line: null, becomes: null, ...finding }))
    this.#text = shown
  }

  count(verdict) {
    return this.findings.filter((finding) => finding.verdict === verdict).length
  }

  toString() {
    return this.#text
  }

  [inspect.custom]() {
    return this.#text
  }
}

function importConfig(source, files) {
  const named = typeof files === 'string' ? { source: files } : files
  const texts = Object.values(named ?? {})
  if (named === null || typeof named !== 'object' || !texts.every((text) => typeof text === 'string')) {
    throw new KrarupError('invalid_input', 'files must be a text, or an object of name and text')
  }
  const [config, report, shown] = call('readSource', String(source), Object.keys(named), texts)
  return { config: JSON.parse(config), report: new ImportReport(report, shown) }
}

const importRules = (source) => JSON.parse(call('rulesOfSource', String(source)))

module.exports = { ImportReport, importConfig, importRules }
