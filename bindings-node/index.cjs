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
function call(name, ...args) {
  try {
    return native[name](...args)
  } catch (error) {
    const [code, ...message] = error.message.split('\n')
    throw message.length > 0
      ? new KrarupError(code, message.join('\n'))
      : new KrarupError(error.code === 'GenericFailure' ? 'internal_panic' : 'invalid_input', error.message)
  }
}

module.exports = {
  KrarupError,
  version: native.version(),
  erlangB: (options) => call('erlangB', options),
  erlangC: (options) => call('erlangC', options),
  erlangA: (options) => call('erlangA', options),
  requiredAgents: (options) => call('requiredAgents', options),
}
