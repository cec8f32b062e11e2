'use strict'
const { call, native, translated, microseconds, onlyKnown, text } = require('./native.cjs')

const commandTypes = Object.freeze(native.commandTypes())
const eventTypes = Object.freeze(native.eventTypes())

const BATCH_COLUMNS = [
  'atUs', 'type', 'ids', 'interaction', 'queue', 'agent', 'channel', 'priority', 'presence', 'generation', 'commandId',
  'subject', 'requirements', 'requirementSets',
]

/** Routes interactions to agents; reads no clock: every call says when it happens. */
class Router {
  #raw

  constructor(config, at) {
    this.#raw = config instanceof native.RawRouter
      ? config
      : translated(() => new native.RawRouter(text('config', config), microseconds(at)))
  }

  static restore(snapshot) {
    return new Router(translated(() => native.RawRouter.restore(snapshot)))
  }

  static fromLog(inputs) {
    return new Router(translated(() => native.RawRouter.fromLog([...inputs])))
  }

  apply(at, command, commandId) {
    return this.#changed(() => this.#raw.apply(microseconds(at), commandId, text('command', command)))
  }

  applyBatch(columns) {
    onlyKnown('applyBatch', columns, BATCH_COLUMNS)
    return translated(() => this.#raw.applyBatch(columns))
  }

  tell(telling = {}) {
    translated(() => this.#raw.tell(text('telling', telling)))
  }

  tick(at) {
    return this.#changed(() => this.#raw.tick(microseconds(at)))
  }

  replay(input) {
    return this.#changed(() => this.#raw.replay(input))
  }

  nextDeadlineUs() {
    return translated(() => this.#raw.nextDeadlineUs())
  }

  explain(interaction) {
    return this.#view('explain', interaction)
  }

  agent(agent) {
    return this.#view('agent', agent)
  }

  queue(queue) {
    return this.#view('queue', queue)
  }

  interaction(interaction) {
    return this.#view('interaction', interaction)
  }

  waiting(queue, limit = 100) {
    return this.#view('waiting', queue, limit)
  }

  interactions(after, limit = 100) {
    return this.#view('interactions', after ?? '', limit)
  }

  selfService(after, limit = 100) {
    return this.#view('self_service', after ?? '', limit)
  }

  overview() {
    return JSON.parse(translated(() => this.#raw.overview()))
  }

  eventsAfter(seq, index) {
    return JSON.parse(translated(() => this.#raw.eventsAfter(seq, index)))
  }

  estimate(interaction) {
    return this.#view('estimate', interaction)
  }

  estimateFor(queueOrInteraction) {
    const { type, ...facts } = typeof queueOrInteraction === 'string' ? { queue: queueOrInteraction } : queueOrInteraction
    return JSON.parse(translated(() => this.#raw.estimateFor(text('interaction', { interaction: '', ...facts }))))
  }

  drainInputs() {
    return translated(() => this.#raw.drainInputs())
  }

  snapshot() {
    return translated(() => this.#raw.snapshot())
  }

  digest() {
    return translated(() => this.#raw.digest())
  }

  #changed(work) {
    return JSON.parse(translated(work, () => JSON.parse(this.#raw.refusedTick() ?? 'null')))
  }

  #view(what, id, limit = 0) {
    return JSON.parse(translated(() => this.#raw.view(what, id, limit)))
  }
}

const configSchema = () => JSON.parse(call('configSchema'))
const commandSchema = () => JSON.parse(call('commandSchema'))
const lint = (config) => JSON.parse(call('lintConfig', text('config', config)))

function unmet(config, { type, ...facts }, limit = 3) {
  return JSON.parse(call('unmetByAll', text('config', config), text('interaction', { interaction: '', ...facts }), limit))
}

module.exports = { Router, commandTypes, eventTypes, configSchema, commandSchema, lint, unmet }
