'use strict'
const { Records } = require('./records.cjs')

/** Records as they are, or made from rows. */
const asRecords = (data) => (data instanceof Records ? data : new Records(data))

module.exports = { asRecords }
