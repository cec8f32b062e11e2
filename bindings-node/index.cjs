'use strict'
const { native, KrarupError, RejectError } = require('./lib/native.cjs')

module.exports = {
  version: native.version(),
  errorCodes: Object.freeze(Object.fromEntries(native.errorCodes())),
  KrarupError,
  RejectError,
  ...require('./lib/staffing.cjs'),
  ...require('./lib/models.cjs'),
  ...require('./lib/plan.cjs'),
  ...require('./lib/day.cjs'),
  ...require('./lib/deferred.cjs'),
  ...require('./lib/budgets.cjs'),
  ...require('./lib/pooling.cjs'),
  ...require('./lib/patience.cjs'),
  ...require('./lib/router.cjs'),
  ...require('./lib/live.cjs'),
  ...require('./lib/moving_over.cjs'),
  ...require('./lib/replay.cjs'),
  ...require('./lib/shadow.cjs'),
  ...require('./lib/scenario.cjs'),
  ...require('./lib/records.cjs'),
  ...require('./lib/metrics.cjs'),
}
