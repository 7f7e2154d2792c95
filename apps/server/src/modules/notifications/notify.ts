import { documentKinds } from '@zhengtong/domain/documents'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import { queueSms } from '../../platform/sms.ts'
import * as cases from '../cases/index.ts'
import * as family from '../family/index.ts'
import * as identity from '../identity/index.ts'
import * as organisations from '../organisations/index.ts'
import * as store from './store.ts'
import { texts } from './texts.ts'

/**
 * Tells the applicant what happened to his case, and of an organisation's case those who may act for it in this item today: in-app always, by SMS where he has a phone. Once an event and person.
 */
export async function notifyApplicant(tx: Tx, event: Event, services: Services): Promise<void> {
  const caseId = event.subject['caseId'] ?? ''
  const subject = named(await cases.caseForNotice(tx, caseId))
  const words = subject && texts[event.type]?.(subject)
  if (!subject || !words) return

  const organisationId = subject.subjectOrganisationId
  const today = legalDate(services.clock.now())
  const readers = organisationId
    ? await organisations.peopleToTell(tx, organisationId, subject.itemCode, today)
    : await peopleToTell(tx, subject, today)
  for (const citizenId of readers) {
    const isNew = await store.insertNotice(tx, {
      citizenId,
      organisationId,
      id: newId(),
      eventId: event.id,
      caseId,
      title: words.title,
      text: words.text + documentWords(event),
      at: event.at,
      readAt: null,
    })
    const citizen = isNew && words.sms ? await identity.findCitizen(tx, citizenId) : undefined
    if (!citizen?.phoneSealed || !words.sms) continue
    const params = { item: subject.itemName, queryCode: subject.queryCode, agency: subject.agencyName }
    await queueSms(tx, services, { phone: services.crypto.open(citizen.phoneSealed), template: words.sms, params })
  }
}

/** A case of a bundle (一件事) is called by both names. */
const named = (subject: Subject | undefined): Subject | undefined =>
  subject?.bundle ? { ...subject, itemName: `${subject.bundle.name} · ${subject.itemName}` } : subject
/** Which document the act gave; the notice leads to the case, where it is. */
function documentWords({ type }: Event): string {
  const title = documentTitles.get(type)
  return title ? `《${title}》可以在办件页查看和下载。` : ''
}
const documentTitles = new Map(
  Object.values(documentKinds).flatMap(({ title, acts }) => acts.map((act) => [cases.events[act], title] as const)),
)

type Subject = NonNullable<Awaited<ReturnType<typeof cases.caseForNotice>>>

/** The applicant; of a case filed for a relative, that relative if he has an account, and who filed it while he may act. */
async function peopleToTell(tx: Tx, subject: Subject, today: string): Promise<string[]> {
  const { citizenId, kinshipId, kinshipKind, subjectDigest, itemCode } = subject
  if (!kinshipId || !kinshipKind || !subjectDigest) return [citizenId]
  const own = await identity.citizenIdByIdNumber(tx, subjectDigest)
  const acts = await family.isInForce(tx, citizenId, { id: kinshipId, kind: kinshipKind }, itemCode, today)
  return [...new Set([...(acts ? [citizenId] : []), ...(own ? [own.citizenId] : [])])]
}
