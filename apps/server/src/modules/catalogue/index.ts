/**
 * catalogue: what can be done (base list) and who does it where (implementation list), in published, immutable versions.
 * Does not rank or search, and does not know cases.
 */
export { changesSince, isOpen, lastChange, listGuides, listOpenItems, renewBase } from './store.ts'
export { itemAtHand, itemInForce, itemVersion, type Item } from './items.ts'
export { publishItem } from './publish.ts'
export { setItemState } from './set-state.ts'
export { importItems } from './import.ts'
