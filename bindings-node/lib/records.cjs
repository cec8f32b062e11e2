'use strict'
const { fileURLToPath } = require('node:url')
const { inspect } = require('node:util')
const { native, KrarupError, call, translated, microseconds, text, told } = require('./native.cjs')

/** What was odd in the data: counted and named; print it to read it. */
class QualityReport {
  #text

  constructor([report, text]) {
    const { rows_read, rows_kept, findings } = JSON.parse(report)
    this.rowsRead = rows_read
    this.rowsKept = rows_kept
    this.findings = findings.map(({ rule, about, count, first_rows, example }) => ({ rule, about, count, firstRows: first_rows, example }))
    this.#text = text
  }

  count(rule) {
    return this.findings.filter((finding) => finding.rule === rule).reduce((sum, { count }) => sum + count, 0)
  }

  toString() {
    return this.#text
  }

  [inspect.custom]() {
    return this.#text
  }
}

/** Path of a file: a string or a `file:` URL. */
function filePath(path) {
  if (typeof path === 'string' && path !== '') return path
  if (path instanceof URL && path.protocol === 'file:') return fileURLToPath(path)
  throw new KrarupError('invalid_input', `path is ${inspect(path)}, but must be a path or a file: URL`)
}

/** Interaction segments and agent states. */
class Records {
  #raw

  constructor(interactions, agentStates = []) {
    this.#raw = interactions instanceof native.RawRecords
      ? interactions
      : translated(() => native.RawRecords.fromRows(text('interactions', interactions), text('agentStates', agentStates)))
  }

  interactions() {
    return JSON.parse(translated(() => this.#raw.interactions()))
  }

  agentStates() {
    return JSON.parse(translated(() => this.#raw.agentStates()))
  }

  quality() {
    return new QualityReport(translated(() => this.#raw.quality()))
  }

  writeCsv(path) {
    translated(() => this.#raw.writeCsv(filePath(path)))
  }

  [inspect.custom]() {
    return `Records(${this.#raw.sizes().join(' interactions, ')} agent states)`
  }

  /** For the other rooms of this package. */
  get raw() {
    return this.#raw
  }
}

function loadCsv(path, mapping, { onProgress } = {}) {
  const file = filePath(path)
  const written = typeof mapping === 'string' ? mapping : text('mapping', mapping)
  return new Records(told(onProgress, (progress) => call('loadCsv', file, written, progress)))
}

const exampleCentre = () => JSON.parse(call('exampleCentre'))

function generate({ centre = exampleCentre(), seed = 0, onProgress } = {}) {
  const written = text('centre', centre)
  return new Records(told(onProgress, (progress) => call('generate', written, seed, progress)))
}

/** Turns a router's receipts into records; give it every receipt, in order. */
class Recorder {
  #raw

  constructor(config, at) {
    this.#raw = config instanceof native.RawRecorder
      ? config
      : translated(() => new native.RawRecorder(text('config', config), microseconds(at)))
  }

  static restore(snapshot) {
    return new Recorder(translated(() => native.RawRecorder.restore(snapshot)))
  }

  snapshot() {
    return translated(() => this.#raw.snapshot())
  }

  record(receipt) {
    translated(() => this.#raw.record(text('receipt', receipt)))
  }

  drain() {
    return new Records(translated(() => this.#raw.drain()))
  }

  finish() {
    return new Records(translated(() => this.#raw.finish()))
  }
}

module.exports = { QualityReport, Records, Recorder, loadCsv, exampleCentre, generate }
