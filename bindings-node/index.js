import krarup from './index.cjs'

export const { KrarupError, Router, version, erlangB, erlangC, erlangA, requiredAgents } = krarup
