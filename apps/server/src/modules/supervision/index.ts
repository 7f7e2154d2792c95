/**
 * supervision: yellow and red cards, raised by the clocks of cases and by what happens to them; urging, answers and appeals.
 * Sees all in its scope and never decides a case.
 */
export { raiseCards } from './raise.ts'
