'use strict'
const native = require('../krarup.node')

/** Any failure krarup reports; `code` is stable, `message` is for people. */
class KrarupError extends Error {
  constructor(code, message) {
    super(message)
    this.name = 'KrarupError'
    this.code = code
  }
}

/** A refused command; what time brought about before it, `tick`, did happen. */
class RejectError extends KrarupError {
  constructor(code, message, tick) {
    super(code, message)
    this.name = 'RejectError'
    this.tick = tick
  }
}

const invalid = (message) => new KrarupError('invalid_input', message)

const REJECT = 'reject '

// The native side puts the stable code before the first line break of the message.
function translated(work, tick = () => null) {
  try {
    return work()
  } catch (error) {
    if (error instanceof KrarupError) throw error
    const [code, ...lines] = String(error.message).split('\n')
    if (lines.length === 0) {
      throw new KrarupError(error.code === 'GenericFailure' ? 'internal_panic' : 'invalid_input', error.message)
    }
    const message = lines.join('\n')
    if (code.startsWith(REJECT)) throw new RejectError(code.slice(REJECT.length), message, tick())
    throw new KrarupError(code, message)
  }
}

const call = (name, ...args) => translated(() => native[name](...args))

/** Whole microseconds of a Date, `{ atMs }` or `{ atUs }`. */
function microseconds(at) {
  if (at instanceof Date) return at.getTime() * 1000
  if (typeof at?.atMs === 'number') return Math.round(at.atMs * 1000)
  if (typeof at?.atUs === 'number') return at.atUs
  throw new KrarupError('invalid_input', `at is ${JSON.stringify(at)}, but must be a Date, { atMs } or { atUs }`)
}

/** JSON text of a value from the caller. */
function text(name, value) {
  let written
  try {
    written = JSON.stringify(value, finite)
  } catch (error) {
    if (error instanceof KrarupError) throw error
    throw new KrarupError('invalid_input', `${name} cannot be written as JSON: ${error.message}`)
  }
  if (written === undefined) throw new KrarupError('invalid_input', `${name} is ${value}, but must be an object`)
  return written
}

// JSON would silently write null, which means "not given".
function finite(key, value) {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  throw new KrarupError('invalid_input', `${key} is ${value}, but must be a finite number`)
}

/** A misspelt option would silently answer another question. */
function onlyKnown(what, options, known) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw new KrarupError('invalid_input', `the options of ${what} are ${options}, but must be an object`)
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key))
  if (unknown !== undefined) {
    throw new KrarupError('invalid_input', `${what} has no option ${unknown}; it has ${known.join(', ')}`)
  }
}

/** Does `work`, which tells `onProgress`; what that throws is thrown when the work is done. */
function told(onProgress, work) {
  if (onProgress === undefined) return work()
  if (typeof onProgress !== 'function') {
    throw new KrarupError('invalid_input', `onProgress is ${onProgress}, but must be a function (done, total)`)
  }
  let failure = null
  const answer = work((done, total) => {
    if (failure !== null) return
    try {
      onProgress(done, total)
    } catch (error) {
      failure = { error }
    }
  })
  if (failure !== null) throw failure.error
  return answer
}

const camelCase = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function withKeys(rename, value) {
  if (Array.isArray(value)) return value.map((inner) => withKeys(rename, inner))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), withKeys(rename, inner)]))
}

/** The same value with its keys in camelCase. */
const camelKeys = (value) => withKeys(camelCase, value)

/** The same value with its keys in snake_case. */
const snakeKeys = (value) => withKeys(snakeCase, value)

module.exports = {
  native, KrarupError, RejectError, invalid, translated, call, microseconds, text, onlyKnown, told, camelCase, camelKeys,
  snakeKeys,
}
