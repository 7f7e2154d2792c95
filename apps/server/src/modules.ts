import * as access from './modules/access/module.ts'
import * as appointments from './modules/appointments/module.ts'
import * as audit from './modules/audit/module.ts'
import * as bundles from './modules/bundles/module.ts'
import * as calendar from './modules/calendar/module.ts'
import * as cases from './modules/cases/module.ts'
import * as catalogue from './modules/catalogue/module.ts'
import * as documents from './modules/documents/module.ts'
import * as family from './modules/family/module.ts'
import * as files from './modules/files/module.ts'
import * as identity from './modules/identity/module.ts'
import * as live from './modules/live/module.ts'
import * as notifications from './modules/notifications/module.ts'
import * as operations from './modules/operations/module.ts'
import * as organisations from './modules/organisations/module.ts'
import * as personal from './modules/personal/module.ts'
import * as regions from './modules/regions/module.ts'
import * as reminders from './modules/reminders/module.ts'
import * as rights from './modules/rights/module.ts'
import * as search from './modules/search/module.ts'
import * as supervision from './modules/supervision/module.ts'
import * as trusted from './modules/trusted/module.ts'
import type { Module } from './platform/module.ts'

/** All modules in tier order: base, core, edge. The only file that imports a module.ts. */
export const modules: Module[] = [
  identity,
  organisations,
  access,
  regions,
  calendar,
  files,
  family,
  catalogue,
  cases,
  bundles,
  search,
  notifications,
  documents,
  personal,
  trusted,
  appointments,
  operations,
  rights,
  supervision,
  reminders,
  live,
  audit,
]
