import krarup from './index.cjs'

export const { KrarupError, version, erlangB, erlangC, erlangA, requiredAgents } = krarup
