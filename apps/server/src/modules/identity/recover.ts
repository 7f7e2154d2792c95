import { TooManyRecoveries, NoAccount } from '@zhengtong/contract/recovery'
import { NoRegistration } from '@zhengtong/contract/registration-problems'
import type { Registrant } from '../../platform/actor.ts'
import { forgetTries, mayTry } from '../../platform/attempts.ts'
import { publish } from '../../platform/events.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { queueSms } from '../../platform/sms.ts'
import { demandGoodPassword, phoneOf, replacePhone } from './account.ts'
import { deletePasskeys } from './passkey-store.ts'
import { raiseLevel } from './raise-level.ts'
import { verifiedRegistration } from './register.ts'
import { endOtherSessions } from './session-store.ts'
import { openSession, type Entrance } from './session.ts'
import { triesOf } from './sign-in.ts'
import * as store from './store.ts'

const A_DAY = { limit: 3, windowMs: 24 * 3600_000 }

/**
 * Lets somebody who has proved who he is into his account anew: new password, his phone or none, all other sessions ended.
 * The old phone is told, so that its owner notices when it was not he. Keys stay only when he says that he still has them.
 */
export async function recoverAccount(
  services: Services,
  registrant: Registrant,
  input: { password: string; keepPhone: boolean; keepPasskeys: boolean },
  browser: Entrance['browser'],
): Promise<{ id: string; token: string }> {
  const { db } = services
  const found = await verifiedRegistration(services, registrant)
  const id = (await store.citizenIdByIdNumber(db, found.idNumberDigest))?.citizenId
  if (!id) throw new Problem(NoAccount)
  demandGoodPassword(input.password, [found.idNumber, found.phone ?? ''])
  if (!(await mayTry(db, `recover:${id}`, registrant.now, A_DAY)))
    throw new Problem(TooManyRecoveries, { retryAfterSeconds: A_DAY.windowMs / 1000 })
  const passwordHash = await hashPassword(input.password)

  const opened = await db.transaction().execute(async (tx) => {
    if (!(await store.completeRegistrationRow(tx, found.id, registrant.now))) throw new Problem(NoRegistration)
    const account = await store.lockCitizen(tx, id)
    // Erased a moment ago: nobody enters it any more.
    if (!account?.idNumberSealed) throw new Problem(NoAccount)
    const old = phoneOf(services, account)
    await store.setPassword(tx, id, passwordHash)
    await replacePhone(tx, services, id, { old, next: found.phone ?? (input.keepPhone ? old : null) })
    if (!input.keepPasskeys) await deletePasskeys(tx, id)
    if (found.isRealPerson) await raiseLevel(tx, registrant, id)
    await endOtherSessions(tx, id, '')
    if (old) await queueSms(tx, services, { phone: old, template: 'account-recovered', params: {} })
    await publish(tx, registrant, 'citizen.recovered', { citizenId: id, registrationId: found.id })
    const entrance: Entrance = { method: 'recovery', address: registrant.address, browser }
    return openSession(tx, id, entrance, registrant.now)
  })
  await forgetTries(db, triesOf(id))
  await forgetTries(db, `verify:${found.idNumberDigest}`)
  return { id, token: opened.token }
}
