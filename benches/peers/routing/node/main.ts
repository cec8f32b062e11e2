/** node main.js TRACE OUT ROUTER AT_ONCE [LOG [fsync]]: plays the trace on a router and writes what came of it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { play, type Router, type Trace } from './drive.js'
import { Krarup, KrarupBatches } from './krarup_router.js'
import { Scan } from './scan.js'

const [path, out, name, atOnce, log, fsync] = process.argv.slice(2)
const trace: Trace = JSON.parse(readFileSync(path!, 'utf8'))
const routers: Record<string, () => Router> = {
  scan: () => new Scan(trace),
  krarup: () => new Krarup(trace, log, fsync === 'fsync'),
  batches: () => new KrarupBatches(trace, log, fsync === 'fsync'),
}
writeFileSync(out!, JSON.stringify(play(trace, routers[name!]!(), Number(atOnce))))
