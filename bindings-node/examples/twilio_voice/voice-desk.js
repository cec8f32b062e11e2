// Twilio-voice-shaped webhooks in, krarup's commands out; README.md beside this says what Twilio must be told.
//
// Three habits keep late, repeated and swapped webhooks harmless:
// - a command's id says what is meant (`CA1:accept:7`), not which delivery said it, so that two webhooks that mean
//   the same do it once;
// - a webhook first says what it implies: who is in the conference has accepted;
// - the router decides by its refusals what has passed. Nothing here keeps a state of a call.

/** @typedef {import('krarup').Command} Command */
/** @typedef {import('krarup').LiveRouter} LiveRouter */
/** @typedef {Record<string, string>} Body The form that Twilio posts: `Object.fromEntries(new URLSearchParams(text))`. */
/** @typedef {{ queue: string, subject?: string, context_ref?: string }} Contact */
/** @typedef {{ interaction: string, agent: string, generation: number }} Offer */
/**
 * What the telephony must do.
 * @typedef {{ do: 'dial' | 'hang_up' } & Offer | { do: 'turn_away', interaction: string }} Action
 */
/**
 * The host's side.
 * @typedef {object} Host
 * @property {(body: Body) => Contact} contact Queue, customer and case of a new call, as the CRM knows them.
 * @property {(action: Action) => void} act Tells Twilio. It must return at once; what comes of it comes as a webhook.
 * @property {(what: string, code: string) => void} late Something was too late or told twice: good to know, no error.
 */

/** What a refusal says when the world has gone on. Any other code is a mistake in configuration or code. */
const PAST = ['already_exists', 'offer_gone', 'not_waiting', 'not_assigned', 'wrong_state', 'unknown_interaction']

/** Flex activities; one that is not named pauses. @type {Record<string, import('krarup').Presence>} */
const ACTIVITIES = { Available: 'available', Offline: 'offline' }

export class VoiceDesk {
  #live
  #host
  /** @type {Map<string, number>} */
  #presenceAt = new Map()

  /**
   * @param {LiveRouter} live
   * @param {Host} host
   */
  constructor(live, host) {
    this.#live = live
    this.#host = host
    live.on('event', (event) => this.#act(event))
  }

  /**
   * Takes one webhook: the path it was posted to, with the query that the host gave it, and its fields.
   * @param {string} path
   * @param {Body} body
   */
  receive(path, body) {
    const { pathname, searchParams } = new URL(path, 'http://desk')
    switch (pathname) {
      case '/voice':
        return this.#arrives(body)
      case '/caller':
        // Every final status: he is gone, however far the call had come.
        if (!['queued', 'ringing', 'in-progress'].includes(body.CallStatus)) this.#ends(body.CallSid, 'customer')
        return
      case '/agent-leg': {
        const [interaction, agent] = [searchParams.get('interaction') ?? '', searchParams.get('agent') ?? '']
        return this.#agentLeg({ interaction, agent, generation: Number(searchParams.get('generation')) }, body)
      }
      case '/conference':
        return this.#conference(body)
      case '/taskrouter':
        return this.#worker(body)
      default:
        throw new Error(`no webhook of ours has the path ${pathname}`)
    }
  }

  /** @param {import('krarup').LiveEvent} event */
  #act(event) {
    switch (event.type) {
      case 'offer_made':
        return this.#host.act({ do: 'dial', ...offered(event) })
      case 'offer_expired':
      case 'offer_revoked':
        return this.#host.act({ do: 'hang_up', ...offered(event) })
      case 'blocked':
      case 'removed':
        return this.#host.act({ do: 'turn_away', interaction: event.interaction })
    }
  }

  /** @param {Body} body */
  #arrives(body) {
    const interaction = body.CallSid
    this.#say({ type: 'enqueue', interaction, channel: 'voice', ...this.#host.contact(body) }, `${interaction}:enqueue`)
  }

  /**
   * @param {Offer} offer
   * @param {Body} body
   */
  #agentLeg(offer, { CallStatus }) {
    const { interaction, agent, generation } = offer
    // No answer is no decline: the offer's own timer decides, and may pause him. Canceled is what we did ourselves.
    if (CallStatus === 'busy' || CallStatus === 'failed') {
      this.#say({ type: 'decline', interaction, agent, generation }, `${interaction}:decline:${generation}`)
    }
    if (CallStatus === 'in-progress') this.#accepts(offer)
    if (CallStatus === 'completed') {
      // Answered and gone. Whether they talked, the router knows: a talk takes longer than a webhook is late.
      if (this.#say(accept(offer), accepted(offer))) return
      const place = this.#place(interaction)
      // He may have handed it on: these two commands would end what another agent has now.
      if (place?.type !== 'assigned' || place.agent !== agent) return
      if (place.connected) this.#say({ type: 'complete', interaction, agent, ended_by: 'agent' }, `${interaction}:complete`)
      else this.#say({ type: 'connect_failed', interaction }, `${interaction}:connect_failed:${generation}`)
    }
  }

  /** @param {Offer} offer */
  #accepts(offer) {
    const code = this.#say(accept(offer), accepted(offer))
    // Too late: somebody else is asked, or has it, or nobody is there any more.
    if (code) this.#host.act({ do: 'hang_up', ...offer })
    return code
  }

  /** @param {Body} body */
  #conference(body) {
    // The conference is named after the call that waits in it.
    const interaction = body.FriendlyName
    const told = `${body.ConferenceSid}:${body.SequenceNumber}`
    switch (body.StatusCallbackEvent) {
      case 'participant-join': {
        const [agent, generation] = (body.ParticipantLabel ?? '').split('/')
        // The caller has no label: he waits.
        if (generation === undefined) return
        if (this.#accepts({ interaction, agent, generation: Number(generation) })) return
        this.#say({ type: 'connected', interaction }, `${interaction}:connected:${generation}`)
        return
      }
      case 'participant-hold':
        this.#say({ type: 'hold', interaction }, told)
        return
      case 'participant-unhold':
        this.#say({ type: 'resume', interaction }, told)
        return
      case 'conference-end':
        this.#ends(interaction, body.CallSidEndingConference === interaction ? 'customer' : 'agent')
    }
  }

  /**
   * The call is over: abandoned if nobody had it.
   * @param {string} interaction
   * @param {'customer' | 'agent'} ended_by
   */
  #ends(interaction, ended_by) {
    if (this.#try({ type: 'abandon', interaction }, `${interaction}:abandon`) === 'not_waiting') {
      this.#say({ type: 'complete', interaction, ended_by }, `${interaction}:complete`)
    }
  }

  /** @param {Body} body */
  #worker(body) {
    if (body.EventType !== 'worker.activity.update') return
    const { WorkerName: agent, WorkerActivityName: reason } = body
    const at = Number(body.TimestampMs)
    // An old tab, or a webhook that was overtaken: presence is a state, and only the newest one holds.
    if (at < (this.#presenceAt.get(agent) ?? 0)) return this.#host.late(`set_presence ${agent} ${reason}`, 'older')
    this.#presenceAt.set(agent, at)
    this.#say({ type: 'set_presence', agent, presence: ACTIVITIES[reason] ?? 'paused', reason }, `${agent}:${at}:${reason}`)
  }

  /**
   * Where a call is; nowhere when it is over.
   * @param {string} interaction
   */
  #place(interaction) {
    try {
      return this.#live.router.interaction(interaction).place
    } catch {
      return undefined
    }
  }

  /**
   * Applies a command; what is past is told to the host.
   * @param {Command} command
   * @param {string} id
   */
  #say(command, id) {
    const code = this.#try(command, id)
    if (code) this.#host.late(id, code)
    return code
  }

  /**
   * Applies a command; the code of a refusal that only says that the world has gone on.
   * @param {Command} command
   * @param {string} id
   */
  #try(command, id) {
    try {
      this.#live.apply(command, id)
    } catch (error) {
      const { code } = /** @type {import('krarup').KrarupError} */ (error)
      // A queue or agent that the configuration lacks, a limit: somebody must look.
      if (!PAST.includes(code)) throw error
      return code
    }
  }
}

/** @type {(offer: Offer) => Command} */
const accept = ({ interaction, agent, generation }) => ({ type: 'accept', interaction, agent, generation })
const accepted = (/** @type {Offer} */ { interaction, generation }) => `${interaction}:accept:${generation}`
const offered = (/** @type {Offer} */ { interaction, agent, generation }) => ({ interaction, agent, generation })
