import type { Binding, Column, Targets } from '../index.cjs'

/** The fewest agents of a queue or interval and what they give; measures of customers are null where none arrive. */
export interface QueueStaffing {
  offeredLoadErl: number
  /** Agents needed at work, before shrinkage. */
  agents: number
  binding: Binding
  serviceLevel: number | null
  asaS: number | null
  abandonment: number | null
  occupancy: number | null
}

export interface BudgetInterval extends QueueStaffing {
  /** Contacts that arrive, outsourced ones too. */
  volume: number
  outsourced: number
  /** Agents to schedule, shrinkage included. */
  scheduled: number
  paidHours: number
  cost: number
  costPerContact: number | null
}

export interface Budget {
  intervals: BudgetInterval[]
  volume: number
  /** Hours of agents at work, before shrinkage. */
  productiveHours: number
  paidHours: number
  staffCost: number
  outsourcedCost: number
  cost: number
  costPerContact: number | null
  /** Share of paid time spent on handling contacts. */
  utilisation: number | null
}

/** Agents by interval for the targets, then shrinkage, paid hours and cost. */
export function budget(options: {
  /** Contacts that arrive in each interval. */
  volume: Column
  /** Average handling time in seconds, one for each interval or one for all. */
  ahtS: Column
  /** 1800 unless given. */
  intervalS?: number
  targets: Targets<number>
  /** Shares of paid time in which agents cannot take contacts. */
  shrinkage?: Column
  /** The shares are of the same paid time and add up. */
  additiveShrinkage?: boolean
  /** Nobody is paid in part. */
  wholeHeads?: boolean
  costPerPaidHour: number
  /** Share of contacts, drawn at random, that a partner takes. */
  outsourcedShare?: number
  costPerOutsourcedContact?: number
}): Budget

/** One month of staff, in full-time equivalents. */
export interface HeadcountMonth {
  requiredFte: number
  /** Who join when it begins. */
  hires: number
  paidFte: number
  inTrainingFte: number
  /** What all are worth in fully productive staff. */
  effectiveFte: number
  shortfallFte: number
  /** Who leave at its end. */
  leavers: number
  cost: number
}

export interface HeadcountPlan {
  months: HeadcountMonth[]
  hires: number
  leavers: number
  closingFte: number
  cost: number
  /** The first month, from 0, whose requirement is missed. */
  firstShortMonth: number | null
}

/** Staff by month from hires; without `hires`, the hires that the required staff needs in time. */
export function planHeadcount(options: {
  /** Fully productive staff needed in each month, shrinkage included. */
  requiredFte: Column
  openingFte: number
  /** Share of everybody who leaves at the end of a month, 0 to 0.5. */
  monthlyAttrition?: number
  /** Months after joining in which a hire is paid and takes no contacts. */
  trainingMonths?: number
  /** Productivity in each month after training until it is full. */
  ramp?: Column
  hires?: Column
  /** Hires that are found are whole people; true unless given. */
  wholeHires?: boolean
  costPerFteMonth?: number
  costPerHire?: number
}): HeadcountPlan

/** What was planned for, or what came of, one period or queue. */
export interface Spending {
  volume: number
  ahtS: number
  paidHours: number
  costPerPaidHour?: number
}

/** Actual less budget, in parts that add up to it: positive is more than planned. */
export interface Variance {
  hours: number
  volumeHours: number
  handleTimeHours: number
  /** More paid hours for an hour of handling: occupancy, shrinkage, schedules. */
  productivityHours: number
  /** Of rows whose budget has no work. */
  unplannedHours: number
  cost: number
  volumeCost: number
  handleTimeCost: number
  productivityCost: number
  unplannedCost: number
  /** A dearer paid hour. */
  rateCost: number
}

/** How much of what was paid beyond the budget is volume, handling time, productivity and pay. */
export function budgetVariance(
  rows: readonly { budget: Spending; actual: Spending }[]
): { rows: Variance[]; total: Variance }
