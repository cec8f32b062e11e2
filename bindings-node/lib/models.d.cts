// scripts/staffing_wrappers.py writes this file from the staffing table.
import type { Column, Columns, OnError, PatienceLaw, ServiceLevelId } from '../index.cjs'

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

export interface ServiceLevelMeasures {
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
}

export interface ServiceLevelOptions<Value> extends OnError {
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
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Service level alone, by Erlang C, or by Erlang A where patience is given.
 * Assumes: as erlang_c without patience_s, as erlang_a with it.
 * Source: 1 − C·e^(−(n−a)t/AHT); with patience as erlang_a.
 */
export function serviceLevel(options: ServiceLevelOptions<number>): ServiceLevelMeasures
export function serviceLevel(options: ServiceLevelOptions<Column>): Columns<ServiceLevelMeasures>

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
  /** mean patience; left out = nobody abandons (s); may be left out */
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
  /** mean patience; left out = nobody abandons (s); may be left out */
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
  /** mean patience; left out = nobody abandons (s); may be left out */
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
  /** mean patience; left out = nobody abandons (s); may be left out */
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

export interface FiniteRoomMeasures {
  /** contacts that are blocked (share) */
  pBlock: number
  /** natural logarithm of p_block, also where that is below 1e-308 (ln) */
  lnPBlock: number
  /** of all contacts, those who wait (share) */
  pWaitOfOffered: number
  /** natural logarithm of p_wait_of_offered, also where that is below 1e-308 (ln) */
  lnPWaitOfOffered: number
  /** of contacts that are not blocked, those who wait (share) */
  pWaitOfAdmitted: number
  /** of all contacts, those who abandon (share) */
  pAbandonOfOffered: number
  /** service level over all contacts, blocked ones as missed (share) */
  serviceLevel: number
  /** service level over contacts that are not blocked (share) */
  serviceLevelOfAdmitted: number
  /** mean number waiting (contacts) */
  meanQueueLength: number
  /** mean wait of all contacts that are not blocked (s) */
  meanWaitOfAdmittedS: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface FiniteRoomOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** contacts that can wait, without those at the agents; whole (contacts) */
  waitingPlaces: Value
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Waiting in a bounded number of places (M/M/n/K), with or without abandonment.
 * Assumes: Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again.
 * Source: stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962.
 */
export function finiteRoom(options: FiniteRoomOptions<number>): FiniteRoomMeasures
export function finiteRoom(options: FiniteRoomOptions<Column>): Columns<FiniteRoomMeasures>

export interface FiniteRoomAgentsMeasures {
  /** fewest agents that meet every target (agents) */
  agents: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** mean wait over all customers (s) */
  asaS: number
  /** service level with one fewer (share) */
  serviceLevelAtMinusOne: number
  /** customers who wait with one fewer (share) */
  pWaitAtMinusOne: number
  /** customers who abandon with one fewer (share) */
  pAbandonAtMinusOne: number
  /** mean wait with one fewer (s) */
  asaSAtMinusOne: number
  /** contacts that are blocked (share) */
  pBlock: number
  /** contacts that are blocked with one fewer (share) */
  pBlockAtMinusOne: number
}

export interface FiniteRoomAgentsOptions<Value> extends OnError {
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** contacts that can wait, without those at the agents; whole (contacts) */
  waitingPlaces: Value
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  /** greatest share that is blocked (share); may be left out */
  maxBlocking?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Fewest agents for targets in a bounded queue.
 * Assumes: Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again.
 * Source: stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962.
 */
export function finiteRoomAgents(options: FiniteRoomAgentsOptions<number>): FiniteRoomAgentsMeasures
export function finiteRoomAgents(options: FiniteRoomAgentsOptions<Column>): Columns<FiniteRoomAgentsMeasures>

export interface FiniteRoomPlacesMeasures {
  /** fewest places that keep blocking within its bound (contacts) */
  waitingPlaces: number
  /** contacts that are blocked (share) */
  pBlock: number
  /** contacts that are blocked with one fewer (share) */
  pBlockAtMinusOne: number
}

export interface FiniteRoomPlacesOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** greatest share that is blocked (share) */
  maxBlocking: Value
}

/**
 * Fewest waiting places that block no more than a share.
 * Assumes: Poisson arrivals, exponential handling times and patience, first come first served; who finds every place taken is blocked and does not call again.
 * Source: stationary law of the birth-death chain M/M/n/K(+M); waits after Riordan 1962.
 */
export function finiteRoomPlaces(options: FiniteRoomPlacesOptions<number>): FiniteRoomPlacesMeasures
export function finiteRoomPlaces(options: FiniteRoomPlacesOptions<Column>): Columns<FiniteRoomPlacesMeasures>

export interface EngsetMeasures {
  /** time with every line busy (share) */
  timeCongestion: number
  /** natural logarithm of time_congestion, also where that is below 1e-308 (ln) */
  lnTimeCongestion: number
  /** calls that find every line busy (share) */
  callCongestion: number
  /** natural logarithm of call_congestion, also where that is below 1e-308 (ln) */
  lnCallCongestion: number
  /** load that is served (erl) */
  carriedLoadErl: number
  /** calls × handling time, lost calls included (erl) */
  offeredLoadErl: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface EngsetOptions<Value> extends OnError {
  /** lines; whole (agents) */
  agents: Value
  /** who can call; whole (contacts) */
  sources: Value
  /** calls of a source per idle second × handling time (erl) */
  idleSourceLoad: Value
}

/**
 * Lost calls of a small population.
 * Assumes: a fixed number of like sources, each with at most one call; who is blocked is lost and becomes an idle source again.
 * Source: Engset 1918; series of the inverse.
 */
export function engset(options: EngsetOptions<number>): EngsetMeasures
export function engset(options: EngsetOptions<Column>): Columns<EngsetMeasures>

export interface EngsetAgentsMeasures {
  /** fewest lines that keep call congestion within its bound (agents) */
  agents: number
  /** calls that find every line busy (share) */
  callCongestion: number
  /** the same with one line fewer (share) */
  callCongestionAtMinusOne: number
}

export interface EngsetAgentsOptions<Value> extends OnError {
  /** who can call; whole (contacts) */
  sources: Value
  /** calls of a source per idle second × handling time (erl) */
  idleSourceLoad: Value
  /** greatest share of lost calls (share) */
  maxCallCongestion: Value
}

/**
 * Fewest lines for a small population.
 * Assumes: a fixed number of like sources, each with at most one call; who is blocked is lost and becomes an idle source again.
 * Source: Engset 1918; series of the inverse.
 */
export function engsetAgents(options: EngsetAgentsOptions<number>): EngsetAgentsMeasures
export function engsetAgents(options: EngsetAgentsOptions<Column>): Columns<EngsetAgentsMeasures>

export interface ExtendedErlangBMeasures {
  /** load of first calls and recalls (erl) */
  totalOfferedLoadErl: number
  /** attempts that are blocked (share) */
  blocking: number
  /** natural logarithm of blocking, also where that is below 1e-308 (ln) */
  lnBlocking: number
  /** attempts per first call (1) */
  attemptsPerFirstCall: number
  /** first calls that never get through (share) */
  pLostForEver: number
  /** load that is served (erl) */
  carriedLoadErl: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface ExtendedErlangBOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** load of first calls (erl) */
  firstOfferedLoadErl: Value
  /** blocked callers who call again at once (share) */
  recallProbability: Value
}

/**
 * Blocking when blocked callers call again.
 * Assumes: who recalls does so at once, and first calls with recalls arrive as a Poisson process.
 * Source: A = A₀ + r·A·B(n, A): Jewett, Shrago and Yomtov 1980.
 */
export function extendedErlangB(options: ExtendedErlangBOptions<number>): ExtendedErlangBMeasures
export function extendedErlangB(options: ExtendedErlangBOptions<Column>): Columns<ExtendedErlangBMeasures>

export interface ExtendedErlangBAgentsMeasures {
  /** fewest lines that keep blocking within its bound (agents) */
  agents: number
  /** attempts that are blocked (share) */
  blocking: number
  /** the same with one line fewer (share) */
  blockingAtMinusOne: number
}

export interface ExtendedErlangBAgentsOptions<Value> extends OnError {
  /** load of first calls (erl) */
  firstOfferedLoadErl: Value
  /** blocked callers who call again at once (share) */
  recallProbability: Value
  /** greatest share that is blocked (share) */
  maxBlocking: Value
}

/**
 * Fewest lines when blocked callers call again.
 * Assumes: who recalls does so at once, and first calls with recalls arrive as a Poisson process.
 * Source: A = A₀ + r·A·B(n, A): Jewett, Shrago and Yomtov 1980.
 */
export function extendedErlangBAgents(options: ExtendedErlangBAgentsOptions<number>): ExtendedErlangBAgentsMeasures
export function extendedErlangBAgents(options: ExtendedErlangBAgentsOptions<Column>): Columns<ExtendedErlangBAgentsMeasures>

export interface ErlangXMeasures {
  /** attempts in the interval, first calls included (contacts) */
  totalVolume: number
  /** attempts per first call (1) */
  attemptsPerFirstCall: number
  /** first calls whose caller gives up in the end (share) */
  pLostForEver: number
  /** attempts that wait (share) */
  pWait: number
  /** attempts that are abandoned (share) */
  pAbandon: number
  /** service level of attempts, by the definition (share) */
  serviceLevel: number
  /** mean wait over all attempts (s) */
  asaS: number
  /** mean number waiting (contacts) */
  meanQueueLength: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface ErlangXOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** first calls in the interval (contacts) */
  firstVolume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s) */
  patienceS: Value
  /** abandoning callers who call again at once (share) */
  redialProbability: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Waiting with patience when who abandons calls again.
 * Assumes: who redials does so at once, and first calls with redials arrive as a Poisson process.
 * Source: λ = λ₀ + r·λ·P(abandon | λ): Koole, Call Center Optimization, 2013.
 */
export function erlangX(options: ErlangXOptions<number>): ErlangXMeasures
export function erlangX(options: ErlangXOptions<Column>): Columns<ErlangXMeasures>

export interface ErlangXAgentsMeasures {
  /** fewest agents that meet every target (agents) */
  agents: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** mean wait over all customers (s) */
  asaS: number
  /** service level with one fewer (share) */
  serviceLevelAtMinusOne: number
  /** customers who wait with one fewer (share) */
  pWaitAtMinusOne: number
  /** customers who abandon with one fewer (share) */
  pAbandonAtMinusOne: number
  /** mean wait with one fewer (s) */
  asaSAtMinusOne: number
}

export interface ErlangXAgentsOptions<Value> extends OnError {
  /** first calls in the interval (contacts) */
  firstVolume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** mean patience (s) */
  patienceS: Value
  /** abandoning callers who call again at once (share) */
  redialProbability: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Fewest agents for targets when who abandons calls again.
 * Assumes: who redials does so at once, and first calls with redials arrive as a Poisson process.
 * Source: λ = λ₀ + r·λ·P(abandon | λ): Koole, Call Center Optimization, 2013.
 */
export function erlangXAgents(options: ErlangXAgentsOptions<number>): ErlangXAgentsMeasures
export function erlangXAgents(options: ErlangXAgentsOptions<Column>): Columns<ErlangXAgentsMeasures>

export interface ChatMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** natural logarithm of p_wait, also where that is below 1e-308 (ln) */
  lnPWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** mean number waiting (contacts) */
  meanQueueLength: number
  /** mean number of chats that agents have open (contacts) */
  meanChatsInService: number
  /** mean time from taking a chat to its end (s) */
  meanHandlingS: number
  /** share of agents with at least one chat (share) */
  occupancy: number
  /** share of slots taken (share) */
  slotOccupancy: number
}

export interface ChatOptions<Value> extends OnError {
  /** agents at work; whole (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** mean seconds a chat takes while it is its agent's only one (s) */
  aht1S: Value
  /** the same while its agent has 2 chats; agents have as many slots as are given (s); may be left out */
  aht2S?: Value | null
  /** the same while its agent has 3 chats (s); may be left out */
  aht3S?: Value | null
  /** the same while its agent has 4 chats (s); may be left out */
  aht4S?: Value | null
  /** the same while its agent has 5 chats (s); may be left out */
  aht5S?: Value | null
  /** the same while its agent has 6 chats (s); may be left out */
  aht6S?: Value | null
  /** the same while its agent has 7 chats (s); may be left out */
  aht7S?: Value | null
  /** the same while its agent has 8 chats (s); may be left out */
  aht8S?: Value | null
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Agents with several chats at once, the slower the more they have.
 * Assumes: Poisson arrivals, exponential patience, each chat ends at a rate that depends on how many its agent has; agents' numbers of chats stay balanced, an approximation but for one agent or one slot.
 * Source: birth-death chain with load-dependent rates, balanced assignment as in Luo and Zhang 2013.
 */
export function chat(options: ChatOptions<number>): ChatMeasures
export function chat(options: ChatOptions<Column>): Columns<ChatMeasures>

export interface ChatAgentsMeasures {
  /** fewest agents that meet every target (agents) */
  agents: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** mean wait over all customers (s) */
  asaS: number
  /** service level with one fewer (share) */
  serviceLevelAtMinusOne: number
  /** customers who wait with one fewer (share) */
  pWaitAtMinusOne: number
  /** customers who abandon with one fewer (share) */
  pAbandonAtMinusOne: number
  /** mean wait with one fewer (s) */
  asaSAtMinusOne: number
}

export interface ChatAgentsOptions<Value> extends OnError {
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** mean seconds a chat takes while it is its agent's only one (s) */
  aht1S: Value
  /** the same while its agent has 2 chats; agents have as many slots as are given (s); may be left out */
  aht2S?: Value | null
  /** the same while its agent has 3 chats (s); may be left out */
  aht3S?: Value | null
  /** the same while its agent has 4 chats (s); may be left out */
  aht4S?: Value | null
  /** the same while its agent has 5 chats (s); may be left out */
  aht5S?: Value | null
  /** the same while its agent has 6 chats (s); may be left out */
  aht6S?: Value | null
  /** the same while its agent has 7 chats (s); may be left out */
  aht7S?: Value | null
  /** the same while its agent has 8 chats (s); may be left out */
  aht8S?: Value | null
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Fewest agents for targets of chat.
 * Assumes: Poisson arrivals, exponential patience, each chat ends at a rate that depends on how many its agent has; agents' numbers of chats stay balanced, an approximation but for one agent or one slot.
 * Source: birth-death chain with load-dependent rates, balanced assignment as in Luo and Zhang 2013.
 */
export function chatAgents(options: ChatAgentsOptions<number>): ChatAgentsMeasures
export function chatAgents(options: ChatAgentsOptions<Column>): Columns<ChatAgentsMeasures>

export interface BlendMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** natural logarithm of p_wait, also where that is below 1e-308 (ln) */
  lnPWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** service level of inbound, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** mean number waiting (contacts) */
  meanQueueLength: number
  /** outbound calls made in the interval (contacts) */
  outboundCarried: number
  /** busy share of the agents, outbound included (share) */
  occupancy: number
}

export interface BlendOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** outbound is dialled only while more agents than these are free; whole (agents); 0 unless given */
  reservedAgents?: Value | null
  /** outbound calls that could be dialled in the interval; left out = no end of them (contacts); may be left out */
  outboundVolume?: Value | null
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Inbound and outbound by the same agents, some reserved for inbound.
 * Assumes: one handling time for inbound and outbound, exponential; a dialled customer answers at once.
 * Source: threshold reservation as in Bhulai and Koole 2003; birth-death chain.
 */
export function blend(options: BlendOptions<number>): BlendMeasures
export function blend(options: BlendOptions<Column>): Columns<BlendMeasures>

export interface BlendAgentsMeasures {
  /** fewest agents that meet every target (agents) */
  agents: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** mean wait over all customers (s) */
  asaS: number
  /** service level with one fewer (share) */
  serviceLevelAtMinusOne: number
  /** customers who wait with one fewer (share) */
  pWaitAtMinusOne: number
  /** customers who abandon with one fewer (share) */
  pAbandonAtMinusOne: number
  /** mean wait with one fewer (s) */
  asaSAtMinusOne: number
}

export interface BlendAgentsOptions<Value> extends OnError {
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** outbound is dialled only while more agents than these are free; whole (agents); 0 unless given */
  reservedAgents?: Value | null
  /** outbound calls that could be dialled in the interval; left out = no end of them (contacts); may be left out */
  outboundVolume?: Value | null
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Fewest agents for targets of inbound with so many of them reserved.
 * Assumes: one handling time for inbound and outbound, exponential; a dialled customer answers at once.
 * Source: threshold reservation as in Bhulai and Koole 2003; birth-death chain.
 */
export function blendAgents(options: BlendAgentsOptions<number>): BlendAgentsMeasures
export function blendAgents(options: BlendAgentsOptions<Column>): Columns<BlendAgentsMeasures>

export interface BlendReservedMeasures {
  /** fewest reserved agents that meet every target (agents) */
  reservedAgents: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** mean wait over all customers (s) */
  asaS: number
  /** service level with one fewer (share) */
  serviceLevelAtMinusOne: number
  /** customers who wait with one fewer (share) */
  pWaitAtMinusOne: number
  /** customers who abandon with one fewer (share) */
  pAbandonAtMinusOne: number
  /** mean wait with one fewer (s) */
  asaSAtMinusOne: number
}

export interface BlendReservedOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** outbound calls that could be dialled in the interval; left out = no end of them (contacts); may be left out */
  outboundVolume?: Value | null
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** least service level (share); may be left out */
  serviceLevel?: Value | null
  /** greatest share who wait at all (share); may be left out */
  maxPWait?: Value | null
  /** greatest abandonment; needs patience (share); may be left out */
  maxAbandonment?: Value | null
  /** greatest mean wait (s); may be left out */
  maxAsaS?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Fewest reserved agents for targets of inbound.
 * Assumes: one handling time for inbound and outbound, exponential; a dialled customer answers at once.
 * Source: threshold reservation as in Bhulai and Koole 2003; birth-death chain.
 */
export function blendReserved(options: BlendReservedOptions<number>): BlendReservedMeasures
export function blendReserved(options: BlendReservedOptions<Column>): Columns<BlendReservedMeasures>

export interface HalfinWhittMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** natural logarithm of p_wait, also where that is below 1e-308 (ln) */
  lnPWait: number
}

export interface HalfinWhittOptions<Value> extends OnError {
  /** (agents − load) / √load, at least 0 (1) */
  beta: Value
}

/**
 * Share who wait when agents are load + beta × √load, without abandonment.
 * Assumes: an approximation: the limit of Erlang C with a + β√a agents for an endless load a.
 * Source: Halfin and Whitt 1981.
 */
export function halfinWhitt(options: HalfinWhittOptions<number>): HalfinWhittMeasures
export function halfinWhitt(options: HalfinWhittOptions<Column>): Columns<HalfinWhittMeasures>

export interface HalfinWhittAgentsMeasures {
  /** load + beta × √load, not rounded (agents) */
  agents: number
  /** (agents − load) / √load (1) */
  beta: number
}

export interface HalfinWhittAgentsOptions<Value> extends OnError {
  /** arrivals × handling time (erl) */
  offeredLoadErl: Value
  /** share who wait (share) */
  maxPWait: Value
}

/**
 * Square-root staffing for a share who wait, without abandonment.
 * Assumes: an approximation: the limit of Erlang C with a + β√a agents for an endless load a.
 * Source: Halfin and Whitt 1981.
 */
export function halfinWhittAgents(options: HalfinWhittAgentsOptions<number>): HalfinWhittAgentsMeasures
export function halfinWhittAgents(options: HalfinWhittAgentsOptions<Column>): Columns<HalfinWhittAgentsMeasures>

export interface GarnettMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** natural logarithm of p_wait, also where that is below 1e-308 (ln) */
  lnPWait: number
  /** customers who abandon (share) */
  pAbandon: number
}

export interface GarnettOptions<Value> extends OnError {
  /** (agents − load) / √load (1) */
  beta: Value
  /** handling time over mean patience (1) */
  thetaOverMu: Value
  /** load for which p_abandon is told, if given (erl); may be left out */
  offeredLoadErl?: Value | null
}

/**
 * Share who wait when agents are load + beta × √load, with abandonment.
 * Assumes: an approximation: the limit of Erlang A with a + β√a agents for an endless load a.
 * Source: Garnett, Mandelbaum and Reiman 2002.
 */
export function garnett(options: GarnettOptions<number>): GarnettMeasures
export function garnett(options: GarnettOptions<Column>): Columns<GarnettMeasures>

export interface GarnettAgentsMeasures {
  /** load + beta × √load, not rounded, at least 0 (agents) */
  agents: number
  /** (agents − load) / √load (1) */
  beta: number
}

export interface GarnettAgentsOptions<Value> extends OnError {
  /** arrivals × handling time (erl) */
  offeredLoadErl: Value
  /** handling time over mean patience (1) */
  thetaOverMu: Value
  /** share who wait (share) */
  maxPWait: Value
}

/**
 * Square-root staffing for a share who wait, with abandonment.
 * Assumes: an approximation: the limit of Erlang A with a + β√a agents for an endless load a.
 * Source: Garnett, Mandelbaum and Reiman 2002.
 */
export function garnettAgents(options: GarnettAgentsOptions<number>): GarnettAgentsMeasures
export function garnettAgents(options: GarnettAgentsOptions<Column>): Columns<GarnettAgentsMeasures>

export interface ErlangGMeasures {
  /** customers who wait at all (share) */
  pWait: number
  /** customers who abandon (share) */
  pAbandon: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** mean wait of those who are answered (s) */
  meanWaitOfAnsweredS: number
  /** mean wait of those who abandon (s) */
  meanWaitOfAbandonedS: number
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
  /** wait that the share `quantile` of customers does not exceed (s) */
  quantileWaitS: number
}

export interface ErlangGOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** share of customers who wait no longer than quantile_wait_s (share); 0.9 unless given */
  quantile?: Value | null
  /** Law of patience. */
  patience: PatienceLaw
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * Waiting with patience of any law (M/M/n+G).
 * Assumes: Poisson arrivals, exponential handling times, patience of the law given and independent of everything else, first come first served.
 * Source: Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005.
 */
export function erlangG(options: ErlangGOptions<number>): ErlangGMeasures
export function erlangG(options: ErlangGOptions<Column>): Columns<ErlangGMeasures>

export interface ErlangGAgentsMeasures {
  /** fewest agents that meet every target (agents) */
  agents: number
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
  /** service level with one agent fewer (share) */
  serviceLevelAtMinusOne: number
  /** mean wait with one agent fewer (s) */
  asaSAtMinusOne: number
  /** customers who abandon with one agent fewer (share) */
  abandonmentAtMinusOne: number
}

export interface ErlangGAgentsOptions<Value> extends OnError {
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
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
  /** Law of patience. */
  patience: PatienceLaw
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * The fewest agents that meet every target, with patience of any law.
 * Assumes: Poisson arrivals, exponential handling times, patience of the law given and independent of everything else, first come first served.
 * Source: Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005.
 */
export function erlangGAgents(options: ErlangGAgentsOptions<number>): ErlangGAgentsMeasures
export function erlangGAgents(options: ErlangGAgentsOptions<Column>): Columns<ErlangGAgentsMeasures>

export interface UncertainVolumeMeasures {
  /** service level of all customers of all days (share) */
  expectedServiceLevel: number
  /** customers of all days who abandon (share) */
  expectedAbandonment: number
  /** customers of all days who wait (share) */
  expectedPWait: number
  /** days whose load is not below the agents, without patience (share) */
  pUnstable: number
  /** days on which the service level is met (share) */
  daysMet: number
}

export interface UncertainVolumeOptions<Value> extends OnError {
  /** agents at work; may be fractional (agents) */
  agents: Value
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** standard deviation of a day's rate over its mean: 0, or 0.001 to 3 (1) */
  rateCv: Value
  /** mean patience; left out = nobody abandons (s); may be left out */
  patienceS?: Value | null
  /** threshold of the service level (s); 20 unless given */
  targetWaitS?: Value | null
  /** least service level (share); 0.8 unless given */
  serviceLevel?: Value | null
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * What staff give over many days whose volume is around a forecast.
 * Assumes: a day's rate has a gamma law around the volume; given the rate as erlang_c without patience_s, as erlang_a with it.
 * Source: Jongbloed and Koole 2001; mixture by Gauss-Legendre panels in the logarithm of the rate.
 */
export function uncertainVolume(options: UncertainVolumeOptions<number>): UncertainVolumeMeasures
export function uncertainVolume(options: UncertainVolumeOptions<Column>): Columns<UncertainVolumeMeasures>

export interface GuaranteedAgentsMeasures {
  /** fewest agents (agents) */
  agents: number
  /** volume that the share of days does not exceed (contacts) */
  volumeOfTheDay: number
  /** service level at the threshold, by the definition (share) */
  serviceLevel: number
  /** mean wait over all customers (s) */
  asaS: number
  /** customers who abandon (share) */
  abandonment: number
  /** busy share of the agents (share) */
  occupancy: number
}

export interface GuaranteedAgentsOptions<Value> extends OnError {
  /** arrivals in the interval (contacts) */
  volume: Value
  /** length of the interval (s) */
  intervalS: Value
  /** average handling time: talk + hold + wrap-up (s) */
  ahtS: Value
  /** standard deviation of a day's rate over its mean: 0, or 0.001 to 3 (1) */
  rateCv: Value
  /** share of days on which the targets must be met (share); 0.9 unless given */
  days?: Value | null
  /** mean patience; left out = nobody abandons (s); may be left out */
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
  definition?: ServiceLevelId
  shortS?: number
}

/**
 * The fewest agents that meet every target on a share of all days.
 * Assumes: a day's rate has a gamma law around the volume; given the rate as erlang_c without patience_s, as erlang_a with it.
 * Source: the measures are monotone in volume: the agents for the volume that the share of days does not exceed.
 */
export function guaranteedAgents(options: GuaranteedAgentsOptions<number>): GuaranteedAgentsMeasures
export function guaranteedAgents(options: GuaranteedAgentsOptions<Column>): Columns<GuaranteedAgentsMeasures>

export interface VolumeOfForecastMeasures {
  /** mean volume (contacts) */
  volume: number
  /** standard deviation over mean (1) */
  rateCv: number
}

export interface VolumeOfForecastOptions<Value> extends OnError {
  /** lower end of the forecast interval (contacts) */
  lowVolume: Value
  /** upper end of the forecast interval (contacts) */
  highVolume: Value
  /** probability that the volume lies between them (share); 0.9 unless given */
  confidence?: Value | null
}

/**
 * The gamma law of a day's volume from a forecast interval.
 * Assumes: the volume has a gamma law, with the same probability below and above the interval.
 * Source: quantiles of the gamma law.
 */
export function volumeOfForecast(options: VolumeOfForecastOptions<number>): VolumeOfForecastMeasures
export function volumeOfForecast(options: VolumeOfForecastOptions<Column>): Columns<VolumeOfForecastMeasures>

export interface NewsvendorMeasures {
  /** staff, not rounded (agents) */
  staff: number
  /** probability that the staff is enough (share) */
  criticalRatio: number
}

export interface NewsvendorOptions<Value> extends OnError {
  /** mean offered load (erl) */
  meanLoadErl: Value
  /** standard deviation of the load (erl) */
  sdLoadErl: Value
  /** cost of one erlang too few (money) */
  understaffCost: Value
  /** cost of one erlang too many (money) */
  overstaffCost: Value
}

/**
 * The staff of least expected cost when the load is normal.
 * Assumes: load is normal; costs are proportional to what is too few and too many.
 * Source: Arrow, Harris and Marschak 1951.
 */
export function newsvendor(options: NewsvendorOptions<number>): NewsvendorMeasures
export function newsvendor(options: NewsvendorOptions<Column>): Columns<NewsvendorMeasures>

export interface SinusoidalLoadMeasures {
  /** arrival rate at that time (1/time) */
  rate: number
  /** offered load with exponential handling times (erl) */
  offeredLoadExponential: number
  /** offered load when every contact takes the mean (erl) */
  offeredLoadFixed: number
}

export interface SinusoidalLoadOptions<Value> extends OnError {
  /** mean arrival rate, in any one unit of time (1/time) */
  meanRate: Value
  /** amplitude of the rate, at most its mean (1/time) */
  amplitude: Value
  /** 2π over the period (1/time) */
  omega: Value
  /** mean handling time (time) */
  handling: Value
  /** when (time) */
  at: Value
}

/**
 * Offered load at one time of arrivals whose rate is a sine, which lags behind it and varies less.
 * Assumes: Poisson arrivals at the rate mean + amplitude·sin(omega·t) since ever, endlessly many agents.
 * Source: Eick, Massey and Whitt 1993.
 */
export function sinusoidalLoad(options: SinusoidalLoadOptions<number>): SinusoidalLoadMeasures
export function sinusoidalLoad(options: SinusoidalLoadOptions<Column>): Columns<SinusoidalLoadMeasures>
