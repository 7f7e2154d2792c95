/**
 * regions: administrative divisions and who belongs to whom. Knows nothing of agencies or items.
 */
export { regionName, closureOf } from './tree.ts'
export { importRegions, readRegion, saveRegions } from './import.ts'
