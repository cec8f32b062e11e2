import type { Column } from '../index.cjs'

/** Cases that arrive in each interval; what is not done at its end is the backlog of the next. */
export interface DeferredWorkOptions {
  /** Cases that arrive in each interval. */
  arrivals: Exclude<Column, number>
  /** Average handling time of a case in seconds. */
  ahtS: number
  /** Length of an interval in seconds; 1800 unless given. */
  intervalS?: number
  /** Cases that are there at first. */
  initialBacklog?: number
  /** Seconds within which a case should be begun. */
  responseS: number
}

export interface BacklogInterval {
  done: number
  backlogEnd: number
  /** How long the oldest case has waited, in seconds. */
  oldestS: number
  occupancy: number
  /** Of the cases that arrive in the interval, the share begun in time; null without arrivals. */
  withinResponse: number | null
}

/** What agents by interval make of deferred work. */
export function evaluateBacklog(
  options: DeferredWorkOptions & { agents: Exclude<Column, number> }
): BacklogInterval[]

/** The fewest agents, the same in all open intervals, with which every case is done in time. */
export function staffBacklog(options: DeferredWorkOptions & { isOpen?: boolean[] }): number
