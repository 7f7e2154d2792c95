import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Role } from '@zhengtong/contract/rights'

/** Data that ships with the project for the demo province (region prefix 77, which is not assigned to any province). */
export const demoFolder = path.resolve(import.meta.dirname, '../../../../data/demo')

export interface Accounts {
  citizens: { name: string; idNumber: string; phone: string; password: string }[]
  officers: {
    login: string
    name: string
    password: string
    totpSecret: string
    agencyCode: string
    roles: string[]
  }[]
}

export async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(path.join(demoFolder, name), 'utf8')) as T
}

export function readAccounts(): Promise<Accounts> {
  return readJson<Accounts>('accounts.json')
}

/** The roles an installation may start with; ids are part of the file, so that seeding twice adds nothing. */
export function readRoles(): Promise<Role[]> {
  return readJson<Role[]>('roles.json')
}
