'use strict'
const { EventEmitter } = require('node:events')
const { KrarupError, onlyKnown } = require('./native.cjs')
const { Router } = require('./router.cjs')

// The system's clock may be set while a timer runs.
const LONGEST_TIMER_MS = 3_600_000

/** Routes by the system's clock: owns the one timer, set to the router's next deadline. */
class LiveRouter extends EventEmitter {
  #clockUs
  #timer
  #closed = false
  #unheard = []
  #telling = false

  constructor(configOrRouter, options = {}) {
    super()
    onlyKnown('LiveRouter', options, ['clockUs'])
    const { clockUs = () => Date.now() * 1000 } = options
    this.#clockUs = clockUs
    this.router = configOrRouter instanceof Router ? configOrRouter : new Router(configOrRouter, { atUs: clockUs() })
    this.#setTimer()
  }

  apply(command, commandId) {
    if (this.#closed) throw new KrarupError('closed', 'this LiveRouter is closed; make a new one')
    for (;;) {
      try {
        const receipt = this.router.apply({ atUs: this.#clockUs() }, command, commandId)
        this.#setTimer()
        // A repeated command's first receipt was told when it happened.
        if (!receipt.repeated) this.#tell(receipt)
        return receipt
      } catch (error) {
        this.#setTimer()
        // A reject changes nothing beyond the tick, whose events still happened.
        if (error.tick) this.#tell(error.tick)
        // More had piled up than one receipt holds: on with the rest.
        if (error.code === 'limit_exceeded' && this.#isBehind()) continue
        throw error
      }
    }
  }

  tell(telling) {
    this.router.tell(telling)
  }

  overview() {
    return this.router.overview()
  }

  eventsAfter(seq, index) {
    return this.router.eventsAfter(seq, index)
  }

  close() {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  [Symbol.dispose ?? Symbol.for('nodejs.dispose')]() {
    this.close()
  }

  #setTimer() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const deadlineUs = this.#closed ? null : this.router.nextDeadlineUs()
    if (deadlineUs === null) return
    const delayMs = Math.ceil((deadlineUs - this.#clockUs()) / 1000)
    this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS))
  }

  #isBehind() {
    const deadlineUs = this.router.nextDeadlineUs()
    return deadlineUs !== null && deadlineUs <= this.#clockUs()
  }

  #tick() {
    let receipt
    try {
      receipt = this.router.tick({ atUs: this.#clockUs() })
    } catch (error) {
      // Strict time: the clock ran backwards; the timer is set anew by what it says now.
      if (error.code !== 'time_backwards') throw error
    } finally {
      this.#setTimer()
    }
    if (receipt) this.#tell(receipt)
  }

  // A listener may apply commands: their events wait their turn, so that everybody hears all in order.
  #tell({ seq, events, indexes }) {
    // Where the router left events out, the others keep their positions.
    const numbered = events.map(([at_us, event], place) => ({ seq, index: indexes?.[place] ?? place, at_us, ...event }))
    this.#unheard.push(...numbered)
    if (this.#telling) return
    this.#telling = true
    for (let event = this.#unheard.shift(); event !== undefined; event = this.#unheard.shift()) {
      this.#emit(event.type, event)
      this.#emit('event', event)
    }
    this.#telling = false
  }

  // What a listener throws is nobody's failed command: it becomes an uncaught exception.
  #emit(name, event) {
    try {
      this.emit(name, event)
    } catch (error) {
      process.nextTick(() => {
        throw error
      })
    }
  }
}

module.exports = { LiveRouter }
