// What the names of the staffing cases are here: a function a model, with outputs by the cases' names.
import { createRequire } from 'node:module'
import * as krarup from 'krarup'

/** @type {Values} */
const native = createRequire(import.meta.url)('../lib/native.cjs')

/** @typedef {Record<string, any>} Values */

const models = new Set(krarup.staffingModels().map(({ name }) => name))
const functions = /** @type {Values} */ (krarup)

class Unsupported extends Error {}

const load = (/** @type {Values} */ given) => {
  if ('offered_load_erl' in given) return given.offered_load_erl
  if ('arrivals_per_s' in given) return given.arrivals_per_s * given.aht_s
  return (given.arrivals * given.aht_s) / given.interval_s
}

/**
 * A model of the table, its outputs by the cases' names.
 * @param {string} model @param {Values} options @param {Values} outputs @param {string} [definition]
 */
function table(model, options, outputs, definition) {
  if (!models.has(model)) throw new Unsupported(model)
  // Of Erlang B the function gives the blocking alone.
  const answer = model === 'erlangB' ? { blocking: krarup.erlangB(/** @type {any} */ (options)) } : functions[model](
    definition === undefined ? options : { ...options, definition }
  )
  return Object.fromEntries(Object.entries(outputs).map(([name, ours]) => [name, answer[ours]]))
}

const hourly = (/** @type {Values} */ given) => ({ intervalS: 3600, ahtS: given.aht_s, volume: given.arrivals_per_hour })

const erlangB = (/** @type {Values} */ given) =>
  table('erlangB', { agents: given.agents, offeredLoadErl: load(given) }, { blocking: 'blocking' })

const solveLoad = (/** @type {Values} */ given) => ({
  offered_load_erl: krarup.loadForBlocking({ agents: given.agents, maxBlocking: given.max_blocking }),
})

function erlangC(/** @type {Values} */ given) {
  // Cases of the probability of waiting alone need no handling time.
  const options = {
    agents: given.agents, offeredLoadErl: load(given), ahtS: given.aht_s ?? 1,
    targetWaitS: given.target_wait_s, quantile: given.quantile,
  }
  const answer = table('erlangC', options, {
    p_wait: 'pWait', service_level: 'serviceLevel', asa_s: 'asaS', mean_wait_of_delayed_s: 'meanWaitOfDelayedS',
    mean_queue_length: 'meanQueueLength', occupancy: 'occupancy', wait_s: 'quantileWaitS',
  })
  return { ...answer, offered_load_erl: load(given) }
}

function erlangCUnstable(/** @type {Values} */ given) {
  try {
    erlangC(given)
  } catch (error) {
    if (error instanceof krarup.KrarupError && error.code === 'unstable') {
      return { p_wait: 1, service_level: 0, asa_s: Infinity, stable: 0 }
    }
    throw error
  }
  return { stable: 1 }
}

function erlangCSolve(/** @type {Values} */ given) {
  const ahtS = given.aht_s ?? 1
  // The load as arrivals in one handling time keeps it exact.
  let [volume, intervalS] = [load(given), ahtS]
  if ('arrivals' in given) [volume, intervalS] = [given.arrivals, given.interval_s]
  else if ('arrivals_per_s' in given) [volume, intervalS] = [given.arrivals_per_s, 1]
  const targets = {
    sl: given.target_sl === undefined ? undefined : { level: given.target_sl, withinS: given.target_wait_s },
    maxAsaS: given.max_asa_s,
    maxOccupancy: given.max_occupancy,
  }
  const { agents, at, atMinusOne, offeredLoadErl } = krarup.requiredAgents({ volume, intervalS, ahtS, ...targets })
  const shrinkage = [given.shrinkage ?? 0]
  const { heads } = krarup.plan([{ volume, ahtS }], { intervalS, ...targets, shrinkage })
  return {
    agents,
    service_level: at.serviceLevel,
    service_level_at_agents_minus_1: atMinusOne === null ? 0 : atMinusOne.serviceLevel,
    occupancy: at.occupancy,
    asa_s: at.asaS,
    offered_load_erl: offeredLoadErl,
    scheduled: heads[0],
  }
}

/** @type {Values} */
const DEFINITIONS = {
  sl_offered: 'sl.offered', sl_answered: 'sl.answered', sl_virtual: 'sl.virtual', p_virtual_wait_le_t: 'sl.virtual',
  sl_excluding_short_abandons: 'sl.abn_in_T_out', sl_with_short_abandons: 'sl.removed',
}

const patient = (/** @type {Values} */ given) => ({
  ...hourly(given), agents: given.agents, patienceS: given.mean_patience_s, targetWaitS: given.target_wait_s ?? 0,
})

function erlangA(/** @type {Values} */ given) {
  const answer = table('erlangA', patient(given), {
    p_wait: 'pWait', p_abandon: 'pAbandon', occupancy: 'occupancy', p_wait_gt_t: 'pWaitGtT',
    p_abandon_within_t: 'pAbandonWithinT', asa_all_s: 'asaS', mean_queue: 'meanQueueLength',
  })
  for (const [name, definition] of Object.entries(DEFINITIONS)) {
    Object.assign(answer, table('erlangA', patient(given), { [name]: 'serviceLevel' }, definition))
  }
  return answer
}

function erlangASolve(/** @type {Values} */ given) {
  const { constraint, bound } = given
  /** @type {Values} */
  const limits = {
    p_abandon: ['maxAbandonment', 'abandonment'], asa_all_s: ['maxAsaS', 'asaS'], asa: ['maxAsaS', 'asaS'],
    p_wait: ['maxPWait', 'pWait'],
  }
  const [limit, measure] = limits[constraint] ?? ['sl', 'serviceLevel']
  const target = limit === 'sl' ? { level: bound, withinS: given.target_wait_s, definition: DEFINITIONS[constraint] } : bound
  const answer = /** @type {Values} */ (
    krarup.requiredAgents({ ...hourly(given), patienceS: given.mean_patience_s, [limit]: target })
  )
  return {
    agents: answer.agents,
    value_at_agents: answer.at[measure],
    value_at_agents_minus_1: answer.atMinusOne?.[measure] ?? NaN,
  }
}

function shrinkage(/** @type {Values} */ given) {
  const shares = Float64Array.from(given.shrinkage_components)
  const scheduled = (/** @type {boolean} */ isAdditive) =>
    native.call('scheduledAgents', Float64Array.of(given.productive), shares, isAdditive)
  const { scheduled: compound, heads } = scheduled(false)
  const isPossible = shares.reduce((all, share) => all + share, 0) < 1
  return {
    scheduled_fte: compound[0], scheduled_heads: heads[0], scheduled_fte_multiplicative: compound[0],
    scheduled_fte_additive: isPossible ? scheduled(true).scheduled[0] : NaN,
  }
}

const finiteRoom = (/** @type {Values} */ given) =>
  table(
    'finiteRoom',
    {
      ...hourly(given), agents: given.agents, waitingPlaces: given.waiting_places, patienceS: given.mean_patience_s,
    },
    {
      p_block: 'pBlock', p_wait_of_offered: 'pWaitOfOffered', p_wait_of_admitted: 'pWaitOfAdmitted',
      p_abandon_of_offered: 'pAbandonOfOffered', mean_wait_of_admitted_s: 'meanWaitOfAdmittedS',
      occupancy: 'occupancy', mean_queue: 'meanQueueLength',
    }
  )

const extendedErlangB = (/** @type {Values} */ given) =>
  table(
    'extendedErlangB',
    {
      agents: given.agents, firstOfferedLoadErl: given.first_offered_load_erl,
      recallProbability: given.recall_probability,
    },
    { total_offered_load_erl: 'totalOfferedLoadErl', blocking: 'blocking' }
  )

const erlangX = (/** @type {Values} */ given) =>
  table(
    'erlangX',
    {
      firstVolume: given.first_arrivals_per_hour, intervalS: 3600, ahtS: given.aht_s, agents: given.agents,
      patienceS: given.mean_patience_s, redialProbability: given.redial_probability, targetWaitS: given.target_wait_s,
    },
    {
      total_arrivals_per_hour: 'totalVolume', p_abandon_per_attempt: 'pAbandon',
      sl_offered_per_attempt: 'serviceLevel', p_lost_for_ever_per_first_call: 'pLostForEver',
    },
    'sl.offered'
  )

const feasible = (/** @type {(given: Values) => Values} */ of) => (/** @type {Values} */ given) => {
  try {
    of(given)
  } catch (error) {
    if (error instanceof krarup.KrarupError && error.code === 'infeasible') return { feasible: 0 }
    throw error
  }
  return { feasible: 1 }
}

const chat = (/** @type {Values} */ given) =>
  table(
    'chat',
    {
      volume: given.arrivals_per_hour, intervalS: 3600, agents: given.agents, patienceS: given.mean_patience_s,
      ...Object.fromEntries(given.aht_by_level_s.map((/** @type {number} */ s, /** @type {number} */ i) => [`aht${i + 1}S`, s])),
    },
    { p_wait: 'pWait', p_abandon: 'pAbandon', mean_chats_in_service: 'meanChatsInService', mean_queue: 'meanQueueLength' }
  )

/** The law of a case as it is here. */
const law = (/** @type {Values} */ given) => {
  if (given.type === 'hyperexponential2') {
    return { type: 'hyperexponential', shares: [given.p1, 1 - given.p1], meansS: [given.mean1_s, given.mean2_s] }
  }
  if (given.type === 'erlang2') return { type: 'gamma', meanS: given.mean_s, shape: 2 }
  return { type: given.type, valueS: given.value_s }
}

const erlangG = (/** @type {Values} */ given) => {
  const numbers = {
    agents: given.agents, volume: given.arrivals_per_s, intervalS: 1, ahtS: given.aht_s, targetWaitS: given.target_wait_s,
    patience: /** @type {any} */ (law(given.patience)),
  }
  const offered = krarup.erlangG({ ...numbers, definition: 'sl.offered' })
  return {
    p_wait: offered.pWait, p_abandon: offered.pAbandon, p_wait_gt_t: offered.pWaitGtT, mean_wait_all_s: offered.asaS,
    sl_offered: offered.serviceLevel,
    sl_answered: krarup.erlangG({ ...numbers, definition: 'sl.answered' }).serviceLevel,
    sl_virtual: krarup.erlangG({ ...numbers, definition: 'sl.virtual' }).serviceLevel,
  }
}

const day = (/** @type {Values} */ given) => ({
  ahtS: given.aht_s, intervalS: given.interval_s, patienceS: given.mean_patience_s ?? undefined,
  definition: /** @type {const} */ ('sl.offered'), targetWaitS: given.target_wait_s ?? 20,
  start: given.in_system_at_start === undefined ? given.start : { inSystem: given.in_system_at_start },
})

const transient = (/** @type {Values} */ given) => {
  const volume = given.intervals.map((/** @type {Values} */ one) => (one.arrivals_per_hour * given.interval_s) / 3600)
  const staff = given.intervals.map((/** @type {Values} */ one) => one.agents)
  const timesS = Array.from({ length: (given.interval_s * volume.length) / 30 }, (_, place) => 30 * (place + 1))
  const { moments } = krarup.evaluateDay({ ...day(given), volume, staff, timesS })
  return Object.fromEntries(
    moments.flatMap(({ timeS, pWait, meanQueueLength, meanInSystem }) => [
      [`p_delay@${timeS}`, pWait], [`mean_queue@${timeS}`, meanQueueLength], [`mean_in_system@${timeS}`, meanInSystem],
    ])
  )
}

const carryOver = (/** @type {Values} */ given) => {
  const volume = [(given.arrivals_per_hour * given.interval_s) / 3600]
  const { intervals } = krarup.evaluateDay({ ...day(given), volume, staff: [given.agents] })
  return { sl_offered_over_interval: intervals[0].serviceLevel ?? NaN }
}

const sinusoid = (/** @type {Values} */ given) => ({
  meanRate: given.mean_rate, amplitude: given.amplitude, omega: given.omega,
})

const sinusoidalLoad = (/** @type {Values} */ given) => {
  const fixed = given.service !== undefined
  const handling = fixed ? given.service : 1 / given.mu
  const told = krarup.sinusoidalLoad({ ...sinusoid(given), handling, at: given.t })
  return { offered_load: fixed ? told.offeredLoadFixed : told.offeredLoadExponential }
}

const piecewiseLoad = (/** @type {Values} */ given) =>
  Object.fromEntries(
    krarup
      .offeredLoad({
        volume: given.arrivals_per_interval, ahtS: given.aht_s, intervalS: given.interval_s,
        initialLoadErl: given.initial_load,
      })
      .flatMap(({ atEnd, mean }, row) => [[`m_end_${row}`, atEnd], [`m_mean_${row}`, mean]])
  )

const transientSinusoid = (/** @type {Values} */ given) => {
  const [slices, until] = [400, given.T]
  const volume = krarup.sinusoidalVolumes({ ...sinusoid(given), until, slices })
  const intervalS = until / (2 * slices)
  const { moments } = krarup.evaluateDay({
    volume, ahtS: 1 / given.mu, intervalS, patienceS: 1 / given.theta, start: given.start,
    targetWaitS: intervalS, shortS: intervalS,
    staff: volume.map(() => given.agents),
    // The slices' lengths may not add up to the last bit.
    timesS: [Math.min(intervalS * volume.length, until)],
  })
  const [{ pWait, meanQueueLength, meanInSystem }] = moments
  return { p_delay: pWait, mean_queue: meanQueueLength, mean_in_system: meanInSystem }
}

/** @type {Record<string, (given: Values) => Values>} */
const CASES = {
  erlang_a_gamma_rate: (given) =>
    table(
      'uncertainVolume',
      {
        agents: given.agents, volume: given.mean_arrivals_per_hour, intervalS: 3600, ahtS: given.aht_s,
        rateCv: given.rate_cv, patienceS: given.mean_patience_s, targetWaitS: given.target_wait_s,
        definition: 'sl.offered',
      },
      { sl_offered_call_weighted: 'expectedServiceLevel', p_abandon_call_weighted: 'expectedAbandonment' }
    ),
  newsvendor_normal_load: (given) =>
    table(
      'newsvendor',
      {
        meanLoadErl: given.mean_load, sdLoadErl: given.sd_load, understaffCost: given.understaff_cost,
        overstaffCost: given.overstaff_cost,
      },
      { staff: 'staff', critical_ratio: 'criticalRatio' }
    ),
  backlog_fluid: (given) => {
    const { arrivals, agents } = /** @type {any} */ (given)
    const told = krarup.evaluateBacklog({
      arrivals, agents, ahtS: given.aht_s, intervalS: given.interval_s, initialBacklog: given.initial_backlog,
      responseS: 3600,
    })
    return Object.fromEntries(told.map(({ backlogEnd }, place) => [`backlog_end_${place}`, backlogEnd]))
  },
  mmn_plus_g: erlangG,
  transient_mtmst_plus_m: transient,
  offered_load_sinusoid_exp: sinusoidalLoad,
  offered_load_sinusoid_det: sinusoidalLoad,
  offered_load_piecewise: piecewiseLoad,
  transient_sinusoid: transientSinusoid,
  interval_sl_with_carry_over: carryOver,
  erlang_b: erlangB,
  erlang_b_continuous: erlangB,
  erlang_b_solve_agents: (given) => {
    const agents = krarup.agentsForBlocking({ offeredLoadErl: load(given), maxBlocking: given.max_blocking })
    const blocking = (/** @type {number} */ n) => krarup.erlangB({ agents: n, offeredLoadErl: load(given) })
    return { agents, blocking_at_agents: blocking(agents), blocking_at_agents_minus_1: blocking(agents - 1) }
  },
  erlang_b_solve_load: solveLoad,
  published_erlang_b_load: solveLoad,
  erlang_c: erlangC,
  erlang_c_continuous: erlangC,
  erlang_c_wait_percentile: erlangC,
  published_erlang_c: erlangC,
  erlang_c_unstable: erlangCUnstable,
  erlang_c_solve_sl: erlangCSolve,
  erlang_c_solve_asa: erlangCSolve,
  published_erlang_c_solve: erlangCSolve,
  erlang_c_solve_volume: (given) =>
    table(
      'volumeForAgents',
      {
        agents: given.agents, intervalS: given.interval_s, ahtS: given.aht_s, serviceLevel: given.target_sl,
        targetWaitS: given.target_wait_s,
      },
      { max_arrivals: 'volume', offered_load_erl: 'offeredLoadErl' }
    ),
  erlang_a: erlangA,
  erlang_a_solve: erlangASolve,
  solve_occupancy: (given) => ({
    agents: krarup.requiredAgents({ volume: load(given), intervalS: 1, ahtS: 1, maxOccupancy: given.max_occupancy }).agents,
  }),
  shrinkage,
  erlang_b_gradient: (given) =>
    table('erlangBGradient', { agents: given.agents, offeredLoadErl: load(given) }, {
      dB_dload: 'dBlockingDOfferedLoadErl', dB_dagents: 'dBlockingDAgents',
    }),
  erlang_c_gradient: (given) =>
    table(
      'erlangCGradient',
      {
        agents: given.agents, offeredLoadErl: load(given), ahtS: given.aht_s ?? 1, targetWaitS: given.target_wait_s ?? 0,
      },
      { dSL_dload_at_fixed_aht: 'dServiceLevelDOfferedLoadErl', dPwait_dload: 'dPWaitDOfferedLoadErl' }
    ),
  erlang_a_gradient: (given) =>
    table('erlangAGradient', patient(given), {
      dPabandon_per_call_per_hour: 'dPAbandonDVolume', dSLoffered_per_call_per_hour: 'dServiceLevelDVolume',
    }, 'sl.offered'),
  mmnk: finiteRoom,
  mmnk_plus_m: finiteRoom,
  engset: (given) =>
    table('engset', { agents: given.agents, sources: given.sources, idleSourceLoad: given.idle_source_load }, {
      time_congestion: 'timeCongestion', call_congestion: 'callCongestion',
    }),
  extended_erlang_b: extendedErlangB,
  extended_erlang_b_infeasible: feasible(extendedErlangB),
  erlang_x_redial: erlangX,
  erlang_x_redial_infeasible: feasible(erlangX),
  chat_balanced_concurrency: chat,
  halfin_whitt: (given) => table('halfinWhitt', { beta: given.beta }, { p_wait_limit: 'pWait' }),
  garnett: (given) =>
    table('garnett', { beta: given.beta, thetaOverMu: given.theta_over_mu }, { p_wait_limit: 'pWait' }),
}

/** Why a case fails; null if it passes. @param {Values} testCase @returns {string | null} */
export function failure({ model, inputs, expected, tolerance }) {
  if (!(model in CASES)) return `unsupported: ${model}`
  let answer
  try {
    answer = CASES[model](inputs)
  } catch (error) {
    if (error instanceof Unsupported || error instanceof krarup.KrarupError) return String(error)
    throw error
  }
  if (Object.keys(expected).length === 0) return 'the case expects nothing'
  for (const [name, wanted] of Object.entries(expected)) {
    if (!(name in answer)) return `unsupported: ${model}.${name}`
    const got = Number(answer[name])
    const want = wanted === 'inf' ? Infinity : Number(wanted)
    const isExact = 'exact' in tolerance || want === Infinity
    const room = Math.max((tolerance.rel ?? 0) * Math.abs(want), tolerance.abs ?? 0)
    if (isExact ? got !== want : !(Math.abs(got - want) <= room)) return `${name}: expected ${want}, got ${got}`
  }
  return null
}
