import { SamePhone } from '@zhengtong/contract/account'
import { WeakPassword } from '@zhengtong/contract/identity'
import { FactorInvalid } from '@zhengtong/contract/registration-problems'
import { NotSignedIn } from '@zhengtong/contract/problem'
import { factors } from '@zhengtong/domain/identity-factor'
import { maskPhone } from '@zhengtong/domain/masking'
import { passwordFault } from '@zhengtong/domain/password'
import type { Citizen } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { queueSms } from '../../platform/sms.ts'
import { verifyAtAuthority } from './authorities.ts'
import { endOtherSessions } from './session-store.ts'
import { checkCode, sendCode } from './sms-code.ts'
import * as store from './store.ts'

/** Refuses a password that is too easy for this person. */
export function demandGoodPassword(password: string, own: readonly string[]): void {
  const fault = passwordFault(password, own)
  if (fault) throw new Problem(WeakPassword, { errors: [{ path: '/password', message: fault }] })
}

export function phoneOf({ crypto }: Services, account: store.CitizenRow | undefined): string | null {
  if (!account) throw new Problem(NotSignedIn)
  return account.phoneSealed && crypto.open(account.phoneSealed)
}

async function accountOf(services: Services, citizenId: string) {
  const account = await store.findCitizen(services.db, citizenId)
  const phone = phoneOf(services, account)
  return { name: account?.name ?? '', idNumber: services.crypto.open(account?.idNumberSealed ?? ''), phone }
}

/** Puts another phone, or none, in the place of the one the account has; the account is locked. */
export async function replacePhone(
  tx: Tx,
  { crypto }: Pick<Services, 'crypto'>,
  citizenId: string,
  { old, next }: { old: string | null; next: string | null },
): Promise<void> {
  if (next) await store.takePhone(tx, crypto.blindIndex('phone', next), citizenId)
  if (old && old !== next) await store.giveUpPhone(tx, crypto.blindIndex('phone', old), citizenId)
  await store.setPhone(tx, citizenId, next ? { sealed: crypto.seal('identity', next), masked: maskPhone(next) } : null)
}

/** Sets a new password; whoever is signed in elsewhere has to sign in anew. The route asks for a step-up before. */
export async function changePassword(services: Services, citizen: Citizen, password: string): Promise<void> {
  const { idNumber, phone } = await accountOf(services, citizen.id)
  demandGoodPassword(password, [idNumber, phone ?? ''])
  const passwordHash = await hashPassword(password)
  await services.db.transaction().execute(async (tx) => {
    await store.setPassword(tx, citizen.id, passwordHash)
    await endOtherSessions(tx, citizen.id, citizen.sessionId)
    await publish(tx, citizen, 'citizen.password-changed', { citizenId: citizen.id })
  })
}

async function newPhone(services: Services, citizen: Citizen, phone: string) {
  const number = factors.phone.normalise(phone)
  if (!factors.phone.isValid(number))
    throw new Problem(FactorInvalid, { errors: [{ path: '/phone', message: factors.phone.hint }] })
  const account = await accountOf(services, citizen.id)
  if (account.phone === number) throw new Problem(SamePhone)
  return { number, account }
}

export async function sendNewPhoneCode(services: Services, citizen: Citizen, address: string, phone: string) {
  const { number } = await newPhone(services, citizen, phone)
  return sendCode(services, { address, now: citizen.now }, `new-phone:${citizen.id}`, number)
}

/**
 * Takes a new phone: it has received the code, and the carrier knows it as this person's. The old one is told, so that its
 * owner notices when it was not he. The route asks for a step-up before.
 */
export async function changePhone(
  services: Services,
  citizen: Citizen,
  { phone, code }: { phone: string; code: string },
): Promise<void> {
  const { db } = services
  const { number, account } = await newPhone(services, citizen, phone)
  await checkCode(services, citizen.now, `new-phone:${citizen.id}`, number, code)
  await verifyAtAuthority(services, 'phone', { name: account.name, idNumber: account.idNumber, value: number })
  await db.transaction().execute(async (tx) => {
    // What is given up is the phone of this moment: of two changes at once, the second gives up that of the first.
    const old = phoneOf(services, await store.lockCitizen(tx, citizen.id))
    await replacePhone(tx, services, citizen.id, { old, next: number })
    if (old) await queueSms(tx, services, { phone: old, template: 'phone-changed', params: {} })
    await publish(tx, citizen, 'citizen.phone-changed', { citizenId: citizen.id })
  })
}
