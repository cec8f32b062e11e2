import type { Targets } from '../index.cjs'
import type { QueueStaffing } from './budgets.cjs'

/** What arrives in a queue, or for a skill. */
export interface QueueDemand {
  name: string
  /** Contacts that arrive in the interval. */
  volume: number
  /** Average handling time in seconds. */
  ahtS: number
}

export interface Pooling {
  /** Each queue with agents of its own, in the order given. */
  apart: QueueStaffing[]
  agentsApart: number
  /** One team for all. */
  pooled: QueueStaffing
  pooledAhtS: number | null
  /** Negative where slower handling costs more than pooling gains. */
  agentsSaved: number
  savedShare: number | null
}

/** The agents that queues need apart and pooled, and what pooling saves. */
export function poolQueues(options: {
  queues: readonly QueueDemand[]
  /** 1800 unless given. */
  intervalS?: number
  targets: Targets<number>
  /** Handling time of agents who serve every queue over that of specialists; 1 unless given. */
  pooledAhtFactor?: number
}): Pooling

/** Agents with the same skills, the primary one first. */
export interface SkillGroup {
  skills: string[]
  agents: number
}

export interface SkillCoverage {
  /** Every skill's load can be served. */
  isFeasible: boolean
  offeredLoadErl: number
  /** The most of it that can be served. */
  servedLoadErl: number
  /** Skills that together have more load than all agents who have any of them can serve. */
  shortSkills: string[]
  shortLoadErl: number
  shortCapacityErl: number
  /** A way to serve: erlangs of each skill by each group. */
  flowErl: number[][]
}

export interface SkillStaffing {
  /** One team with every skill, which has as many agents. */
  pooled: QueueStaffing
  /** The safety of every skill in square roots of its load. */
  safety: number | null
  primary: { name: string; offeredLoadErl: number; agents: number }[]
  groups: SkillGroup[]
  coverage: SkillCoverage
}

/** Agents by skill as a start for a simulation (Wallace and Whitt 2005). */
export function staffSkills(options: {
  skills: readonly QueueDemand[]
  /** 1800 unless given. */
  intervalS?: number
  targets: Targets<number>
  /** 1 or 2; 2 unless given. */
  skillsPerAgent?: number
}): SkillStaffing

/** Whether groups of agents can serve every skill's load if work could be divided at will, and which skills are short. */
export function skillCoverage(options: {
  skills: readonly { name: string; offeredLoadErl: number }[]
  groups: readonly SkillGroup[]
  /** Greatest busy share of an agent; 1 unless given. */
  maxOccupancy?: number
}): SkillCoverage
