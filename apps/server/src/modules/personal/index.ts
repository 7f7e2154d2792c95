/**
 * personal: what a person keeps and decides for himself: favourites, vault, consents with their versions, export, deletion.
 * Other modules ask it whether an extra consent is in force.
 */
export { hasConsent } from './consents.ts'
