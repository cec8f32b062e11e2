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

/** The greatest value; of equal ones the first. @param {import('krarup').KpiRow[]} found */
const most = (found) =>
  found.reduce((best, row) => ((row.value ?? 0) > (best?.value ?? 0) ? row : best), /** @type {typeof found[0] | null} */ (null))

// One channel, voice where it has answers, and its day of most answers.
const channels = rows('answered', 'channel')
const best = most(channels.filter(({ group }) => group.channel === 'voice')) ?? most(channels)
let needs = 'no contact was answered, so there is nothing to plan for'
if (best) {
  const { channel } = best.group
  const ofChannel = (/** @type {import('krarup').KpiRow} */ { group }) => group.channel === channel
  const day = most(rows('answered', 'channel', 'day').filter(ofChannel))?.intervalLabel?.slice(0, 10) ?? ''
  const ofDay = (/** @type {import('krarup').KpiRow} */ row) => ofChannel(row) && row.intervalLabel?.startsWith(day)
  const overall = rows('aht', 'channel', 'day').find(ofDay)?.value
  const halfHours = rows('offered aht', 'channel', '30min').filter(ofDay)
  const known = new Map(halfHours.map(({ metric, intervalStartUs, value }) => [`${metric} ${intervalStartUs}`, value]))
  const starts = halfHours.map(({ intervalStartUs }) => intervalStartUs ?? 0)
  // Half-hours without contacts, too; without handle times 180 s are assumed.
  const grid = []
  for (let start = starts[0]; start <= starts[starts.length - 1]; start += 1_800_000_000) grid.push(start)
  const plan = dayPlan({
    volume: grid.map((start) => known.get(`offered ${start}`) ?? 0),
    ahtS: grid.map((start) => known.get(`aht ${start}`) || overall || 180),
    patienceS: meanS || null,
    sl: { level: 0.8, withinS: 20 },
    shrinkage: [0.12, 0.15],
  })
  lines.push(`plan ${day} ${channel}`)
  for (const { volume, ahtS, staffing, scheduled } of plan) {
    lines.push(`plan ${staffing.agents} ${[volume, ahtS, staffing.at.serviceLevel, scheduled].map(bits).join(' ')}`)
  }
  const agents = Math.max(...plan.map(({ staffing }) => staffing.agents))
  const assumed = overall ? '' : ', with 180 s assumed, since no handle time is recorded'
  needs = `${day} needs ${agents} agents for channel ${channel} in its busiest half-hour${assumed}`
}

writeFileSync(join(folder, 'numbers.node.txt'), lines.map((line) => `${line}\n`).join(''))
console.log(`${lines.length} numbers; ${needs}`)
