/**
 * family: children under 14 and their guardians, and relatives whom a person lets follow his cases. Knows cases only as a
 * reader; nobody files one for another here.
 */
export { endFamilyOf } from './store.ts'
