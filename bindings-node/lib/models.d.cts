// scripts/staffing_wrappers.py writes this file from the staffing table.
import type { Column, Columns, OnError, ServiceLevelId } from '../index.cjs'

export interface ErlangCMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** mean wait of those who wait (s) */
  meanWaitOfDelayedS: number
  /** mean number waiting (contacts) */
  meanQueueLength: number
  /** busy share of the agents (share) */
  occupancy: number
  /** natural logarithm of p_wait, also where p_wait itself is below 1e-308 (ln) */
  lnPWait: number
  /** wait that the share `quantile` of customers does not exceed (s) */
  quantileWaitS: number
}

export interface ErlangCOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals × handling time (erl) */
  offeredLoadErl: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** share of customers who wait no longer than quantile_wait_s (share); 0.9 unless given */
  quantile?: Value | null
}

/**
 * Waiting without abandonment (M/M/n).
 * Assumes: Poisson arrivals, exponential handling times, nobody abandons, first come first served, load below agents.
 * Source: Erlang 1917; C = nB/(n − a(1 − B)).
 */
export function erlangC(options: ErlangCOptions<number>): ErlangCMeasures
export function erlangC(options: ErlangCOptions<Column>): Columns<ErlangCMeasures>

export interface ErlangAMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** mean number waiting (contacts) */
  meanQueueLength: number
  /** busy share of the agents (share) */
  occupancy: number
  /** arrivals × handling time (erl) */
  offeredLoadErl: number
  /** customers who wait longer than target_wait_s, answered or not (share) */
  pWaitGtT: number
  /** customers who abandon within target_wait_s (share) */
  pAbandonWithinT: number
}

export interface ErlangAOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s) */
  patienceS: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Waiting with exponential patience (M/M/n+M).
 * Assumes: Poisson arrivals, exponential handling times and patience, first come first served.
 * Source: Palm 1957; Zeltyn and Mandelbaum 2005.
 */
export function erlangA(options: ErlangAOptions<number>): ErlangAMeasures
export function erlangA(options: ErlangAOptions<Column>): Columns<ErlangAMeasures>

export interface ErlangBGradientMeasures {
  /** change of blocking per erl of offered_load_erl (per erl) */
  dBlockingDOfferedLoadErl: number
  /** change of blocking per agent of agents (per agent) */
  dBlockingDAgents: number
}

export interface ErlangBGradientOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals × handling time (erl) */
  offeredLoadErl: Value
}

/**
 * How the blocking of Erlang B changes with its inputs.
 * Assumes: as erlang_b; agents and load above 0.
 * Source: the series of erlang_b differentiated term by term.
 */
export function erlangBGradient(options: ErlangBGradientOptions<number>): ErlangBGradientMeasures
export function erlangBGradient(options: ErlangBGradientOptions<Column>): Columns<ErlangBGradientMeasures>

export interface ErlangCGradientMeasures {
  /** change of p_wait per erl of offered_load_erl (per erl) */
  dPWaitDOfferedLoadErl: number
  /** change of p_wait per s of aht_s (per s) */
  dPWaitDAhtS: number
  /** change of p_wait per agent of agents (per agent) */
  dPWaitDAgents: number
  /** change of p_wait per s of target_wait_s (per s) */
  dPWaitDTargetWaitS: number
  /** change of service_level per erl of offered_load_erl (per erl) */
  dServiceLevelDOfferedLoadErl: number
  /** change of service_level per s of aht_s (per s) */
  dServiceLevelDAhtS: number
  /** change of service_level per agent of agents (per agent) */
  dServiceLevelDAgents: number
  /** change of service_level per s of target_wait_s (per s) */
  dServiceLevelDTargetWaitS: number
  /** change of asa_s per erl of offered_load_erl (per erl) */
  dAsaSDOfferedLoadErl: number
  /** change of asa_s per s of aht_s (per s) */
  dAsaSDAhtS: number
  /** change of asa_s per agent of agents (per agent) */
  dAsaSDAgents: number
  /** change of asa_s per s of target_wait_s (per s) */
  dAsaSDTargetWaitS: number
  /** change of mean_queue_length per erl of offered_load_erl (per erl) */
  dMeanQueueLengthDOfferedLoadErl: number
  /** change of mean_queue_length per s of aht_s (per s) */
  dMeanQueueLengthDAhtS: number
  /** change of mean_queue_length per agent of agents (per agent) */
  dMeanQueueLengthDAgents: number
  /** change of mean_queue_length per s of target_wait_s (per s) */
  dMeanQueueLengthDTargetWaitS: number
  /** change of occupancy per erl of offered_load_erl (per erl) */
  dOccupancyDOfferedLoadErl: number
  /** change of occupancy per s of aht_s (per s) */
  dOccupancyDAhtS: number
  /** change of occupancy per agent of agents (per agent) */
  dOccupancyDAgents: number
  /** change of occupancy per s of target_wait_s (per s) */
  dOccupancyDTargetWaitS: number
}

export interface ErlangCGradientOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals × handling time (erl) */
  offeredLoadErl: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
}

/**
 * How every measure of Erlang C changes with its inputs.
 * Assumes: as erlang_c; per erlang of load the handling time is fixed, per second of handling time the load is.
 * Source: the formulas of erlang_c on numbers that carry their derivatives.
 */
export function erlangCGradient(options: ErlangCGradientOptions<number>): ErlangCGradientMeasures
export function erlangCGradient(options: ErlangCGradientOptions<Column>): Columns<ErlangCGradientMeasures>

export interface ErlangAGradientMeasures {
  /** change of p_wait per contact of volume (per contact) */
  dPWaitDVolume: number
  /** change of p_wait per s of aht_s (per s) */
  dPWaitDAhtS: number
  /** change of p_wait per s of patience_s (per s) */
  dPWaitDPatienceS: number
  /** change of p_wait per agent of agents (per agent) */
  dPWaitDAgents: number
  /** change of p_wait per s of target_wait_s (per s) */
  dPWaitDTargetWaitS: number
  /** change of p_abandon per contact of volume (per contact) */
  dPAbandonDVolume: number
  /** change of p_abandon per s of aht_s (per s) */
  dPAbandonDAhtS: number
  /** change of p_abandon per s of patience_s (per s) */
  dPAbandonDPatienceS: number
  /** change of p_abandon per agent of agents (per agent) */
  dPAbandonDAgents: number
  /** change of p_abandon per s of target_wait_s (per s) */
  dPAbandonDTargetWaitS: number
  /** change of service_level per contact of volume (per contact) */
  dServiceLevelDVolume: number
  /** change of service_level per s of aht_s (per s) */
  dServiceLevelDAhtS: number
  /** change of service_level per s of patience_s (per s) */
  dServiceLevelDPatienceS: number
  /** change of service_level per agent of agents (per agent) */
  dServiceLevelDAgents: number
  /** change of service_level per s of target_wait_s (per s) */
  dServiceLevelDTargetWaitS: number
  /** change of asa_s per contact of volume (per contact) */
  dAsaSDVolume: number
  /** change of asa_s per s of aht_s (per s) */
  dAsaSDAhtS: number
  /** change of asa_s per s of patience_s (per s) */
  dAsaSDPatienceS: number
  /** change of asa_s per agent of agents (per agent) */
  dAsaSDAgents: number
  /** change of asa_s per s of target_wait_s (per s) */
  dAsaSDTargetWaitS: number
  /** change of mean_queue_length per contact of volume (per contact) */
  dMeanQueueLengthDVolume: number
  /** change of mean_queue_length per s of aht_s (per s) */
  dMeanQueueLengthDAhtS: number
  /** change of mean_queue_length per s of patience_s (per s) */
  dMeanQueueLengthDPatienceS: number
  /** change of mean_queue_length per agent of agents (per agent) */
  dMeanQueueLengthDAgents: number
  /** change of mean_queue_length per s of target_wait_s (per s) */
  dMeanQueueLengthDTargetWaitS: number
  /** change of occupancy per contact of volume (per contact) */
  dOccupancyDVolume: number
  /** change of occupancy per s of aht_s (per s) */
  dOccupancyDAhtS: number
  /** change of occupancy per s of patience_s (per s) */
  dOccupancyDPatienceS: number
  /** change of occupancy per agent of agents (per agent) */
  dOccupancyDAgents: number
  /** change of occupancy per s of target_wait_s (per s) */
  dOccupancyDTargetWaitS: number
}

export interface ErlangAGradientOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s) */
  patienceS: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * How every measure of Erlang A changes with its inputs.
 * Assumes: as erlang_a; each input changes while the others are fixed.
 * Source: the integrals of erlang_a on numbers that carry their derivatives.
 */
export function erlangAGradient(options: ErlangAGradientOptions<number>): ErlangAGradientMeasures
export function erlangAGradient(options: ErlangAGradientOptions<Column>): Columns<ErlangAGradientMeasures>

export interface VolumeForAgentsMeasures {
  /** greatest volume in the interval (contacts) */
  volume: number
  /** arrivals × handling time (erl) */
  offeredLoadErl: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** customers who abandon (share) */
  abandonment: number
  /** customers who wait at all (share) */
  pWait: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface VolumeForAgentsOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s); may be left out */
  patienceS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  /** greatest occupancy (share); may be left out */
  maxOccupancy?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** least share who wait at most max_wait_s (share); may be left out */
  maxWaitShare?: Value | null
  /** what max_wait_share waits at most (s); may be left out */
  maxWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * The greatest volume with which given staff meet every target.
 * Assumes: as erlang_c without patience_s, as erlang_a with it.
 * Source: bisection of erlang_c or erlang_a in the volume, to the last bit.
 */
export function volumeForAgents(options: VolumeForAgentsOptions<number>): VolumeForAgentsMeasures
export function volumeForAgents(options: VolumeForAgentsOptions<Column>): Columns<VolumeForAgentsMeasures>

export interface AhtForAgentsMeasures {
  /** longest average handling time (s) */
  ahtS: number
  /** arrivals × handling time (erl) */
  offeredLoadErl: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** customers who abandon (share) */
  abandonment: number
  /** customers who wait at all (share) */
  pWait: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface AhtForAgentsOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** mean patience (s); may be left out */
  patienceS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  /** greatest occupancy (share); may be left out */
  maxOccupancy?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** least share who wait at most max_wait_s (share); may be left out */
  maxWaitShare?: Value | null
  /** what max_wait_share waits at most (s); may be left out */
  maxWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * The longest handling time with which given staff meet every target.
 * Assumes: as erlang_c without patience_s, as erlang_a with it.
 * Source: bisection of erlang_c or erlang_a in the handling time, to the last bit.
 */
export function ahtForAgents(options: AhtForAgentsOptions<number>): AhtForAgentsMeasures
export function ahtForAgents(options: AhtForAgentsOptions<Column>): Columns<AhtForAgentsMeasures>

export interface CheapestAgentsMeasures {
  /** the cheapest number of agents (agents) */
  agents: number
  /** staff, waiting and abandonment (money) */
  costPerHour: number
  /** staff alone (money) */
  staffPerHour: number
  /** service level gained per unit of cost by the last agent (1/money) */
  serviceLevelPerCost: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** customers who abandon (share) */
  abandonment: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface CheapestAgentsOptions<Value> extends OnError {
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** cost of one agent at work for an hour (money) */
  perAgentHour: Value
  /** cost of one customer waiting for an hour (money); 0 unless given */
  perWaitingHour?: Value | null
  /** cost of one customer who abandons; needs patience (money); 0 unless given */
  perAbandoned?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * The number of agents at which staff, waiting and abandonment together cost least.
 * Assumes: as erlang_c without patience_s, as erlang_a with it.
 * Source: the least of every number up to the one whose staff alone costs more; of over 5,000 by bisection.
 */
export function cheapestAgents(options: CheapestAgentsOptions<number>): CheapestAgentsMeasures
export function cheapestAgents(options: CheapestAgentsOptions<Column>): Columns<CheapestAgentsMeasures>

export interface StaffCostMeasures {
  /** agents at work (agents) */
  agents: number
  /** staff, waiting and abandonment (money) */
  costPerHour: number
  /** staff alone (money) */
  staffPerHour: number
  /** service level gained per unit of cost by the last agent (1/money) */
  serviceLevelPerCost: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** customers who abandon (share) */
  abandonment: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface StaffCostOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** cost of one agent at work for an hour (money) */
  perAgentHour: Value
  /** cost of one customer waiting for an hour (money); 0 unless given */
  perWaitingHour?: Value | null
  /** cost of one customer who abandons; needs patience (money); 0 unless given */
  perAbandoned?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * What a number of agents costs with the waiting they leave, and what the last of them buys.
 * Assumes: as erlang_c without patience_s, as erlang_a with it.
 * Source: erlang_c or erlang_a with n and with n − 1 agents.
 */
export function staffCost(options: StaffCostOptions<number>): StaffCostMeasures
export function staffCost(options: StaffCostOptions<Column>): Columns<StaffCostMeasures>
