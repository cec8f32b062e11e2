import type { Column, Interaction, PatienceLaw, Records } from '../index.cjs'

/** The share of those still waiting who leave at one moment, beyond what leaves around it anyway. */
export interface PatienceMass {
  /** Seconds since the start of the wait. */
  atS: number
  share: number
  standardError: number
}

/** What waits say of patience; as a string it is a table for people. */
export class PatienceFit {
  private constructor()
  /** Those of 0 too that an answer ended: they say nothing of patience. */
  readonly waits: number
  readonly abandoned: number
  /** Mean patience in seconds if it is exponential; null when nobody abandoned. */
  readonly meanS: number | null
  readonly standardErrorS: number | null
  /** The mean wait of those who abandoned, which is not patience. */
  readonly naiveMeanS: number | null
  /** The naive mean over the other, less 1. */
  readonly naiveBias: number | null
  /** The time by which half would have left; null if that was never seen. */
  readonly medianS: number | null
  /** Beyond it nothing is known, and the law goes on at its last rate. */
  readonly longestWaitS: number
  /** Those who leave at once; null = no more than leave soon after. */
  readonly balking: PatienceMass | null
  /** Moments at which far more leave than just before and after. */
  readonly announcements: PatienceMass[]
  /** Abandonments per second and waiting customer, by piece of the wait; the last goes on without end. */
  readonly hazard: {
    fromS: number
    toS: number | null
    exposureS: number
    abandoned: number
    ratePerS: number
    standardErrorPerS: number | null
  }[]
  /** Whether patience may be exponential (a likelihood ratio); null with fewer than 20 abandonments. */
  readonly exponentiality: { statistic: number; degreesOfFreedom: number; pValue: number } | null
  /** The share who would wait longer, by Kaplan and Meier, with Greenwood's standard error. */
  readonly survival: { atS: number; atRisk: number; survival: number; standardError: number }[]
  /** The hazard with its masses, for `erlangG({ …, patience: fit.law })`; null when nobody abandoned. */
  readonly law: PatienceLaw | null
  toString(): string
}

/**
 * Fits the patience of everybody who was offered to a queue, under censoring: of records, or of waits in seconds with
 * whether each ended by abandonment.
 */
export function fitPatience(
  data: Records | Interaction[] | { waitsS: Exclude<Column, number>; abandoned: Iterable<boolean | number> }
): PatienceFit
