/** The version of krarup. */
export const version: string

/** Stable codes of the errors krarup throws. */
export type ErrorCode =
  | RejectCode
  | 'invalid_config'
  | 'invalid_command'
  | 'unknown_encoding_version'
  | 'malformed_encoding'
  | 'poisoned'
  | 'invalid_input' | 'unstable' | 'infeasible' | 'no_convergence' | 'internal_panic'

/** Any failure krarup reports. */
export class KrarupError extends Error {
  readonly code: ErrorCode
}

/** A service level by the id of the metric of the same definition. */
export type ServiceLevelId =
  | 'sl.offered'
  | 'sl.answered'
  | 'sl.no_short'
  | 'sl.abn_in_T_out'
  | 'sl.removed'
  | 'sl.virtual'

/** Blocking probability of Erlang B; agents may be fractional. */
export function erlangB(options: { agents: number; offeredLoadErl: number }): number

export interface ErlangCMeasures {
  /** Share of customers who wait. */
  pWait: number
  /** Share answered within the target. */
  serviceLevel: number
  /** Mean wait over all customers, in seconds. */
  asaS: number
  /** Mean wait of those who wait, in seconds. */
  meanWaitOfDelayedS: number
  meanQueueLength: number
  /** Busy share of the agents. */
  occupancy: number
}

/** Erlang C: nobody abandons. `targetWaitS` defaults to 20 seconds. */
export function erlangC(options: {
  agents: number
  offeredLoadErl: number
  ahtS: number
  targetWaitS?: number
}): ErlangCMeasures

export interface ErlangAMeasures {
  pWait: number
  pAbandon: number
  serviceLevel: number
  /** Mean wait over all customers, answered or not, in seconds. */
  asaS: number
  meanQueueLength: number
  occupancy: number
}

/** Erlang A: exponential patience. The service level defaults to `sl.no_short` with 20 s and 5 s. */
export function erlangA(options: {
  agents: number
  volume: number
  intervalS: number
  ahtS: number
  patienceS: number
  targetWaitS?: number
  definition?: ServiceLevelId
  shortS?: number
}): ErlangAMeasures

/** One number for every row, or one a row. */
export type Column = number | Float64Array | readonly number[]

/** What every column answers, one entry a row. */
export interface StaffingColumns {
  agents: Uint32Array
  serviceLevel: Float64Array
  asaS: Float64Array
  occupancy: Float64Array
  abandonment: Float64Array
  /** The target that decided: no_volume, stability, service_level, asa, occupancy, abandonment or p_wait. */
  binding: string[]
  /** The error code of each masked row, null elsewhere. */
  error: (ErrorCode | null)[]
}

/** The fewest agents that meet every target, for one interval or a whole year at once. */
export function requiredAgents(options: {
  /** Arrivals in the interval. */
  volume: Column
  intervalS: Column
  /** Talk + hold + wrap-up, without ringing, in seconds. */
  ahtS: Column
  /** Mean patience; absent = Erlang C. */
  patienceS?: Column
  sl?: { level: Column; withinS?: Column; definition?: ServiceLevelId; shortS?: number }
  maxAsaS?: Column
  maxOccupancy?: Column
  maxAbandonment?: Column
  /** `raise` (default) throws the first row's error, `mask` reports errors row by row. */
  onError?: 'raise' | 'mask'
}): StaffingColumns

/** Why a command was refused. */
export type RejectCode =
  | 'already_exists'
  | 'unknown_interaction'
  | 'unknown_agent'
  | 'unknown_queue'
  | 'offer_gone'
  | 'not_assigned'
  | 'not_waiting'
  | 'wrong_state'
  | 'not_in_wrap_up'
  | 'limit_exceeded'
  | 'time_backwards'
  | 'invalid_value'

/** When: a Date, or whole microseconds since the epoch. */
export type Instant = Date | { atUs: number }

export type Presence = 'available' | 'paused' | 'offline'

export interface Requirement {
  skill: string
  op?: '>=' | '>' | '==' | '<=' | '<'
  level?: number
  expires_after_us?: number | null
}

export interface Config {
  semantics_version?: 1
  queues: {
    id: string
    offer_timeout_us?: number | null
    wrap_up_us?: number
    auto_accept?: boolean
    on_timeout?: 'paused' | 'offline' | null
    on_decline?: 'exclude' | 'exclude_until_all'
  }[]
  agents: {
    id: string
    queues: Record<string, { rank?: number; delay_us?: number }>
    skills?: Record<string, number>
    channels?: string[] | null
    capacity?: { total: number; cost?: Record<string, number>; max?: Record<string, number> }
    presence?: Presence
  }[]
  idle_basis?: 'last_contact_end' | 'available_since'
  strict_time?: boolean
  limits?: Record<string, number>
}

type Of<Type extends string> = { type: Type; interaction: string }

export type Command =
  | (Of<'enqueue'> & {
      queue: string
      channel?: string
      priority?: number
      requirements?: Requirement[]
      subject?: string | null
      reason?: string | null
      context_ref?: string | null
    })
  | (Of<'accept' | 'decline'> & { agent: string; generation?: number | null })
  | Of<'connected' | 'connect_failed' | 'hold' | 'resume' | 'abandon'>
  | (Of<'complete'> & { wrap_code?: string | null })
  | (Of<'transfer'> & { queue: string })
  | { type: 'set_presence'; agent: string; presence: Presence; reason?: string | null }
  | { type: 'end_wrap_up'; agent: string }
  | { type: 'extend_wrap_up'; agent: string; by_us: number }
  | { type: 'set_skill'; agent: string; skill: string; level: number | null }

export type Event =
  | (Of<'interaction_queued'> & { queue: string; channel: string; priority: number; subject: string | null })
  | (Of<'offer_made'> & {
      agent: string
      generation: number
      expires_at_us: number | null
      why: { idle_since_us: number; candidates: number; runner_up: string | null }
    })
  | (Of<'offer_declined' | 'offer_expired'> & { agent: string; generation: number })
  | (Of<'offer_revoked'> & { agent: string; generation: number; cause: 'presence' | 'abandoned' | 'transferred' })
  | (Of<'assigned'> & { agent: string; queue: string })
  | (Of<'connected' | 'connect_failed' | 'held' | 'resumed'> & { agent: string })
  | (Of<'completed'> & { agent: string; queue: string; wrap_code: string | null })
  | (Of<'abandoned'> & { queue: string })
  | (Of<'moved'> & { from: string; to: string; agent: string | null })
  | { type: 'wrap_up_started'; agent: string; until_us: number }
  | { type: 'wrap_up_ended'; agent: string }
  | { type: 'agent_state_changed'; agent: string; presence: Presence; reason: string | null }

export interface Receipt {
  seq: number
  at_us: number
  clamped: boolean
  repeated: boolean
  /** What happened, each event with its own instant in microseconds. */
  events: [atUs: number, event: Event][]
}

/** Routes interactions to agents; reads no clock: every call says when it happens. */
export class Router {
  constructor(config: Config, at: Instant)
  static restore(snapshot: Buffer): Router
  /** Ticks to `at`, then applies the command; a repeated id returns its first receipt. */
  apply(at: Instant, command: Command, commandId?: string): Receipt
  /** Lets time pass: due timers fire. */
  tick(at: Instant): Receipt
  /** When to call `tick` next if nothing else happens. */
  nextDeadlineUs(): number | null
  /** For every agent the first rule that excludes him, or his key. */
  explain(interaction: string): { agent: string; verdict: { rule: string } & Record<string, unknown> }[]
  agent(agent: string): Record<string, unknown>
  interaction(interaction: string): Record<string, unknown>
  waiting(queue: string, limit?: number): Record<string, unknown>[]
  snapshot(): Buffer
  /** XXH3-128 of the state in hexadecimal. */
  digest(): string
}
