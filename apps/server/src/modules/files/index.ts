/**
 * files: uploads of citizens. Owns the rows and the bytes; knows nothing of what they are used for.
 * Other modules keep file ids and ask here for claims and content.
 */
export {
  claim,
  claimFiles,
  deleteAllUnused,
  deleteStillUnused,
  deleteUnused,
  findFiles,
  findOwnFiles,
  findTwins,
  keepFile,
  listUnused,
} from './store.ts'
export { keepContent, readFileContent, removeContent } from './content.ts'
export { listScanAlarms } from './scan-alarms.ts'
export { sendContent } from './send.ts'
