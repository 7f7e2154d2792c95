import {
  BadIdNumber,
  TooManyAttempts,
  WrongCode,
  type FactorKind,
  type Registration,
} from '@zhengtong/contract/identity'
import {
  AgreementOutdated,
  AlreadyRegistered,
  FactorInvalid,
  FactorRepeated,
  FactorsMissing,
  NoRegistration,
} from '@zhengtong/contract/registration-problems'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { factors } from '@zhengtong/domain/identity-factor'
import { maskIdNumber, maskName, maskText } from '@zhengtong/domain/masking'
import type { Guest, Registrant } from '../../platform/actor.ts'
import { forgetTries, mayTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import { demandGoodPassword } from './account.ts'
import { currentAgreement } from './agreement.ts'
import { restingFactors, verifyAtAuthority } from './authorities.ts'
import { beginRegistration } from './begin-registration.ts'
import { createCitizen } from './create-citizen.ts'
import { demandProof } from './demand-proof.ts'
import { openSession, type Entrance } from './session.ts'
import { checkCode, sendCode } from './sms-code.ts'
import * as store from './store.ts'

const FACTORS_NEEDED = 2
const PER_PERSON = { limit: 10, windowMs: 24 * 3600_000 }
const PER_ADDRESS = { limit: 60, windowMs: 3600_000 }

/**
 * Counts a try at verifying, by person and by address, before it is made. The answer of an authority is an oracle: without
 * a limit it would tell who owns which card.
 */
async function countTry(
  { db, crypto }: Services,
  idNumberDigest: string,
  { address, now }: { address: string; now: Date },
) {
  const person = await mayTry(db, `verify:${idNumberDigest}`, now, PER_PERSON)
  const place = await mayTry(db, `verify-address:${crypto.blindIndex('address', address)}`, now, PER_ADDRESS)
  if (!person || !place) throw new Problem(TooManyAttempts, { retryAfterSeconds: 3600 })
}

interface PersonInput {
  name: string
  idNumber: string
  proof?: string
}

/** Step 1: the identity number is well-formed, not taken, and the police know this person by this name. */
export async function startRegistration(services: Services, guest: Guest, input: PersonInput) {
  const person = await verifyPerson(services, guest, input)
  // Asked only after the police have confirmed the name: strangers do not learn who has an account.
  if (await store.citizenIdByIdNumber(services.db, person.idNumberDigest)) throw new Problem(AlreadyRegistered)
  return openRegistration(services, guest, person)
}

/** The same for whoever has an account and lost the way in; whether there is one, is told only after all is verified. */
export async function startRecovery(services: Services, guest: Guest, input: PersonInput) {
  return openRegistration(services, guest, await verifyPerson(services, guest, input))
}

async function verifyPerson(services: Services, guest: Guest, input: PersonInput) {
  const { crypto, config } = services
  await demandProof(services, guest, input.proof)
  const parsed = parseCitizenId(input.idNumber, { today: legalDate(guest.now), allowDemo: config.demo })
  if (!parsed.ok)
    throw new Problem(BadIdNumber, { errors: [{ path: '/idNumber', message: '身份证号不正确，请逐位核对' }] })
  const person = { name: input.name.trim(), idNumber: parsed.value.number }
  const idNumberDigest = crypto.blindIndex('id-number', person.idNumber)

  await countTry(services, idNumberDigest, guest)
  await verifyAtAuthority(services, 'idNumber', person)
  return { ...person, idNumberDigest }
}

async function openRegistration(services: Services, guest: Guest, person: { name: string; idNumber: string }) {
  const { token, id } = await services.db
    .transaction()
    .execute((tx) => beginRegistration(tx, services, guest, { ...person, verifiedBy: 'factors' }))
  return { token, registration: await showRegistration(services, id) }
}

/** The registration as its owner sees it: masked, with what is still needed. */
export async function showRegistration(services: Services, id: string): Promise<Registration> {
  const { db, crypto, clock } = services
  const found = await store.findRegistration(db, id)
  if (!found) throw new Problem(NoRegistration)
  return {
    name: maskName(crypto.open(found.nameSealed)),
    idNumber: maskIdNumber(crypto.open(found.idNumberSealed)),
    factors: found.factors.map(({ kind, valueMasked, verifiedAt }) => ({ kind, value: valueMasked, verifiedAt })),
    verifiedBy: found.verifiedBy,
    stillNeeded: stillNeeded(found),
    unavailable: restingFactors(services, clock.now()),
    expiresAt: found.expiresAt,
  }
}

/** Sends a code to the phone that is to be verified. */
export function sendRegistrationCode(services: Services, registrant: Registrant, phone: string) {
  return sendCode(services, registrant, `registration:${registrant.id}`, normalised('phone', phone, '/phone'))
}

/** Step 2: one more factor is verified at its authority; a phone also by a code it received. */
export async function verifyFactor(
  services: Services,
  registrant: Registrant,
  input: { kind: FactorKind; value: string; code?: string },
): Promise<Registration> {
  const { db, crypto } = services
  const found = await store.findRegistration(db, registrant.id)
  if (!found) throw new Problem(NoRegistration)
  if (found.factors.some(({ kind }) => kind === input.kind)) throw new Problem(FactorRepeated)
  const value = normalised(input.kind, input.value, '/value')

  await countTry(services, found.idNumberDigest, registrant)
  if (input.kind === 'phone') {
    if (!input.code) throw new Problem(WrongCode, { errors: [{ path: '/code', message: '请填写短信验证码' }] })
    await checkCode(services, registrant.now, `registration:${registrant.id}`, value, input.code)
  }
  await verifyAtAuthority(services, input.kind, {
    name: crypto.open(found.nameSealed),
    idNumber: crypto.open(found.idNumberSealed),
    value,
  })

  const saved = await db.transaction().execute((tx) =>
    store.insertFactor(tx, {
      registrationId: registrant.id,
      kind: input.kind,
      valueSealed: crypto.seal('identity', value),
      valueMasked: maskFactor(value),
      verifiedAt: registrant.now.toISOString(),
    }),
  )
  if (!saved) throw new Problem(FactorRepeated)
  return showRegistration(services, registrant.id)
}

/** Step 3: the agreement in force is signed and the account is made, once. */
export async function completeRegistration(
  services: Services,
  registrant: Registrant,
  input: { agreementVersion: string; password: string },
  browser: Entrance['browser'],
) {
  const { db } = services
  const found = await verifiedRegistration(services, registrant)
  const agreement = await currentAgreement()
  if (agreement.version !== input.agreementVersion) throw new Problem(AgreementOutdated)
  const { name, idNumber, phone } = found
  demandGoodPassword(input.password, [idNumber, phone ?? ''])
  const passwordHash = await hashPassword(input.password)

  const signedIn = await db.transaction().execute(async (tx) => {
    if (!(await store.completeRegistrationRow(tx, found.id, registrant.now))) throw new Problem(NoRegistration)
    const id = await createCitizen(tx, services, registrant, {
      name,
      idNumber,
      phone,
      passwordHash,
      agreement,
      level: found.isRealPerson ? 'L3' : 'L2',
      identityData: found.identityData,
      registrationId: found.id,
    })
    const entrance: Entrance = { method: 'registration', address: registrant.address, browser }
    return { id, ...(await openSession(tx, id, entrance, registrant.now)) }
  })
  await forgetTries(db, `verify:${found.idNumberDigest}`)
  return signedIn
}

/** What is known of somebody who has proved all that an account needs. */
export async function verifiedRegistration({ db, crypto }: Services, { id }: Registrant) {
  const found = await store.findRegistration(db, id)
  if (!found) throw new Problem(NoRegistration)
  if (stillNeeded(found) > 0) throw new Problem(FactorsMissing)
  const phone = found.factors.find(({ kind }) => kind === 'phone')
  const { consentVersion: version, consentDigest: digest } = found
  return {
    id,
    name: crypto.open(found.nameSealed),
    idNumber: crypto.open(found.idNumberSealed),
    idNumberDigest: found.idNumberDigest,
    phone: phone ? crypto.open(phone.valueSealed) : null,
    isRealPerson: found.verifiedBy === 'trusted-identity',
    identityData: version !== null && digest !== null ? { version, digest } : undefined,
  }
}

/** Whom the authority vouched for as the real person has proved more than two factors do. */
function stillNeeded({ verifiedBy, factors: verified }: { verifiedBy: string; factors: unknown[] }): number {
  return verifiedBy === 'trusted-identity' ? 0 : Math.max(0, FACTORS_NEEDED - verified.length)
}

function normalised(kind: FactorKind, value: string, path: string): string {
  const factor = factors[kind]
  const text = factor.normalise(value)
  if (!factor.isValid(text)) throw new Problem(FactorInvalid, { errors: [{ path, message: factor.hint }] })
  return text
}

/** Keeps the last four characters. */
function maskFactor(value: string): string {
  return maskText(value) === value ? value.slice(-4).padStart(value.length, '*') : maskText(value)
}
