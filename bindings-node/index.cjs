'use strict'
const native = require('./krarup.node')

/** Any failure krarup reports; `code` is stable, `message` is for people. */
class KrarupError extends Error {
  constructor(code, message) {
    super(message)
    this.name = 'KrarupError'
    this.code = code
  }
}

// The native side puts the stable code before the first line break of the message.
function translated(work) {
  try {
    return work()
  } catch (error) {
    const [code, ...message] = error.message.split('\n')
    throw message.length > 0
      ? new KrarupError(code, message.join('\n'))
      : new KrarupError(error.code === 'GenericFailure' ? 'internal_panic' : 'invalid_input', error.message)
  }
}

const call = (name, ...args) => translated(() => native[name](...args))
const microseconds = (at) => (at instanceof Date ? at.getTime() * 1000 : at.atUs)

/** Routes interactions to agents; reads no clock: every call says when it happens. */
class Router {
  #raw

  constructor(config, at) {
    this.#raw = translated(() => new native.RawRouter(JSON.stringify(config), microseconds(at)))
  }

  static restore(snapshot) {
    const router = new Router({ queues: [], agents: [] }, { atUs: 0 })
    router.#raw = translated(() => native.RawRouter.restore(snapshot))
    return router
  }

  apply(at, command, commandId) {
    return translated(() => JSON.parse(this.#raw.apply(microseconds(at), commandId, JSON.stringify(command))))
  }

  tick(at) {
    return translated(() => JSON.parse(this.#raw.tick(microseconds(at))))
  }

  nextDeadlineUs() {
    return translated(() => this.#raw.nextDeadlineUs())
  }

  explain(interaction) {
    return translated(() => JSON.parse(this.#raw.view('explain', interaction, 0)))
  }

  agent(agent) {
    return translated(() => JSON.parse(this.#raw.view('agent', agent, 0)))
  }

  interaction(interaction) {
    return translated(() => JSON.parse(this.#raw.view('interaction', interaction, 0)))
  }

  waiting(queue, limit = 100) {
    return translated(() => JSON.parse(this.#raw.view('waiting', queue, limit)))
  }

  snapshot() {
    return translated(() => this.#raw.snapshot())
  }

  digest() {
    return translated(() => this.#raw.digest())
  }
}

module.exports = {
  KrarupError,
  Router,
  version: native.version(),
  erlangB: (options) => call('erlangB', options),
  erlangC: (options) => call('erlangC', options),
  erlangA: (options) => call('erlangA', options),
  requiredAgents: (options) => call('requiredAgents', options),
}
