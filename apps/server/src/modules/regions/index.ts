/**
 * regions: administrative divisions and who belongs to whom. Knows nothing of agencies or items.
 */
export { closureOf, regionName, subtreeOf } from './tree.ts'
export { importRegions, readRegion, saveRegions } from './import.ts'
