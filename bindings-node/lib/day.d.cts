import type { Column, ServiceLevelId } from '../index.cjs'

/** How a day is evaluated or staffed: the chain of all states, or interval by interval at some load. */
export type DayMethod =
  | 'exact' | 'sipp' | 'sipp_max' | 'sipp_mix' | 'lag' | 'lag_max' | 'lag_mix' | 'mol' | 'mol_max' | 'mol_mix'

/** Arrivals and handling times by interval (M(t)/M/s(t)+M). */
export interface DayOptions {
  /** Arrivals in each interval. */
  volume: Column
  /** Average handling time in seconds, one for each interval or one for all. */
  ahtS: Column
  /** Length of an interval in seconds; 1800 unless given. */
  intervalS?: number
  /** Mean patience in seconds; left out, nobody abandons. */
  patienceS?: number
  /** Who is in system at first; `empty` unless given. */
  start?: 'empty' | 'stationary' | { inSystem: number }
  /** What becomes of a call whose agent's shift ends; `finish` unless given. */
  shiftEnd?: 'finish' | 'preempt'
  /** Threshold of the service level in seconds; 20 unless given. */
  targetWaitS?: number
  definition?: ServiceLevelId
  shortS?: number
}

/** What a staff gives in one interval; null where no customer arrives. */
export interface DayInterval {
  agents: number
  volume: number
  serviceLevel: number | null
  pWait: number | null
  pAbandon: number | null
  meanQueueLength: number | null
  meanInSystem: number | null
  occupancy: number
  overtimeS: number
}

export interface DayEvaluation {
  method: DayMethod
  definition: ServiceLevelId
  intervals: DayInterval[]
  serviceLevel: number | null
  pWait: number | null
  pAbandon: number | null
  agentHours: number
  overtimeHours: number
  inSystemAtEnd: number
  massError: number
}

export interface IntervalTargets {
  /** Least service level of every interval. */
  serviceLevel?: number
  /** Greatest share who wait in every interval. */
  maxPWait?: number
  /** Greatest share who abandon in every interval; needs `patienceS`. */
  maxAbandonment?: number
}

/** What agents on duty by interval give; at `timesS` the exact state is told too. */
export function evaluateDay(
  options: DayOptions & { staff: Column; method?: DayMethod; timesS?: Column }
): DayEvaluation & {
  moments: { timeS: number; pWait: number; meanQueueLength: number; meanInSystem: number }[]
  offeredLoad: object[]
}

/** Staff by a method that takes each interval by itself, what it truly gives, and what the method says. */
export function staffDay(
  options: DayOptions & IntervalTargets & { method: DayMethod }
): { staff: number[]; exact: DayEvaluation; byMethod: DayEvaluation }

/** The fewest agent-hours that meet every target by the exact evaluator, and what other methods would have cost and missed. */
export function optimiseDay(
  options: DayOptions &
    IntervalTargets & {
      dayServiceLevel?: number
      dayMaxAbandonment?: number
      /** Hears the steps done and in all. */
      onProgress?: (done: number, total: number) => void
    }
): {
  staff: number[]
  at: DayEvaluation
  evaluations: number
  instead: {
    method: DayMethod
    staff: number[]
    agentHours: number
    serviceLevel: number | null
    worstServiceLevel: number | null
    intervalsMissed: number[]
    isDayMissed: boolean
  }[]
}

/** Iterated staffing with the exact law of the day. */
export function iterateDay(
  options: DayOptions & { maxPWait: number }
): { staff: number[]; pWait: number[]; iterations: number; hasConverged: boolean }

/** The offered load in erlangs of piecewise constant arrivals, which lags behind them: m' = rate − m / AHT, solved exactly. */
export function offeredLoad(options: {
  volume: Column
  ahtS: Column
  /** 1800 unless given. */
  intervalS?: number
  /** When the first interval starts; 0 unless given. */
  initialLoadErl?: number
}): { atStart: number; atEnd: number; mean: number }[]

/**
 * Volumes of a day whose rate is a sine, two intervals a slice, right to the fourth order of its length; rates and times in
 * any one unit. `sinusoidalLoad` gives the offered load at a time.
 */
export function sinusoidalVolumes(options: {
  meanRate: number
  amplitude: number
  omega: number
  until: number
  slices: number
}): number[]
