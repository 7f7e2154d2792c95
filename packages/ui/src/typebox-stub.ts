/**
 * Stands in for TypeBox in browser builds: clients need the contract's `{ method, url }` and its types, not its schemas.
 * Every member and every call answers with the same inert value.
 */
const inert: object = new Proxy(() => inert, { get: () => inert })

export const Type = inert
