/** The version of krarup. */
export const version: string

/** Stable codes of the errors krarup throws. */
export type ErrorCode = 'invalid_input' | 'unstable' | 'infeasible' | 'no_convergence' | 'internal_panic'

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
