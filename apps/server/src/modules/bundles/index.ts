/**
 * bundles: things of life that take several items (一件事), as published data, and the applications for them. Each child is an
 * ordinary case of the module cases; what bundles adds is which comes after which, and what one gives the next.
 */
export { publishBundle } from './publish.ts'
export { childForNotice } from './notice.ts'
