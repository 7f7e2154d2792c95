import * as files from './modules/files/module.ts'
import type { Module } from './platform/module.ts'

/** All modules in tier order: base, core, edge. The only file that imports a module.ts. */
export const modules: Module[] = [files]
