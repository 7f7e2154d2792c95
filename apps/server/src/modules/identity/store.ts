import type { FactorKind } from '@zhengtong/contract/identity'
import type { Db, Tx } from '../../platform/db.ts'

export interface CitizenRow {
  id: string
  name: string
  idNumberSealed: string
  idNumberMasked: string
  phoneSealed: string | null
  phoneMasked: string | null
  passwordHash: string
  level: 'L1' | 'L2' | 'L3' | 'L4'
  registeredAt: string
}
interface RegistrationTable {
  id: string
  tokenDigest: string
  nameSealed: string
  idNumberSealed: string
  idNumberDigest: string
  expiresAt: string
  completedAt: string | null
  verifiedBy: 'factors' | 'trusted-identity'
  consentVersion: string | null
  consentDigest: string | null
}
interface FactorTable {
  registrationId: string
  kind: FactorKind
  valueSealed: string
  valueMasked: string
  verifiedAt: string
}
interface CodeTable {
  purpose: string
  phoneDigest: string
  codeDigest: string
  tries: number
  sentAt: string
  expiresAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'identity.citizen': CitizenRow
    'identity.personKey': { idNumberDigest: string; citizenId: string }
    'identity.phoneKey': { phoneDigest: string; citizenId: string }
    'identity.registration': RegistrationTable
    'identity.registrationFactor': FactorTable
    'identity.consent': { citizenId: string; kind: string; version: string; textDigest: string; givenAt: string }
    'identity.smsCode': CodeTable
  }
}

export function findCitizen(db: Db, id: string) {
  return db.selectFrom('identity.citizen').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listCitizens(db: Db, ids: string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('identity.citizen')
    .select(['id', 'name', 'idNumberMasked', 'phoneMasked'])
    .where('id', 'in', ids)
    .limit(100)
    .execute()
}

/** One account, locked until the transaction ends: changes of one account come one after the other. */
export function lockCitizen(tx: Tx, id: string) {
  return tx.selectFrom('identity.citizen').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export function insertCitizen(tx: Tx, row: CitizenRow) {
  return tx.insertInto('identity.citizen').values(row).execute()
}

/** Takes the identity number for this account; false when another account has it. */
export async function takeIdNumber(tx: Tx, idNumberDigest: string, citizenId: string): Promise<boolean> {
  const row = await tx
    .insertInto('identity.personKey')
    .values({ idNumberDigest, citizenId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('citizenId')
    .executeTakeFirst()
  return row !== undefined
}

/** Gives the phone to this account: whoever has just proved to hold it signs in with it. */
export async function takePhone(tx: Tx, phoneDigest: string, citizenId: string): Promise<void> {
  const previous = await tx
    .selectFrom('identity.phoneKey')
    .select('citizenId')
    .where('phoneDigest', '=', phoneDigest)
    .forUpdate()
    .executeTakeFirst()
  if (previous && previous.citizenId !== citizenId) {
    await tx
      .updateTable('identity.citizen')
      .set({ phoneSealed: null, phoneMasked: null })
      .where('id', '=', previous.citizenId)
      .execute()
  }
  await tx
    .insertInto('identity.phoneKey')
    .values({ phoneDigest, citizenId })
    .onConflict((conflict) => conflict.column('phoneDigest').doUpdateSet({ citizenId }))
    .execute()
}

/** Signing in with this phone leads to the account no longer. */
export function giveUpPhone(tx: Tx, phoneDigest: string, citizenId: string) {
  return tx
    .deleteFrom('identity.phoneKey')
    .where('phoneDigest', '=', phoneDigest)
    .where('citizenId', '=', citizenId)
    .execute()
}

export function setPhone(tx: Tx, citizenId: string, phone: { sealed: string; masked: string } | null) {
  return tx
    .updateTable('identity.citizen')
    .set({ phoneSealed: phone?.sealed ?? null, phoneMasked: phone?.masked ?? null })
    .where('id', '=', citizenId)
    .execute()
}

export function setPassword(tx: Tx, citizenId: string, passwordHash: string) {
  return tx.updateTable('identity.citizen').set({ passwordHash }).where('id', '=', citizenId).execute()
}

/** Raises the level to that of a real person; false when it is there already. */
export async function setLevelL3(tx: Tx, citizenId: string): Promise<boolean> {
  const row = await tx
    .updateTable('identity.citizen')
    .set({ level: 'L3' })
    .where('id', '=', citizenId)
    .where('level', 'in', ['L1', 'L2'])
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function citizenIdByIdNumber(db: Db, idNumberDigest: string) {
  return db
    .selectFrom('identity.personKey')
    .select('citizenId')
    .where('idNumberDigest', '=', idNumberDigest)
    .executeTakeFirst()
}

export function citizenIdByPhone(db: Db, phoneDigest: string) {
  return db
    .selectFrom('identity.phoneKey')
    .select('citizenId')
    .where('phoneDigest', '=', phoneDigest)
    .executeTakeFirst()
}

export function insertConsent(
  tx: Tx,
  row: { citizenId: string; kind: string; version: string; textDigest: string; givenAt: string },
) {
  return tx
    .insertInto('identity.consent')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export function insertRegistration(tx: Tx, row: Omit<RegistrationTable, 'completedAt'>) {
  return tx
    .insertInto('identity.registration')
    .values({ ...row, completedAt: null })
    .execute()
}

export function registrationByToken(db: Db, tokenDigest: string, now: Date) {
  return db
    .selectFrom('identity.registration')
    .select('id')
    .where('tokenDigest', '=', tokenDigest)
    .where('expiresAt', '>', now.toISOString())
    .where('completedAt', 'is', null)
    .executeTakeFirst()
}

export async function findRegistration(db: Db, id: string) {
  const registration = await db.selectFrom('identity.registration').selectAll().where('id', '=', id).executeTakeFirst()
  if (!registration) return undefined
  const factors = await db
    .selectFrom('identity.registrationFactor')
    .selectAll()
    .where('registrationId', '=', id)
    .orderBy('verifiedAt')
    .execute()
  return { ...registration, factors }
}

/** Marks the registration as completed; false when it already was, so two taps make one account. */
export async function completeRegistrationRow(tx: Tx, id: string, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('identity.registration')
    .set({ completedAt: now.toISOString() })
    .where('id', '=', id)
    .where('completedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function deleteRegistration(tx: Tx, id: string) {
  return tx.deleteFrom('identity.registration').where('id', '=', id).execute()
}

export function deleteExpired(tx: Tx, now: Date) {
  const at = now.toISOString()
  return Promise.all([
    tx.deleteFrom('identity.registration').where('expiresAt', '<', at).execute(),
    tx.deleteFrom('identity.smsCode').where('expiresAt', '<', at).execute(),
  ])
}

/** Adds a verified factor; false when this kind was verified before. */
export async function insertFactor(tx: Tx, row: FactorTable): Promise<boolean> {
  const saved = await tx
    .insertInto('identity.registrationFactor')
    .values(row)
    .onConflict((conflict) => conflict.columns(['registrationId', 'kind']).doNothing())
    .returning('kind')
    .executeTakeFirst()
  return saved !== undefined
}

/** Replaces the code of this phone; false when the last one was sent after `notAfter`. */
export async function replaceCode(tx: Tx, row: Omit<CodeTable, 'tries'>, notAfter: Date): Promise<boolean> {
  const saved = await tx
    .insertInto('identity.smsCode')
    .values({ ...row, tries: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['purpose', 'phoneDigest'])
        .doUpdateSet({ codeDigest: row.codeDigest, tries: 0, sentAt: row.sentAt, expiresAt: row.expiresAt })
        .where('identity.smsCode.sentAt', '<=', notAfter.toISOString()),
    )
    .returning('purpose')
    .executeTakeFirst()
  return saved !== undefined
}

/** Counts a try at the code and returns it, so parallel guesses share one budget. */
export function tryCode(tx: Tx, purpose: string, phoneDigest: string, now: Date) {
  return tx
    .updateTable('identity.smsCode')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('purpose', '=', purpose)
    .where('phoneDigest', '=', phoneDigest)
    .where('expiresAt', '>', now.toISOString())
    .returning(['codeDigest', 'tries'])
    .executeTakeFirst()
}

/** Uses the code up; false when a parallel request was first. */
export async function useCode(tx: Tx, purpose: string, phoneDigest: string, codeDigest: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('identity.smsCode')
    .where('purpose', '=', purpose)
    .where('phoneDigest', '=', phoneDigest)
    .where('codeDigest', '=', codeDigest)
    .returning('purpose')
    .executeTakeFirst()
  return row !== undefined
}

/** The consents that came with the account, latest first. */
export function listConsents(db: Db, citizenId: string) {
  return db
    .selectFrom('identity.consent')
    .selectAll()
    .where('citizenId', '=', citizenId)
    .orderBy('givenAt', 'desc')
    .limit(100)
    .execute()
}
