import * as access from './modules/access/module.ts'
import * as files from './modules/files/module.ts'
import * as identity from './modules/identity/module.ts'
import type { Module } from './platform/module.ts'

/** All modules in tier order: base, core, edge. The only file that imports a module.ts. */
export const modules: Module[] = [identity, access, files]
