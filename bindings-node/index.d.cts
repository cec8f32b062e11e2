import { EventEmitter } from 'node:events'

/** The version of krarup. */
export const version: string

/** Stable codes of the errors krarup throws. */
export type ErrorCode =
  | RejectCode
  | 'invalid_input' | 'unstable' | 'infeasible' | 'no_convergence' | 'not_representable'
  | 'invalid_command' | 'invalid_log' | 'inputs_lost' | 'events_lost'
  | 'unknown_encoding_version' | 'malformed_encoding'
  | 'invalid_distribution' | 'unknown_zone' | 'invalid_local_time' | 'instant_out_of_range'
  | 'invalid_mapping' | 'missing_columns' | 'unreadable_file' | 'invalid_records'
  | 'invalid_receipt' | 'missing_receipt' | 'incomplete_receipt' | 'invalid_centre' | 'invalid_scenario'
  | 'unknown_source' | 'malformed_source' | 'source_too_large' | 'nothing_to_import'
  | 'invalid_spec' | 'unknown_metric' | 'attribution_not_allowed' | 'too_many_intervals'
  | 'closed' | 'poisoned' | 'internal_panic'

/** Every stable error code and what it says. */
export const errorCodes: Readonly<Record<ErrorCode, string>>

/** Any failure krarup reports. */
export class KrarupError extends Error {
  readonly code: ErrorCode
}

/** A refused command. */
export class RejectError extends KrarupError {
  readonly code: RejectCode
  /** What time brought about before the command: these events did happen. */
  readonly tick: Receipt | null
}

/** A service level by the id of the metric of the same definition. */
export type ServiceLevelId =
  | 'sl.offered'
  | 'sl.answered'
  | 'sl.no_short'
  | 'sl.abn_in_T_out'
  | 'sl.removed'
  | 'sl.virtual'

/** One number for every row, or one a row. */
export type Column = number | readonly number[] | Float64Array | Float32Array | Int32Array | Uint32Array

/** The same, where entries may be missing. */
export type SparseColumn = Column | readonly (number | null)[]

/** Every measure as a column. */
export type Columns<Measures> = { [Measure in keyof Measures]: Float64Array } & {
  /** The error code of each masked row, null elsewhere; absent where every row has an answer. */
  error?: (ErrorCode | null)[]
}

/** Blocking probability of Erlang B; agents may be fractional. */
export function erlangB(options: { agents: number; offeredLoadErl: number }): number
export function erlangB(options: { agents: Column; offeredLoadErl: Column }): Float64Array

/** The fewest agents (lines) whose blocking is at most `maxBlocking`. */
export function agentsForBlocking(options: { offeredLoadErl: number; maxBlocking: number }): number

/** The offered load in erlangs at which `agents` block exactly `maxBlocking`. */
export function loadForBlocking(options: { agents: number; maxBlocking: number }): number

/** The wait in seconds that a share `quantile` of customers does not exceed under Erlang C. */
export function waitQuantile(options: {
  agents: number
  offeredLoadErl: number
  ahtS: number
  quantile: number
}): number

/** How long customers wait before they give up; each law may have `balking`, the share that leaves at once. */
export type PatienceLaw = { balking?: number } & (
  | { type: 'exponential'; meanS: number }
  | { type: 'weibull' | 'gamma'; meanS: number; shape: number }
  | { type: 'lognormal'; meanS: number; cv: number }
  | { type: 'hyperexponential'; shares: number[]; meansS: number[] }
  | { type: 'deterministic'; valueS: number }
  | { type: 'uniform'; lowS: number; highS: number }
  | { type: 'empirical'; valuesS: number[] }
  | { type: 'hazard'; pieces: { fromS: number; ratePerS: number; leaveAtStart?: number }[] }
)

/** What to do with rows without an answer: throw (default), or NaN and a code in `error`. */
export interface OnError {
  onError?: 'raise' | 'mask'
}

// A function of each other model, with its options and measures.
export * from './lib/models.cjs'
export * from './lib/day.cjs'
export * from './lib/deferred.cjs'
export * from './lib/budgets.cjs'
export * from './lib/pooling.cjs'
export * from './lib/patience.cjs'

/** A number of a model: what it is called, in what unit, and what it is. */
export interface Quantity {
  name: string
  value: number | null
  unit: string
  about: string
}

/** How a model comes to its numbers. */
export interface Explanation {
  model: string
  about: string
  definition: ServiceLevelId | null
  inputs: Quantity[]
  /** Intermediate values too. */
  outputs: Quantity[]
  assumes: string
  source: string
  /** All of it for people. */
  text: string
}

/** How a model (`erlangC`, …: a name of `staffingModels()`) comes to its numbers for these options. */
export function explain(model: string, options: Record<string, number | string | undefined>): Explanation

export interface StaffingModel {
  name: string
  about: string
  inputs: { name: string; unit: string; about: string; presence: 'required' | 'optional' | { default: number } }[]
  /** `absentWhen` says when there is no such number and NaN stands in its place; null where there always is one. */
  outputs: { name: string; unit: string; about: string; absentWhen: string | null }[]
  hasDefinition: boolean
  /** It takes a law of patience. */
  hasPatience: boolean
  assumes: string
  source: string
}

/** Every model of numbers by name; there is a function of that name for each. */
export function staffingModels(): StaffingModel[]

/** The target that decided. */
export type Binding =
  | 'no_volume' | 'stability' | 'service_level' | 'asa' | 'occupancy' | 'abandonment' | 'p_wait' | 'max_wait'

/** What every column answers, one entry a row; NaN where a row is masked or has no such number. */
export interface StaffingColumns {
  model: 'erlang_c' | 'erlang_a'
  definition: ServiceLevelId
  /** Whole numbers, NaN where masked. */
  agents: Float64Array
  offeredLoadErl: Float64Array
  /** NaN without arrivals. */
  serviceLevel: Float64Array
  /** With one agent fewer; NaN where that is no stable state. */
  serviceLevelAtMinusOne: Float64Array
  asaS: Float64Array
  occupancy: Float64Array
  abandonment: Float64Array
  pWait: Float64Array
  /** Agents before rounding up, for sums over many rows; with `fractional: true`. */
  fractional?: Float64Array
  /** null where masked. */
  binding: (Binding | null)[]
  /** The error code of each masked row, null elsewhere. */
  error: (ErrorCode | null)[]
}

/** The targets, at least one of them. */
export interface Targets<Value> {
  /** Mean patience in seconds; absent or null = Erlang C. */
  patienceS?: Value | null
  sl?: { level: Value; withinS?: Value; definition?: ServiceLevelId; shortS?: number }
  maxAsaS?: Value | null
  maxOccupancy?: Value | null
  maxAbandonment?: Value | null
  /** Greatest share of customers who wait at all. */
  maxPWait?: Value | null
  /** Least share of customers who wait at most `maxWaitS`, answered or not; both or neither. */
  maxWaitShare?: Value | null
  /** Seconds. */
  maxWaitS?: Value | null
}

export interface RequirementOptions<Value> extends Targets<Value> {
  /** Arrivals in the interval. */
  volume: Value
  intervalS: Value
  /** The agents before rounding up are wanted too. */
  fractional?: boolean
  /** `raise` (default) throws the first row's error, `mask` reports errors row by row. */
  onError?: 'raise' | 'mask'
}

/** The fewest agents that meet every target: one answer for numbers, columns when an option is a column. */
export function requiredAgents(
  options: RequirementOptions<number> & {
    /** Talk + hold + wrap-up, without ringing, in seconds; ignored without arrivals. */
    ahtS: number
  }
): ExplainedStaffing
export function requiredAgents(options: RequirementOptions<Column> & { ahtS: SparseColumn }): StaffingColumns

/** The measures with one number of agents; null where nobody arrives. */
export interface Measures {
  serviceLevel: number | null
  /** Mean wait over all customers, in seconds. */
  asaS: number | null
  occupancy: number | null
  abandonment: number | null
  pWait: number | null
  /** Share of customers who wait at most `maxWaitS`, where that is a target. */
  shareWithinMaxWait: number | null
}

/** The fewest agents that meet every target, and the proof. */
export interface Staffing {
  /** Agents needed at work, before shrinkage. */
  agents: number
  offeredLoadErl: number
  model: 'erlang_c' | 'erlang_a'
  definition: ServiceLevelId
  binding: Binding
  at: Measures
  /** With one agent fewer a target is missed; null where that is no stable state. */
  atMinusOne: Measures | null
  /** Agents before rounding up, with `fractional: true`. */
  fractional?: number
}

/** One interval's staffing, which can tell how it came about. */
export interface ExplainedStaffing extends Staffing {
  /** Targets with their values at n and n − 1, model, inputs with units, assumptions, source. */
  explain(): string
}

/** The staffing of one interval. */
export interface PlanRow {
  volume: number
  /** 0 without arrivals. */
  ahtS: number
  staffing: Staffing
  /** Agents to schedule, with shrinkage; not rounded. */
  scheduled: number
}

/** An interval of a plan. */
export interface PlanInterval {
  volume: number
  /** Seconds; ignored without arrivals. */
  ahtS: number | null
  /** Seconds. */
  patienceS?: number
  /** Kept as it is. */
  start?: unknown
}

/** The intervals of a plan as columns. */
export interface PlanIntervals {
  volume: Exclude<Column, number>
  ahtS: Exclude<SparseColumn, number>
  patienceS?: Column
  start?: Iterable<unknown>
}

/** The staff of every interval, one entry a row. */
export interface PlanColumns extends StaffingColumns {
  start?: unknown[]
  volume: Float64Array
  ahtS: Float64Array
  patienceS?: Float64Array
  fractional: Float64Array
  /** Agents with shrinkage, not rounded. */
  scheduled: Float64Array
  /** The same as whole heads: 70 / 0.7 are 100. */
  heads: Float64Array
}

/** The staff that each interval needs for the targets, of an array of rows or of columns. */
export function plan(
  intervals: readonly PlanInterval[] | PlanIntervals,
  options: Targets<Column> &
    OnError & {
      /** 1800 by default. */
      intervalS?: number
      /** Shares lost one after the other. */
      shrinkage?: readonly number[]
      /** The shares are of the same paid time and add up. */
      additiveShrinkage?: boolean
    }
): PlanColumns

/** Cost and measures by number of agents. */
export interface FrontierColumns {
  agents: Float64Array
  costPerHour: Float64Array
  staffPerHour: Float64Array
  /** Service level gained per unit of cost by the last agent; NaN for the fewest who serve at all. */
  serviceLevelPerCost: Float64Array
  serviceLevel: Float64Array
  asaS: Float64Array
  abandonment: Float64Array
  occupancy: Float64Array
}

/** Cost and measures of every number of agents from `fewest` to `most`, where that is a stable state. */
export function frontier(options: {
  volume: number
  intervalS: number
  ahtS: number
  fewest: number
  most: number
  /** Cost of an agent at work for an hour. */
  perAgentHour: number
  /** Cost of a customer waiting for an hour. */
  perWaitingHour?: number
  /** Cost of a customer who abandons; needs patience. */
  perAbandoned?: number
  patienceS?: number | null
  targetWaitS?: number
  definition?: ServiceLevelId
  shortS?: number
}): FrontierColumns

/** Solves every interval of a day with the same targets, then adds shrinkage. */
export function dayPlan(
  options: Targets<number> & {
    /** Arrivals of each interval. */
    volume: Iterable<number>
    /** Handling time of each interval, in seconds; ignored without arrivals. */
    ahtS: Iterable<number | null>
    /** 1800 by default. */
    intervalS?: number
    /** Shares lost one after the other: planned and unplanned compose as 1 - (1 - a)(1 - b). */
    shrinkage?: Iterable<number>
    /** The shares are of the same paid time and add up. */
    additiveShrinkage?: boolean
  }
): PlanRow[]

/** Why a command was refused. */
export type RejectCode =
  | 'already_exists'
  | 'unknown_interaction'
  | 'unknown_agent'
  | 'unknown_queue'
  | 'offer_gone'
  | 'not_a_fact'
  | 'not_assigned'
  | 'not_waiting'
  | 'wrong_state'
  | 'not_in_wrap_up'
  | 'agent_not_member'
  | 'wrap_up_mandatory'
  | 'invalid_config'
  | 'agent_not_free'
  | 'not_classified'
  | 'unknown_plan'
  | 'nothing_to_pull'
  | 'limit_exceeded'
  | 'time_backwards'
  | 'invalid_value'

/** When: a Date, milliseconds or whole microseconds since the epoch. */
export type Instant = Date | { atMs: number } | { atUs: number }

export type Presence = 'available' | 'paused' | 'offline'

export interface Requirement {
  skill: string
  op?: '>=' | '>' | '==' | '<=' | '<'
  level?: number
  expires_after_us?: number | null
}

/** A condition on an agent; he who lacks a skill satisfies no comparison, so `not` of it holds. */
export type Expression =
  | { and: Expression[] }
  | { or: Expression[] }
  | { not: Expression }
  | { agent: string[] }
  | { skill: string; op?: Requirement['op']; level?: number }

/** One of a list of conditions that relax one after the other; after the last there is none. */
export interface RoutingStep {
  expr: Expression
  /** Absent = for ever. */
  duration_us?: number | null
  /** False = as if the step were not there. */
  consider_if?: boolean
  /** Left out when nobody is free for it as it begins; over when all it admits have declined. */
  skip_if_none_available?: boolean
}

/** How long since enqueue an interaction is held for an agent. */
export interface Hold {
  /** While he is logged in, ready or not. */
  logged_in_us?: number
  /** While he is logged out. */
  logged_out_us?: number
}

/** From an instant up to, but not including, another. */
export interface Window {
  from_us: number
  to_us: number
}

/** What must be the case for a wait rule; all that is given. */
export interface Condition {
  /** As many wait or are offered in the queue, this one included. */
  waiting_at_least?: number | null
  nobody_logged_in?: boolean
  nobody_available?: boolean
  /** The customer is on the line: not of callbacks. */
  on_the_line?: boolean
  /** The queue's calendar says so. */
  closed?: boolean
  /** The wait still to come is this long at least; never so while it is unknown. */
  estimated_wait_at_least_us?: number | null
  /** Whose estimate; absent = the best so far of those that have an answer. */
  estimator?: Estimator | null
}

/** A criterion among several eligible agents. */
export type SelectionKey =
  | 'idle' | 'load_ratio' | 'open_work' | 'free_capacity' | 'pack' | 'occupancy' | 'tier' | 'position' | 'penalty'
  | 'proficiency_high' | 'proficiency_low' | 'label_match' | 'selector_score' | 'round_robin' | 'fewest'
  | 'least_talk' | 'share_of_queue' | 'share_of_agent' | 'weighted_random' | 'score'

/** A whole number worked out for an agent and an interaction, the greatest first. */
export type Score =
  | number
  | { add: Score[] }
  | { mul: Score[] }
  | { min: Score[] }
  | { max: Score[] }
  | { choose: { if: Score; at_least: Score; then: Score; else: Score } }
  | { skill: string }
  /** An attribute of the agent. */
  | { agent: string }
  /** An attribute of the interaction. */
  | { interaction: string }
  | {
      fact:
        | 'priority' | 'age_s' | 'idle_s' | 'used_units' | 'free_units' | 'contacts' | 'tier' | 'position' | 'penalty'
    }

/** One part of a key: the exact fraction `value / of`. */
export interface KeyPart {
  by: SelectionKey
  value: number
  of: number
}

/** Which moment longest idle counts from. */
export type IdleBasis = 'last_contact_end' | 'last_inbound_end' | 'available_since'

/** Who began a contact: the customer by default. */
export type Direction = 'inbound' | 'outbound' | 'internal'

export interface QueueConfig {
  id: string
  /** Compared one after the other; the agent's id is always the last. Longest idle by default. */
  selection?: SelectionKey[]
  /** Which moment longest idle counts from here; absent = as the configuration says. */
  idle_basis?: IdleBasis | null
  /** What the selection key `score` goes by. */
  score?: Score | null
  /** Gives every key that is not given, as such queues usually are. */
  preset?: 'voice' | 'chat' | 'email'
  scoring?:
    | 'strict' | 'newest_first' | 'conversation_score' | 'accelerated' | 'age_plus_base' | 'deadline' | 'service_level'
  /** Orders the queues of an agent whose ranks are equal, higher first. */
  weight?: number
  /** For `deadline` and `service_level` scoring. */
  target_wait_us?: number | null
  /** False: nothing is offered; agents pull. */
  push?: boolean
  /** How long an offer stays open; absent = until somebody ends it. */
  offer_timeout_us?: number | null
  /** Another agent is asked too each time this has passed, up to `max_offers`; absent = all at once. */
  offer_more_after_us?: number | null
  /** Agents asked at a time for one interaction; the first accept wins. */
  max_offers?: number
  /** 0 by default. */
  wrap_up_us?: number
  /** `timed` (default) ends by itself or by the agent, `mandatory` by itself only, `manual` by the agent. */
  wrap_up_mode?: 'timed' | 'mandatory' | 'manual'
  /** An offer is followed at once by the assignment. */
  auto_accept?: boolean
  /** The presence an agent moves to when offers to him expire; absent = he is asked again. */
  on_timeout?: 'paused' | 'offline' | null
  /** Offers in a row that must expire before: 1 by default. */
  max_misses?: number
  /** `exclude_until_all` (default): all are asked again when nobody else is left. */
  on_decline?: 'exclude' | 'exclude_until_all'
  /** How long what a customer brings is held for the agent who last had a contact of his. */
  sticky?: Hold | null
  /** A customer who abandoned and comes again within this time is as old as he was. */
  regain_within_us?: number | null
  /** How its customers are called back. */
  callbacks?: {
    /** Whom the host rings first: the agent by default. */
    first?: 'agent' | 'customer'
    /** In all: 3 by default. */
    attempts?: number
    /** From an attempt that failed until the next: a quarter of an hour by default. */
    retry_after_us?: number
    /** Customer first: silence of the host that counts as a failure, a minute by default. */
    dial_timeout_us?: number
  }
  /** While at most `agents` could take it, a lower priority than `below_priority` is not offered. */
  reserves?: { agents: number; below_priority: number }[]
  /** The calendar that says when it is open; absent = always. */
  calendar?: string | null
  /** What arrives while this many wait is turned away. */
  max_waiting?: number | null
  /** Each fires once in a stay, as soon as `after_us` has passed and `when` holds. */
  wait_rules?: {
    after_us?: number
    when?: Condition
    /** Looked at only at the instant at which it comes to the queue: who waits already is left alone. */
    on_arrival?: boolean
    set_priority?: number
    move_to?: string
    remove?: string
    offer_callback?: boolean
  }[]
  rings?: { stay_us?: number; remove?: string[] }[]
  tier_rules?: { wait_us: number; multiply?: boolean; no_agent_no_wait?: boolean } | null
  min_penalty?: number | null
  max_penalty?: number | null
  penalty_rules?: { after_us: number; max_add?: number; raise_to?: number }[]
}

export interface Membership {
  /** Order of his queues, lower first. */
  rank?: number
  /** Age from which he sees an interaction. */
  delay_us?: number
  tier?: number
  ring?: number
  penalty?: number
  position?: number
  /**
   * His chance in `weighted_random`, or his share in `share_of_queue`; the queue's share in `share_of_agent`: 1 by default.
   */
  weight?: number
}

export interface AgentConfig {
  id: string
  queues: Record<string, Membership>
  skills?: Record<string, number>
  labels?: Record<string, string>
  /** Numbers for the queues' `score`, each declared in `Config.attributes`. */
  attributes?: Record<string, number>
  /** He learns: asked only while his mentor is available, for nothing more important. */
  trainee?: { mentor: string; max_priority?: number | null } | null
  /** How many of those whose mentor he is may have a contact at once. */
  trainees_at_once?: number | null
  channels?: string[] | null
  capacity?: {
    total: number
    cost?: Record<string, number>
    max?: Record<string, number>
    /** Units of a second pool, which the interruptible channels alone use. */
    interruptible_total?: number | null
    interruptible_channels?: string[]
  }
  /** Units that work unknown to the router takes. */
  used_units?: number
  /** In queues whose membership gives none. */
  penalty?: number
  /** Busy share in millionths; absent = measured. */
  occupancy_ppm?: number | null
  /** Offline by default. */
  presence?: Presence
  /** Idle since then at the start, as another router knows. */
  idle_since_us?: number
}

/** What the command `arrive` makes of a contact; every rule that fits applies. */
export interface EntryRule {
  /** Detail → values; one that ends in `*` stands for all that begin so. */
  when?: Record<string, string[]>
  queue?: string | null
  priority?: number | null
  lane?: number | null
  requirements?: Requirement[]
  /** In place of the contact's own steps and those of rules before; empty = those. */
  steps?: RoutingStep[]
  /** Detail → level of the skill that bears the detail's value as its name. */
  skills_from?: Record<string, number>
  /** No later rule applies. */
  stop?: boolean
}

/** A contingency plan: a named overlay of the configuration (JSON merge patches). */
export interface Plan {
  id: string
  /** What the host announces meanwhile. */
  message?: string | null
  queues?: Record<string, { [Key in keyof QueueConfig]?: QueueConfig[Key] | null }>
  agents?: Record<string, { [Key in keyof Omit<AgentConfig, 'queues'>]?: AgentConfig[Key] | null } & {
    queues?: Record<string, Membership | null>
  }>
  /** In force while `when` holds, and until it has not held for `hold_us`; absent = by command only. */
  trigger?: {
    queue: string
    when: Condition
    /** Whose wait `estimated_wait_at_least_us` looks at: voice by default. */
    channel?: string
    hold_us?: number
  } | null
}

export interface Config {
  semantics_version?: 1
  queues: QueueConfig[]
  agents: AgentConfig[]
  /** Opening hours that queues name. */
  calendars?: { id: string; open: Window[] }[]
  /** An agent of whom nothing is heard for this long is logged out. */
  agent_lease_us?: number | null
  /** A contact of which nothing is heard for this long is given up. */
  contact_lease_us?: number | null
  /** What the command `arrive` makes of a contact. */
  entry_rules?: EntryRule[]
  /** None of them is in force at the start. */
  plans?: Plan[]
  /** Names of the numbers that scores speak of. */
  attributes?: string[]
  /** Of `weighted_random`, 0 to 4294967295. */
  seed?: number
  idle_basis?: IdleBasis
  strict_time?: boolean
  /** Bounds on memory and time; what exceeds one is refused. */
  limits?: {
    agents?: number
    queues?: number
    skills?: number
    interactions?: number
    entry_rules?: number
    plans?: number
    expression_parts?: number
    windows?: number
    id_bytes?: number
    text_bytes?: number
    remembered_commands?: number
    remembered_interactions?: number
    remembered_subjects?: number
    buffered_inputs?: number
    /** Events of late kept for `eventsAfter`: 10,000 by default, 0 = none. */
    buffered_events?: number
    /** A tick that brings about more stops on the way; tick again. */
    events_per_input?: number
    /** Furthest that one input may move the clock ahead. */
    clock_jump_us?: number
  }
}

/** One member for each type, so that `Extract<Event, { type: 'held' }>` finds it. */
type Of<Type extends string> = Type extends string ? { type: Type; interaction: string } : never

/** The same for what is not about one interaction. */
type Named<Type extends string> = Type extends string ? { type: Type } : never

export type Command =
  | (Of<'enqueue'> & {
      queue: string
      channel?: string
      direction?: Direction
      priority?: number
      /** Higher first, before any score is looked at. */
      lane?: number
      requirements?: Requirement[]
      steps?: RoutingStep[]
      /** Agents it is held for; one who is unknown, does not serve its queue or channel, or has declined holds nothing. */
      preferred?: { agent: string; hold: Hold }[]
      /** When it may be begun; absent = always. */
      windows?: Window[]
      labels?: Record<string, string>
      /** Numbers for the queues' `score`. */
      attributes?: Record<string, number>
      /** The customer is not on the line: he is called back in his turn. */
      callback?: boolean
      /** Added to its age from the start. */
      age_adjustment_us?: number
      /** Nobody is asked before. */
      not_before_us?: number | null
      /** For `deadline` scoring. */
      due_at_us?: number | null
      /** For `age_plus_base` scoring. */
      head_start_us?: number
      /** Points a minute, for `accelerated` scoring. */
      accel_per_min?: number
      max_priority?: number | null
      subject?: string | null
      reason?: string | null
      context_ref?: string | null
    })
  | (Of<'arrive'> & {
      channel?: string
      direction?: Direction
      /** What is known of it; the entry rules read them, and they become the interaction's labels. */
      details?: Record<string, string>
      /** A menu or a bot serves it first. */
      self_service?: boolean
      requirements?: Requirement[]
      steps?: RoutingStep[]
      lane?: number
      age_adjustment_us?: number
      head_start_us?: number
      accel_per_min?: number
      max_priority?: number | null
      priority?: number
      preferred?: { agent: string; hold: Hold }[]
      windows?: Window[]
      attributes?: Record<string, number>
      callback?: boolean
      not_before_us?: number | null
      due_at_us?: number | null
      subject?: string | null
      reason?: string | null
      context_ref?: string | null
    })
  | (Of<'classify'> & { details?: Record<string, string> })
  | (Of<'accept' | 'decline'> & { agent: string; generation?: number | null })
  /** `agent`: refused unless he has it; absent = whoever has it. */
  | (Of<'connected' | 'connect_failed' | 'hold' | 'resume'> & { agent?: string | null })
  | Of<'abandon'>
  | (Of<'complete'> & {
      /** Refused unless he has it; absent = whoever has it. */
      agent?: string | null
      wrap_code?: string | null
      /** Who hung up. */
      ended_by?: 'customer' | 'agent' | null
    })
  /** `agent`: refused unless he has it. */
  | (Of<'transfer'> & { queue: string; agent?: string | null })
  /** What is absent stays as it is. */
  | (Of<'update'> & {
      requirements?: Requirement[] | null
      /** The first begins now. */
      steps?: RoutingStep[] | null
      preferred?: { agent: string; hold: Hold }[] | null
      labels?: Record<string, string> | null
      attributes?: Record<string, number> | null
      due_at_us?: number | null
    })
  | (Of<'adjust_age'> & { by_us: number })
  | (Of<'set_priority'> & { priority: number })
  | (Of<'to_callback'> & { not_before_us?: number | null })
  | Of<'callback_answered'>
  /** `attempt`: refused when another is under way. */
  | (Of<'callback_failed'> & { attempt?: number | null; outcome?: string | null })
  /** `by`: refused unless he has it. */
  | (Of<'consult'> & { agent: string; by?: string | null })
  | (Of<'conference'> & { agent: string })
  /** `unanswered`: no wrap-up, and his idle time goes on. */
  | (Of<'leave'> & { agent: string; unanswered?: boolean })
  /** `from`: refused unless he has it. */
  | (Of<'hand_over'> & { agent: string; from?: string | null })
  | (Of<'force_assign'> & { agent: string })
  | { type: 'pull'; agent: string }
  /** Agents and queues it lacks go, if they have no interactions; what stays keeps its state, skills set by command aside. */
  | { type: 'configure'; config: Config }
  | (Named<'activate_plan' | 'withdraw_plan'> & { plan: string })
  | { type: 'heartbeat'; agent: string }
  | Of<'keep_alive'>
  | { type: 'set_presence'; agent: string; presence: Presence; reason?: string | null }
  | { type: 'end_wrap_up'; agent: string }
  | { type: 'extend_wrap_up'; agent: string; by_us: number }
  | { type: 'set_skill'; agent: string; skill: string; level: number | null }

interface Arrival {
  queue: string
  channel: string
  /** Absent = inbound. */
  direction?: Direction
  priority: number
  subject: string | null
  reason: string | null
  context_ref: string | null
}

/** Why an agent was chosen. */
export interface Why {
  /** The winning key, part by part. */
  key: KeyPart[]
  /** What `idle` in it counts from. */
  idle_basis: IdleBasis
  /** Who could be asked; absent where the router tells the key alone. */
  candidates?: number
  /** Who came second; null = nobody, or the router tells the key alone. `by` is the first key by which he lost; null = only by his id. */
  runner_up: { agent: string; by: SelectionKey | null } | null
  /** The input that brought the configuration: 0, or the `configure` in force. */
  configured_at_seq: number
  /** Contingency plans in force, if any. */
  plans?: string[]
}

/** An agent who can never take an interaction, and what he lacks, one line each. */
export interface Unmet {
  agent: string
  lacks: string[]
}

export type Event =
  | (Of<'self_service_started'> & Omit<Arrival, 'queue' | 'priority'>)
  | (Of<'self_service_ended'> & { outcome: 'queued' | 'contained' | 'abandoned' | 'lost' })
  /** Places of the entry rules that applied. */
  | (Of<'classified'> & { queue: string; rules: number[] })
  | (Of<'interaction_queued'> & Arrival)
  /** At most three agents who come nearest; none = nobody serves the queue. It waits all the same. */
  | (Of<'cannot_be_met'> & { queue: string; nearest: Unmet[] })
  | (Of<'blocked'> & Arrival & { cause: 'queue_full' })
  | (Of<'step_entered'> & { step: number })
  | Of<'interaction_updated'>
  | (Of<'priority_changed'> & { priority: number })
  | (Of<'place_regained'> & { abandoned: string })
  | Of<'callback_offered' | 'callback_answered'>
  | (Of<'callback_requested'> & { not_before_us: number | null })
  | (Of<'callback_started'> & { attempt: number; until_us: number })
  /** Without `retry_at_us` this was the last attempt. */
  | (Of<'callback_failed'> & {
      agent: string | null
      attempt: number
      outcome: string | null
      retry_at_us: number | null
    })
  | (Of<'offer_made'> & {
      agent: string
      generation: number
      expires_at_us: number | null
      /** Absent where the router was told to leave it out. */
      why?: Why
    })
  | (Of<'offer_declined' | 'offer_expired'> & { agent: string; generation: number })
  | (Of<'offer_revoked'> & { agent: string; generation: number; cause: 'presence' | 'lost' | 'abandoned' | 'callback' | 'transferred' | 'configuration' })
  | (Of<'assigned'> & { agent: string; queue: string })
  | (Of<'connected' | 'connect_failed' | 'held' | 'resumed'> & { agent: string })
  /** `by` has it and asks `agent`. */
  | (Of<'consult_started'> & { agent: string; by: string })
  | (Of<'conference_started' | 'agent_left'> & { agent: string })
  | (Of<'handed_over'> & { agent: string; from: string; queue: string; connected: boolean })
  | (Of<'completed'> & { agent: string; queue: string; wrap_code: string | null; ended_by: 'customer' | 'agent' | null })
  | (Of<'contact_lost'> & { agent: string; queue: string })
  | (Of<'abandoned'> & { queue: string })
  | (Of<'removed'> & {
      queue: string
      reason: string
      /** `overflow`, `closed` and `no_agents` are of wait rules without a time, `timeout` of those with one. */
      cause: 'timeout' | 'overflow' | 'closed' | 'no_agents' | 'callback_failed' | 'window_over'
    })
  | (Of<'moved'> & { from: string; to: string; agent: string | null; cause: 'transfer' | 'wait_rule' })
  | (Named<'wrap_up_started' | 'wrap_up_extended'> & { agent: string; until_us: number | null })
  | { type: 'wrap_up_ended'; agent: string }
  | { type: 'agent_state_changed'; agent: string; presence: Presence; reason: string | null }
  | { type: 'reason_changed'; agent: string; reason: string | null }
  | { type: 'reconfigured'; queues: Changes; agents: Changes; settings: string[] }
  | { type: 'plan_activated'; plan: string; cause: 'command' | 'trigger' | 'configuration'; message: string | null }
  | { type: 'plan_withdrawn'; plan: string; cause: 'command' | 'trigger' | 'configuration' }

/** What differs between two configurations, by id. */
export interface Changes {
  added: string[]
  removed: string[]
  changed: string[]
}

export interface Receipt {
  seq: number
  at_us: number
  clamped: boolean
  repeated: boolean
  /** What happened, each event with its own instant in microseconds. */
  events: [atUs: number, event: Event][]
  /** The place of each of `events` among all of the input; absent = all are there, each at its own. */
  indexes?: number[]
}

/** What a router tells of what it does; it decides the same whatever is told. */
export interface Telling {
  /** Types of the events told; absent or null = all. */
  events?: readonly Event['type'][] | null
  /** How much of an offer's `why`: `key` leaves out who else could be asked; absent = all. */
  why?: 'all' | 'key' | 'none'
}

/** Why an agent may not take an interaction, or the key by which he competes. */
export type Verdict =
  /** `beaten` = whom he stands behind and by which key (null = only the id); null = he is the best. */
  | { rule: 'eligible'; key: KeyPart[]; beaten: { agent: string; by: SelectionKey | null } | null }
  | { rule: 'has_it' | 'not_member' | 'channel_not_handled' | 'declined' }
  | { rule: 'not_available'; presence: Presence }
  | { rule: 'wrap_up' | 'outside_window'; until_us: number | null }
  | { rule: 'delayed' | 'not_before'; until_us: number }
  | { rule: 'held_for'; agent: string; until_us: number }
  | { rule: 'reserved'; free: number; kept: number }
  | { rule: 'ring_closed'; ring: number; until_us: number | null }
  | { rule: 'tier_closed'; tier: number; until_us: number | null }
  | { rule: 'penalty_outside'; penalty: number }
  | { rule: 'step_not_met'; step: number }
  | { rule: 'skill_not_met'; skill: string; have: number | null; op: string; need: number }
  | { rule: 'above_trainee'; priority: number; max: number }
  | { rule: 'mentor_not_available'; mentor: string; presence: Presence }
  | { rule: 'mentor_engaged'; mentor: string; trainees: number; max: number }
  | { rule: 'capacity_full'; used: number; cost: number; total: number }
  | { rule: 'channel_maximum'; count: number; max: number }

/** An agent as he is now. */
export interface AgentView {
  config: Config['agents'][number]
  presence: Presence
  reason: string | null
  /** His wrap-up, while it runs. */
  wrap_up: { until_us: number | null; is_mandatory: boolean } | null
  last_contact_end_us: number
  /** Of contacts that a customer began. */
  last_inbound_end_us: number
  available_since_us: number
  heard_at_us: number
  /** Offers that expired since he last took one or came back. */
  misses: number
  /** Answered since the start. */
  contacts: number
  /** Of these, those of each queue that the configuration has. */
  answered: Record<string, number>
  /** With a customer on the line since the start; measured where a queue selects by `least_talk`. */
  talk_us: number
  /** Since he logged in; measured where a queue selects by occupancy. */
  busy_us: number
  free_us: number
}

/** A queue and how much is in it. */
export interface QueueView {
  config: Config['queues'][number]
  /** Interactions that wait, nobody being asked. */
  waiting: number
  /** Interactions that wait while an agent is asked. */
  offered: number
  /** Interactions with an agent. */
  assigned: number
  oldest_enqueued_at_us: number | null
}

/** An interaction that is not finished. */
export interface InteractionView {
  facts: Omit<Extract<Command, { type: 'enqueue' }>, 'type'>
  enqueued_at_us: number
  queue_entered_at_us: number
  /** Added to its age. */
  age_adjustment_us: number
  order: number
  place:
    | { type: 'waiting' }
    | { type: 'offered'; offers: Record<string, { generation: number; expires_at_us: number | null }> }
    | { type: 'dialling'; until_us: number }
    | { type: 'assigned'; agent: string; connected: boolean; held: boolean }
  /** The customer is called back. */
  is_callback: boolean
  /** It has begun: `not_before_us` and windows bind no longer. */
  is_begun: boolean
  /** Attempts to call him back that have failed since he was last on the line. */
  attempts: number
  /** Agents beside the one who has it. */
  others: Record<string, 'consulted' | 'in_conference'>
  declined_by: string[]
  /** The agent its queue holds it for. */
  sticky: { agent: string; hold: Hold } | null
  offering_since_us: number | null
  heard_at_us: number
  /** Queues that wait rules have sent it from. */
  left_queues: string[]
  /** Places of the wait rules that have fired in this queue. */
  rules_fired: number[]
  /** The step it is in. */
  step: { index: number; entered_at_us: number; is_judged: boolean }
  /** Skills that rings it has left no longer require. */
  dropped_skills: string[]
  /** What was foretold of its wait as it came to this queue; a wait is null when it was unknown or is scored. */
  foretold: {
    had_to_wait: boolean
    queue_length_us: number | null
    head_of_line_us: number | null
    last_to_enter_service_us: number | null
  } | null
  /** When the agent who has it got it. */
  assigned_at_us: number | null
}

/** A contact that a menu or a bot serves; no queue is known of it before it is classified. */
export interface SelfServiceView {
  /** As it arrived. */
  contact: Omit<Extract<Command, { type: 'arrive' }>, 'type'>
  /** Since when it is served. */
  started_at_us: number
  heard_at_us: number
}

/** A way to foretell a wait. */
export type Estimator = 'queue_length' | 'head_of_line' | 'last_to_enter_service'

/** What one estimator says, and how far it was out in this queue so far. */
export interface WaitEstimate {
  estimator: Estimator
  /** Wait still to come; null = unknown, never 0 unless an agent is asked or free. */
  wait_us: number | null
  /** Why it is unknown. */
  unknown:
    | 'cannot_be_met' | 'nobody_logged_in' | 'nobody_available' | 'nothing_handled' | 'nobody_ahead' | 'overdue' | null
  /** Waits it foretold that have ended with an agent. */
  scored: number
  /** Mean of foretold less actual wait, so that a positive one is too long; null = nothing scored yet. */
  mean_error_us: number | null
  mean_absolute_error_us: number | null
  root_mean_square_error_us: number | null
}

/** Place and expected wait of an interaction, as things are. */
export interface Estimate {
  queue: string
  /** Place in order of service among what waits or is offered in the queue, 1 = next. */
  position: number
  /** How long it has been in this queue. */
  waited_us: number
  /** An agent is asked or free for it: every estimate is 0. */
  is_agent_free: boolean
  /** Queue length, head of line, last to enter service. */
  estimators: WaitEstimate[]
  /** The one of least mean absolute error among those that have an answer; null = none has. */
  best: Estimator | null
  /** Waits that were foretold but ended without an agent: not scored. */
  censored: number
}

/** Names of the commands a batch can hold; a name's place is its code. */
export const commandTypes: readonly Command['type'][]

/** All queues and agents at one position among the events. */
export interface Overview {
  /** Every event up to it is in what follows, no later one. */
  as_of: { seq: number; at_us: number }
  queues: {
    queue: string
    /** Interactions that wait, nobody being asked. */
    waiting: number
    /** Interactions that wait while an agent is asked. */
    offered: number
    /** Interactions with an agent. */
    assigned: number
    /** Of those that wait or are offered. */
    oldest_enqueued_at_us: number | null
  }[]
  agents: {
    agent: string
    presence: Presence
    reason: string | null
    wrap_up: AgentView['wrap_up']
    /** Interactions he is asked to take. */
    offers: string[]
    /** Interactions he has or takes part in. */
    contacts: string[]
    /** Null = he has something to do, or is not available. */
    idle_since_us: number | null
  }[]
  /** Contacts that a menu or a bot serves. */
  self_service: string[]
  /** Contingency plans in force. */
  plans: string[]
}

/** Names of the events; a name's place is its code. */
export const eventTypes: readonly Event['type'][]

/**
 * Commands as columns, one entry a row. `interaction`, `queue`, `agent` and `channel` hold places in `ids`;
 * 4294967295 means "none". A row only needs the columns of its command.
 */
export interface CommandColumns {
  /** Whole microseconds since the epoch. */
  atUs: Float64Array
  /** Places in `commandTypes`. */
  type: Uint8Array
  ids: string[]
  interaction?: Uint32Array
  queue?: Uint32Array
  agent?: Uint32Array
  /** None = voice. */
  channel?: Uint32Array
  priority?: Int32Array
  /** 0 offline, 1 available, 2 paused. */
  presence?: Uint8Array
  /** The offer meant by an accept or decline; NaN = the open one. */
  generation?: Float64Array
  /** Places in `ids`. */
  commandId?: Uint32Array
  subject?: Uint32Array
  /** Places in `requirementSets`. */
  requirements?: Uint32Array
  /** Lists of requirements, each as JSON. */
  requirementSets?: string[]
}

/** Events as columns, one entry an event, and one `error` a command. */
export interface EventColumns {
  /** The row of the command that caused it. */
  command: Uint32Array
  atUs: Float64Array
  /** Places in `eventTypes`. */
  type: Uint8Array
  ids: string[]
  /** Places in `ids`; 4294967295 = none. */
  interaction: Uint32Array
  agent: Uint32Array
  queue: Uint32Array
  /** Number of the offer; NaN = the event is about none. */
  generation: Float64Array
  /** The reject's code for each command, null where it was applied. */
  error: (RejectCode | null)[]
}

/**
 * Routes interactions to agents; reads no clock: every call says when it happens.
 *
 * Configurations, commands, events and receipts are written as in files and logs (snake_case, microseconds),
 * so that they are the same in every language.
 */
export class Router {
  constructor(config: Config, at: Instant)
  static restore(snapshot: Buffer): Router
  /** The router at the end of a log: every input that `drainInputs` gave, from the first on. */
  static fromLog(inputs: Iterable<Buffer>): Router
  /** Ticks to `at`, then applies the command; a repeated id returns its first receipt. */
  apply(at: Instant, command: Command, commandId?: string): Receipt
  /**
   * Applies commands one after the other, with one crossing into native code. A refused one has its code in
   * `error` and the rest go on; malformed columns throw before anything happens.
   */
  applyBatch(columns: CommandColumns): EventColumns
  /**
   * Says what to tell from now on, in receipts, batches and `eventsAfter`; without arguments, all. No event's position
   * changes. A repeated command returns its first receipt, told as this says now. It is no part of a snapshot or log: a
   * router that was restored tells all.
   */
  tell(telling?: Telling): void
  /** Lets time pass: due timers fire. */
  tick(at: Instant): Receipt
  /** Applies an input of a log again, such as the tail after a snapshot; it is not recorded anew. */
  replay(input: Buffer): Receipt
  /** When to call `tick` next if nothing else happens. */
  nextDeadlineUs(): number | null
  /** For every agent the first rule that excludes him, or his key. */
  explain(interaction: string): { agent: string; verdict: Verdict }[]
  agent(agent: string): AgentView
  queue(queue: string): QueueView
  interaction(interaction: string): InteractionView
  /** What waits in a queue, in order of service. */
  waiting(queue: string, limit?: number): InteractionView[]
  /**
   * Interactions that are not finished, by id: at most `limit` (100), of those after the id `after`. The next page begins
   * after the last one's `facts.interaction`; an empty list is the end.
   */
  interactions(after?: string | null, limit?: number): InteractionView[]
  /** Contacts that a menu or a bot serves, by id, page by page as `interactions`. */
  selfService(after?: string | null, limit?: number): SelfServiceView[]
  /** All queues and agents at a glance, cheap enough to poll. */
  overview(): Overview
  /**
   * The events after the one at (`seq`, `index`); without `index`, after all of input `seq`, such as an overview's
   * `as_of`. The last `limits.buffered_events` are kept; throws `events_lost` when events after the position are gone:
   * take the overview anew.
   */
  eventsAfter(seq: number, index?: number | null): NumberedEvent[]
  /** Place of what waits in its queue and the wait still to come, by three estimators with their errors so far. */
  estimate(interaction: string): Estimate
  /** The same for an interaction that would arrive now: of a queue, or as an `enqueue` would have it. */
  estimateFor(
    queueOrInteraction: string | (Omit<Extract<Command, { type: 'enqueue' }>, 'type' | 'interaction'> & { type?: 'enqueue'; interaction?: string }),
  ): Estimate
  /**
   * Inputs since the last call, encoded, for the log. At most `limits.buffered_inputs` are held; if there were
   * more, the call throws `inputs_lost`.
   */
  drainInputs(): Buffer[]
  snapshot(): Buffer
  /** XXH3-128 of the state in hexadecimal. */
  digest(): string
}

/** An event with its position (number of the input, place in it) and its instant in microseconds. */
export type NumberedEvent<Type extends Event['type'] = Event['type']> =
  Extract<Event, { type: Type }> & { seq: number; index: number; at_us: number }

/** What a LiveRouter emits. */
export type LiveEvent<Type extends Event['type'] = Event['type']> = NumberedEvent<Type>

/** What a LiveRouter emits: every event under its type, and all of them under `event`. */
export type LiveEvents = { [Type in Event['type']]: [LiveEvent<Type>] } & { event: [LiveEvent] }

/**
 * Routes by the system's clock: owns the one timer, set to the router's next deadline, and emits typed events.
 * A listener may apply commands; their events follow after those being told. `close` stops the timer.
 */
export class LiveRouter extends EventEmitter<LiveEvents> {
  readonly router: Router
  constructor(configOrRouter: Config | Router, options?: { clockUs?: () => number })
  /** Applies a command now. */
  apply(command: Command, commandId?: string): Receipt
  /** All queues and agents at a glance; listeners may not have heard all events up to `as_of` yet. */
  /** Says what listeners and receipts hear of from now on; see `Router`. */
  tell(telling?: Telling): void
  overview(): Overview
  /** The events after a position, for a reader who was away; see `Router.eventsAfter`. */
  eventsAfter(seq: number, index?: number | null): NumberedEvent[]
  close(): void
  [Symbol.dispose](): void
}

export type Outcome =
  | 'open' | 'answered' | 'abandoned' | 'flow_out_timeout' | 'flow_out_overflow' | 'callback_accepted'
  | 'requeued' | 'blocked_full' | 'blocked_closed' | 'blocked_no_agents' | 'menu_abandoned' | 'self_service'
  | 'system_error'

/** One stay of an interaction in one queue; null or absent means "not recorded". */
export interface Interaction {
  interaction_id: string
  segment_no?: number
  root_id?: string | null
  parent_id?: string | null
  customer_id?: string | null
  channel?: string
  direction?: 'inbound' | 'outbound' | 'internal'
  contact_type?: string | null
  queue?: string | null
  priority?: number
  arrived_at_us: number
  enqueued_at_us?: number | null
  offered_at_us?: number | null
  answered_at_us?: number | null
  connected_at_us?: number | null
  left_queue_at_us?: number | null
  ended_at_us?: number | null
  wrap_up_ended_at_us?: number | null
  outcome: Outcome
  ended_by?: 'customer' | 'agent' | 'system' | 'transfer' | null
  agent?: string | null
  menu_us?: number | null
  wait_us?: number | null
  ring_us?: number | null
  talk_us?: number | null
  hold_us?: number | null
  wrap_up_us?: number | null
  handle_us?: number | null
  hold_count?: number | null
  transfer_kind?: 'cold' | 'warm' | 'queue' | null
  transfer_to?: string | null
  reason?: string | null
  wrap_code?: string | null
  context_ref?: string | null
  resolved?: boolean | null
  last_update_at_us?: number | null
}

/** A stay of an agent in one state; `slot` is null in the presence layer. */
export interface AgentState {
  agent: string
  start_at_us: number
  end_at_us?: number | null
  state:
    | 'offline' | 'available' | 'ringing' | 'contact' | 'hold' | 'wrap_up' | 'break' | 'lunch' | 'training'
    | 'meeting' | 'coaching' | 'outbound_idle' | 'back_office' | 'not_responding' | 'other_paused'
  reason?: string | null
  interaction_id?: string | null
  queue?: string | null
  channel?: string | null
  slot?: number | null
}

/** What was odd in the data: counted and named; print it to read it. */
export class QualityReport {
  private constructor()
  readonly rowsRead: number
  readonly rowsKept: number
  /** What was odd; `example` is a value that is unreadable or doubtful. */
  readonly findings: { rule: string; about: string; count: number; firstRows: number[]; example: string | null }[]
  /** How many rows broke this rule. */
  count(rule: string): number
  toString(): string
}

/** Interaction segments and agent states, with what was odd about them. */
export class Records {
  constructor(interactions: Interaction[], agentStates?: AgentState[])
  interactions(): Interaction[]
  agentStates(): AgentState[]
  quality(): QualityReport
  /** Writes the interactions; instants and lengths of time as microseconds. */
  writeCsv(path: string | URL): void
}

/** Hears how far long work is; what it throws is thrown when the work is done. */
export type Progress = (done: number, total: number) => void

/**
 * Reads a call log through a mapping of its columns (an object or JSON); progress in bytes. Works on the calling
 * thread: a server reads large files in a worker.
 */
export function loadCsv(
  path: string | URL,
  mapping: Record<string, unknown> | string,
  options?: { onProgress?: Progress }
): Records

/** The contact centre that `generate` plays by default, to be changed at will. */
export function exampleCentre(): Record<string, unknown>

/** Realistic days of a contact centre, played through the real router; the same for the same seed. */
export function generate(options?: {
  centre?: Record<string, unknown>
  /** 0 by default. */
  seed?: number
  onProgress?: Progress
}): Records

/** Turns a router's receipts into records; give it every receipt, in order. */
export class Recorder {
  constructor(config: Config, at: Instant)
  /** The recorder that `snapshot` wrote; it goes on with the receipt after its last. */
  static restore(snapshot: Buffer): Recorder
  /** What is open: keep it beside the router's snapshot, and go on after a restart with both. */
  snapshot(): Buffer
  record(receipt: Receipt): void
  /** Records finished since the last call. */
  drain(): Records
  /** All that was not drained, what is still open included. */
  finish(): Records
}

export type MetricId =
  | 'arrived' | 'blocked' | 'blocked_rate' | 'menu_abandoned' | 'offered' | 'answered' | 'handled'
  | 'abandoned' | 'short_abandoned' | 'flow_out' | 'open' | 'answer_rate' | 'abandon_rate.all'
  | 'abandon_rate.no_short' | 'abandon_rate.handled_base' | 'sl.offered' | 'sl.answered' | 'sl.no_short'
  | 'sl.removed' | 'sl.abn_in_T_out' | 'sl.no_abn' | 'sl.asterisk2' | 'asa' | 'asa.delayed' | 'avg_wait.all'
  | 'avg_time_to_abandon' | 'max_wait' | 'wait_sd' | 'wait_p50' | 'wait_p80' | 'wait_p90' | 'wait_p95'
  | 'wait_p99' | 'avg_ring' | 'avg_talk' | 'talk_sd' | 'avg_hold.all' | 'avg_hold.held' | 'hold_sd'
  | 'avg_wrap_up' | 'wrap_up_sd' | 'aht' | 'handle_sd' | 'handle_cv' | 'handle_p50' | 'handle_p90'
  | 'handle_max' | 'holds_per_contact' | 'transfer_rate' | 'agent_hangup_rate' | 'fcr.repeat'
  | 'repeat_rate' | 'repeat_rate.answered' | 'occupancy.std' | 'availability_rate' | 'staffed_fte' | 'contacts_per_hour'

export type Attribution = 'arrival' | 'enqueue' | 'answer' | 'end' | 'split'

export type Dimension = 'queue' | 'agent' | 'channel' | 'contact_type' | 'reason'

/** A metric in a group and interval. */
export interface KpiRow {
  group: Partial<Record<Dimension, string | null>>
  intervalStartUs: number | null
  /** Local start of the interval. */
  intervalLabel: string | null
  metric: MetricId
  /** Null with a reason in `nullReason`. */
  value: number | null
  unit: 'count' | 'ratio' | 'seconds' | 'number' | 'per_hour'
  /** Whole, as `den`: contacts, or for lengths of time microseconds, while `value` is in seconds. */
  num: number | null
  den: number | null
  n: number
  /** Contacts not finished yet. */
  openN: number
  /** Confidence interval of a share. */
  ci: [low: number, high: number] | null
  nullReason: 'zero_denominator' | 'below_min_n' | 'not_recorded' | 'level_not_allowed' | 'window_open' | null
  attribution: Attribution
  /** Hash of the definition and its parameters. */
  defHash: string
}

/** One row a group, interval and metric; print it to read it. */
export class KpiTable implements Iterable<KpiRow> {
  private constructor()
  readonly rows: KpiRow[]
  readonly length: number
  [Symbol.iterator](): Iterator<KpiRow>
  toString(): string
}

/** Computes metrics; `definitions()` says what each of them means. */
export function kpis(
  data: Records | Interaction[],
  metrics: MetricId | readonly MetricId[],
  options?: {
    by?: Dimension | readonly Dimension[]
    /** Intervals; absent = the whole period. */
    every?: '15min' | '30min' | '60min' | 'day'
    /** IANA zone of the intervals; UTC by default. */
    zone?: string
    /** Each metric's own by default. */
    attribution?: Attribution
    /** 20 by default. */
    targetWaitS?: number
    /** Whether a wait of exactly the target is within: `at_most` (default) says yes. */
    comparison?: 'at_most' | 'less_than'
    /** An abandon after this long or less is short: 5 by default. */
    shortAbandonS?: number
    /** A contact of the same customer and reason within this time is a repeat: 7 days by default. */
    repeatWindowS?: number
    /** 0.95 by default. */
    confidence?: number
    /** Fewer contacts than this give null: 0 by default. */
    minN?: number
    /** End of the data; the latest instant recorded by default. */
    asOf?: Instant
  }
): KpiTable

/** Every metric: what it means and where it makes sense. */
export function definitions(): {
  id: MetricId
  version: number
  unit: KpiRow['unit']
  formula: string
  /** The default first. */
  attributions: Attribution[]
  level: 'queue' | 'any' | 'agent'
}[]

/** How a scenario came out; as a string it shows the first difference and the decision behind it. */
export class ScenarioReport {
  private constructor()
  /** Null = the scenario is not written as the format says; the string says why. */
  readonly id: string | null
  readonly passed: boolean
  readonly difference: {
    /** Place among the observed events. */
    place: number
    expected: Record<string, unknown> | null
    got: Record<string, unknown> | null
    is_forbidden: boolean
    /** Why the agent of the offer that came was chosen. */
    why: Why | null
    /** What the rules said of every agent at that instant. */
    verdicts: { agent: string; verdict: Verdict }[]
  } | null
  /** Everything that happened. */
  readonly events: Record<string, unknown>[]
  toString(): string
}

/**
 * Plays a scenario (`krarup-routing-scenarios/1`, or what its `schema` says) on a fresh router and compares what
 * happened with what it expects.
 * `setup` is what a file gives to all of its scenarios. Throws `invalid_scenario` when it is not written as the format
 * says; a scenario that fails does not throw.
 */
export function runScenario(scenario: Record<string, unknown>, setup?: Record<string, unknown>): ScenarioReport

/** Plays every scenario of a file (its JSON text, or what it holds), each by itself. */
export function runScenarios(file: string | Record<string, unknown>): ScenarioReport[]

/** What happened in a world at an instant, or the command of the log that was refused in it. */
export type ReplayOutcome =
  | { at_us: number; event: Event }
  | { at_us: number; refused: { code: RejectCode; message: string } }

/** What happened in one world. */
export interface ReplayWorld {
  /** Commands of the log that were refused; none as recorded, where a refused command is a tick. */
  refused: Partial<Record<RejectCode, number>>
  events: Partial<Record<Event['type'], number>>
  /** From the arrival of an interaction to the first time an agent had it; null = nobody was answered. */
  waits: { count: number; mean_us: number | null; longest_us: number | null }
}

/** How a log came out under two configurations; print it to read it. */
export class ReplayReport {
  private constructor()
  /** Every event came again, in the same order and at the same instant. */
  readonly reproduced: boolean
  /** Inputs of the log, the configuration included. */
  readonly inputs: number
  /** Those that let time pass only; a command refused when the log was written is one of them. */
  readonly ticks: number
  /** Changes of the configuration in the log that the other world skipped. */
  readonly skippedConfigurations: number
  readonly startedAtUs: number
  readonly endedAtUs: number
  /** The first event that is not the same. */
  readonly difference: {
    /** Number of the input. */
    seq: number
    /** Place among the recorded events of that input. */
    index: number
    at_us: number
    /** Null = time passed. */
    command: Command | null
    /** Null = nothing more in this input. */
    recorded: ReplayOutcome | null
    replayed: ReplayOutcome | null
    /** Where one of the two is an offer: what the rules said of every agent at that instant. */
    decision: {
      interaction: string
      recorded: { agent: string; verdict: Verdict }[]
      replayed: { agent: string; verdict: Verdict }[]
    } | null
  } | null
  readonly recorded: ReplayWorld
  /** An indication from the difference on. */
  readonly replayed: ReplayWorld
  readonly interactions: {
    total: number
    /** Answered in both, first by different agents. */
    another_agent: number
    another_queue: number
    answered_only_recorded: number
    answered_only_replayed: number
  }
  toString(): string
}

/**
 * Plays a log (every input that `drainInputs` gave, from the first on) under its own configuration and under another
 * one, and compares what happens; without `config` its own is played twice, which proves that it replays.
 *
 * The commands of a log are facts of the world in which they were given: an accept of an offer that somebody else got
 * under `config` is refused, and counted. So everything up to the first difference is exact, and the summary is an
 * indication of what comes after it. `configure` commands of the log are skipped under `config`, and counted.
 *
 * Throws `invalid_log` for a log that does not replay. Works on the calling thread: a server replays long logs in a
 * worker.
 */
export function replay(log: Iterable<Buffer>, config?: Config | null, options?: { onProgress?: Progress }): ReplayReport

/** How a decision of the old router compares with krarup's. */
export type ShadowKind =
  /** The same decision, no later than the tolerance allows. */
  | 'agree'
  /** The same now, but krarup would have decided earlier. */
  | 'late'
  /** krarup would have asked another agent. */
  | 'differs_agent'
  /** krarup would have asked nobody, and its rules exclude the agent. */
  | 'not_allowed'
  /** krarup would have kept it waiting: hold, delay, ring, tier, reserve, its time. */
  | 'not_yet'
  /** krarup would have given the agent another interaction. */
  | 'differs_interaction'
  /** Nobody was chosen, or the customer left before, though krarup would have asked somebody. */
  | 'left_waiting'

/** A decision of the old router beside krarup's. */
export interface Comparison {
  /** Number of the fact or decision, from 1; what was refused has none. */
  seq: number
  at_us: number
  interaction: string
  queue: string
  kind: ShadowKind
  /** What the old router did, and why in its own words; without an agent it left the interaction waiting. */
  old: { agent: string | null; reason: string | null }
  /** What krarup would have done. */
  krarup: {
    agent: string | null
    why: Why | null
    /** Of the agent whom the old router chose; null where krarup would have asked him too. */
    verdict: Verdict | null
    /** The interaction that agent would have got first. */
    instead: string | null
  }
  /** When krarup would have had an agent for it already. */
  earlier: { at_us: number; agent: string; by_us: number } | null
}

/** How another router's decisions compare with krarup's; print it to read it. */
export class ShadowReport {
  private constructor()
  readonly startedAtUs: number
  readonly endedAtUs: number
  /** Decisions compared, customers who left before anybody had them among them. */
  readonly decisions: number
  /** Share of them in which the two agree; null = there were none. */
  readonly agreement: number | null
  /** Decisions by kind; kinds that never came are absent. */
  readonly kinds: Partial<Record<ShadowKind, number>>
  /** The same for each queue. */
  readonly queues: Record<string, Partial<Record<ShadowKind, number>>>
  /** What krarup's rules said of the agents chosen where it would not have asked them. */
  readonly rules: Partial<Record<Verdict['rule'], number>>
  /** The disagreements kept, the oldest first. */
  readonly disagreements: Comparison[]
  /** Disagreements before these, of which only the counts are left. */
  readonly dropped: number
  /** The report as people read it. */
  toString(): string
}

/**
 * Follows another router and notes where krarup would have decided otherwise.
 *
 * Tell it the same events as the old router: facts with `apply`, decisions with `decided`. Each decision is compared
 * with what krarup would do at that instant, and then carried out, whatever krarup thinks of it. Nothing is offered,
 * declined, expired or removed that was not told, and no timer is needed.
 */
export class Shadow {
  /**
   * `toleranceUs` (a second) is how much slower than krarup the old router may be without being late; `logLimit`
   * (1,000) is how many disagreements are kept.
   */
  constructor(config: Config, at: Instant, options?: { toleranceUs?: number; logLimit?: number })
  /**
   * Follows a fact. An `abandon` is a decision too, to leave it waiting until the customer left: its comparison comes
   * back. A `commandId` that was given before does nothing. Throws `not_a_fact` for `accept`, `decline` and `pull`, else
   * as `Router.apply`; nothing changes but that time has passed.
   */
  apply(at: Instant, command: Command, commandId?: string): Comparison | null
  /** Compares a decision of the old router with krarup's and carries it out; no agent = it left it waiting. */
  decided(at: Instant, interaction: string, agent: string | null, reason?: string | null): Comparison
  /** How the two compare so far. */
  report(): ShadowReport
}

/** The JSON Schema (draft 2020-12) of a configuration; also the file `krarup/config.schema.json`. */
export function configSchema(): Record<string, unknown>

/** The JSON Schema of a command; also the file `krarup/command.schema.json`. */
export function commandSchema(): Record<string, unknown>

/** What a valid configuration says that can hardly be meant. */
export function lint(config: Config): {
  code:
    | 'queue_without_members' | 'agent_without_capacity' | 'member_never_admitted' | 'unreachable_rule'
    | 'rings_for_ever' | 'offer_for_ever' | 'unlikely_unit' | 'may_starve' | 'may_be_unclassified'
    | 'rule_never_met'
  /** Such as `queues[2].wait_rules[1]`. */
  path: string
  message: string
}[]

/** Whose configuration is imported. */
export type ImportSource = 'twilio' | 'azure' | 'connect' | 'asterisk' | 'freeswitch' | 'genesys'

/** Whether a key of the source decides the same here, nearly the same, or nothing. */
export type ImportVerdict = 'maps' | 'differs' | 'lost'

/** What became of one key of the source. */
export interface ImportFinding {
  /** The file, and the way to the key in it. */
  path: string
  /** The line, from 1, where the format has lines. */
  line: number | null
  said: string
  verdict: ImportVerdict
  /** The key of the configuration that says it now, such as `queues["sales"].wrap_up_us`. */
  becomes: string | null
  /** Why, and what is different. */
  note: string
  /** The rule of the importer, by its `key` in `importRules`. */
  rule: string
}

/** What an importer makes of a key, or of one value of it. */
export interface ImportRule {
  key: string
  verdict: ImportVerdict
  becomes: string
  note: string
}

/** What became of every key of the source; print it to read it. */
export class ImportReport {
  private constructor()
  readonly source: ImportSource
  /** One at least for every key of the source, in the order of the files. */
  readonly findings: ImportFinding[]
  /** How many findings have this verdict. */
  count(verdict: ImportVerdict): number
  toString(): string
}

/**
 * Reads a vendor's routing configuration: the text of the file, or name → text of several. Every key has a finding in
 * the report: what the importer does not know is `lost`, never dropped in silence. Agents start logged out.
 *
 * Twilio's workflow, task queues and workers; Azure's policies, queues, workers and jobs; Amazon Connect's routing
 * profiles, queues, users and routing criteria; `queues.conf` and `queuerules.conf`; `callcenter.conf.xml`; Genesys
 * Cloud's queues and members.
 *
 * Throws `unknown_source`, `malformed_source`, `source_too_large`, `nothing_to_import` or `invalid_config`.
 */
export function importConfig(
  source: ImportSource,
  files: string | Readonly<Record<string, string>>,
): { config: Config; report: ImportReport }

/** What the importer of a source makes of each key; the pages "Moving over" of the documentation show it. */
export function importRules(source: ImportSource): ImportRule[]

/**
 * The members of its queue who come nearest to taking an interaction that none of them can ever take, and what each
 * lacks; an empty list means that somebody can, or that the queue has no members. `limit` is 3 by default. Throws
 * `unknown_queue` for a queue that the configuration lacks.
 */
export function unmet(
  config: Config,
  interaction: Omit<Extract<Command, { type: 'enqueue' }>, 'type' | 'interaction'> & { type?: 'enqueue'; interaction?: string },
  limit?: number,
): Unmet[]
