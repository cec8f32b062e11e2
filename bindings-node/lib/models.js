// scripts/staffing_wrappers.py writes this file from the staffing table.
import krarup from '../index.cjs'

export const {
  erlangC,
  erlangA,
  erlangBGradient,
  erlangCGradient,
  erlangAGradient,
  volumeForAgents,
  ahtForAgents,
  cheapestAgents,
  staffCost,
} = krarup
