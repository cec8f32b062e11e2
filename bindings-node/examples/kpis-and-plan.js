// The demo's KPIs and staffing plan from Node: `kpis-and-plan.js FOLDER CALLS`.
//
// FOLDER holds the mapping of the call log CALLS. Writes FOLDER/numbers.node.txt: every number with all its
// bits, so that the file can be compared with those of the other languages.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayPlan, fitPatience, kpis, loadCsv } from 'krarup'

const bits = (/** @type {number | null} */ value) => {
  if (value === null) return 'null'
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes.toString('hex')
}

const [folder, calls] = process.argv.slice(2)
const mapping = JSON.parse(readFileSync(join(folder, 'mapping.json'), 'utf8'))
const onProgress = (/** @type {number} */ done, /** @type {number} */ total) =>
  process.stderr.write(`\rreading ${Math.round((100 * done) / total)} %`)
const records = loadCsv(calls, mapping, process.stderr.isTTY ? { onProgress } : {})

/** @typedef {NonNullable<Parameters<typeof kpis>[2]>} Options */
/**
 * @param {string} metrics
 * @param {Options['by']} by
 * @param {Options['every']} [every]
 */
function rows(metrics, by, every) {
  const names = /** @type {import('krarup').MetricId[]} */ (metrics.split(' '))
  return kpis(records, names, { by, every, zone: mapping.zone, attribution: 'arrival' }).rows
}

const lines = [
  ...rows('offered answered abandoned short_abandoned sl.no_short abandon_rate.all asa wait_p90 aht', 'contact_type', 'day'),
  ...rows('sl.offered sl.answered sl.no_short sl.removed sl.abn_in_T_out sl.no_abn sl.asterisk2', 'contact_type'),
].map(({ group, intervalStartUs, metric, value }) =>
  `${group.contact_type ?? '-'} ${intervalStartUs ?? 0} ${metric} ${bits(value)}`)

const { meanS } = fitPatience(records)
lines.push(`patience_s ${bits(meanS ?? Infinity)}`)

// One day for the voice agents: the one with the most answered calls.
const best = rows('answered', [], 'day').reduce((best, row) => ((row.value ?? 0) > (best.value ?? 0) ? row : best))
const day = best.intervalLabel?.slice(0, 10) ?? ''
const ofDay = (/** @type {import('krarup').KpiRow} */ { group, intervalLabel }) =>
  group.channel === 'voice' && intervalLabel?.startsWith(day)
const voice = rows('offered aht', 'channel', '30min').filter(ofDay)
const values = (/** @type {string} */ name) => voice.filter(({ metric }) => metric === name).map(({ value }) => value)
const overall = rows('aht', 'channel', 'day').find(ofDay)?.value ?? 180
const plan = dayPlan({
  volume: values('offered').map((value) => value ?? 0),
  ahtS: values('aht').map((value) => value || overall),
  patienceS: meanS,
  sl: { level: 0.8, withinS: 20 },
  shrinkage: [0.12, 0.15],
})
for (const { volume, ahtS, staffing, scheduled } of plan) {
  lines.push(`plan ${staffing.agents} ${[volume, ahtS, staffing.at.serviceLevel, scheduled].map(bits).join(' ')}`)
}

writeFileSync(join(folder, 'numbers.node.txt'), lines.map((line) => `${line}\n`).join(''))
const agents = Math.max(...plan.map(({ staffing }) => staffing.agents))
console.log(`${lines.length} numbers; ${day} needs ${agents} agents in its busiest half-hour`)
