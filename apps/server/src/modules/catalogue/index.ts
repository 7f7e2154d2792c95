/**
 * catalogue: what can be done (base list) and who does it where (implementation list), in published, immutable versions,
 * and the change requests by which both are written. Does not rank or search, and does not know cases.
 */
export { baseKeys, changesSince, isOpen, lastChange, listGuides, listOpenItems, renewBase, sourceOf } from './store.ts'
export { itemAtHand, itemInForce, itemVersion, type Item } from './items.ts'
export { closedBecause } from './closed.ts'
export { publishItem } from './publish.ts'
export { CHANGED_HERE } from './publish-change.ts'
export { setItemState } from './set-state.ts'
export { importItems } from './import.ts'
