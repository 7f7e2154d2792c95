import { FiledByAnother, OtherIdentity } from '@zhengtong/contract/case-problems'
import type { ProxyFiling } from '@zhengtong/contract/cases'
import { maskIdNumber, maskName, maskPhone } from '@zhengtong/domain/masking'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as family from '../family/index.ts'
import type { Applicant } from './application.ts'
import type { CaseRow } from './store.ts'

/** Who a case is for, as it was when it was submitted: the officers need it after the ward's record is gone. */
type Subject = Pick<Applicant, 'name' | 'idNumber' | 'phone'>
type Filed = Pick<CaseRow, 'citizenId' | 'itemCode' | 'kinshipId' | 'kinshipKind' | 'kinshipSubject'>

export function sealSubject(crypto: Crypto, { name, idNumber, phone }: family.Relative): string {
  return crypto.seal('cases', JSON.stringify({ name, idNumber, phone } satisfies Subject))
}

export function openSubject(crypto: Crypto, sealed: string): Subject {
  return JSON.parse(crypto.open(sealed)) as Subject
}

/** The relative that an application names, if the citizen may act for him today; nobody when he applies for himself. */
export async function relativeOf(
  services: Services,
  citizen: Citizen,
  { forRelative, itemCode }: { forRelative?: string | null; itemCode: string },
): Promise<family.Relative | undefined> {
  if (!forRelative) return undefined
  // Under a company's name one does nothing for one's family.
  if (citizen.onBehalfOf) throw new Problem(OtherIdentity)
  return family.findRelative(services, citizen, forRelative, itemCode)
}

/**
 * The citizen as he acts on this case, inside the act's transaction: who filed it for a relative needs his right to be in force,
 * and holds it until the act is done; the relative himself only reads, until that right has ended and he takes over.
 */
export async function actingOn(tx: Tx, citizen: Citizen, found: CaseRow): Promise<Citizen> {
  const kinship = kinshipOf(found)
  if (!kinship) return citizen
  if (found.citizenId === citizen.id) {
    await family.holdKinship(tx, citizen, kinship, found.itemCode)
    return { ...citizen, kinship }
  }
  if (await family.isInForce(tx, found.citizenId, kinship, found.itemCode, legalDate(citizen.now)))
    throw new Problem(FiledByAnother)
  return citizen
}

/** Whether this person may act on the case now: for an organisation if he may sign, else as `actingOn` decides. */
export async function mayAct(db: Db, citizen: Citizen, found: Filed): Promise<boolean> {
  if (citizen.onBehalfOf) return citizen.maySign === true
  const kinship = kinshipOf(found)
  if (!kinship) return true
  const agentMay = await family.isInForce(db, found.citizenId, kinship, found.itemCode, legalDate(citizen.now))
  return (found.citizenId === citizen.id) === agentMay
}

function kinshipOf({ kinshipId: id, kinshipKind: kind, kinshipSubject: personId }: Filed) {
  return id && kind && personId ? { id, kind, personId } : undefined
}

/** Who acts for whom, names masked; null: the applicant acts himself. */
export function proxyOf(
  { agentMasked, applicantMasked, citizenId }: Pick<CaseRow, 'agentMasked' | 'applicantMasked' | 'citizenId'>,
  viewerId: string,
): ProxyFiling | null {
  return agentMasked ? { agent: agentMasked, subject: applicantMasked, isMine: citizenId === viewerId } : null
}

/** The subject as officers see him before they ask for more. */
export function maskedSubject({ name, idNumber, phone }: Subject) {
  return { name: maskName(name), idNumber: maskIdNumber(idNumber), phone: phone && maskPhone(phone) }
}
