import { MOST_HINTED, type CaseHints, type HintedCase } from '@zhengtong/contract/case-hints'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import { openStatuses } from '@zhengtong/domain/flow'
import { shiftMonths } from '@zhengtong/domain/plain-date'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as catalogue from '../catalogue/index.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import { listOfApplicant, listWithTwins, type Applicant, type HintRow } from './hint-store.ts'
import { labelOf } from './lifecycle.ts'
import { caseScope, readScope } from './read-scope.ts'
import * as store from './store.ts'

const open: ReadonlySet<string> = new Set(openStatuses)
/** A decision counts as lately made for so long. */
const MONTHS = 12

/**
 * What an officer may want to know before he works on a case: what else its applicant has here, whether it is asked for twice,
 * and whether somebody else handed in one of its files. Only cases in his own scope, as in his lists; of others not even that
 * there are any. These are hints for a person to weigh: nothing follows from them by itself.
 */
export async function hintsFor(services: Services, officer: StaffMember, caseId: string): Promise<CaseHints> {
  const { db } = services
  const found = await store.findScopedCase(db, await caseScope(db, officer), caseId)
  if (!found) throw new Problem(CaseNotFound)
  const [scope, who, attached] = await Promise.all([
    readScope(db, officer),
    applicantOf(services, found),
    store.listMaterialFiles(db, caseId),
  ])
  const twins = await files.findTwins(
    db,
    attached.map(({ fileId }) => fileId),
  )
  const [own, foreign] = await Promise.all([
    listOfApplicant(db, scope, who, caseId),
    listWithTwins(db, scope, twins, { who, filerId: found.citizenId }),
  ])
  const bases = await catalogue.baseKeys(db, [found.itemCode, ...new Set(own.map(({ itemCode }) => itemCode))])
  const since = shiftMonths(legalDate(officer.now), -MONTHS)
  const isTwice = ({ itemCode, status, decidedOn }: HintRow) =>
    (itemCode === found.itemCode || (bases.has(itemCode) && bases.get(itemCode) === bases.get(found.itemCode))) &&
    (open.has(status) || (decidedOn !== null && decidedOn >= since))
  return {
    duplicates: shown(own.filter(isTwice)),
    others: shown(own.filter((row) => !isTwice(row))),
    files: [...Map.groupBy(foreign, ({ fileId }) => fileId)].map(([fileId, rows]) => ({ fileId, cases: shown(rows) })),
  }
}

/** Who the case is for, whoever filed it: his own filings and those made for him are one person's. */
async function applicantOf({ db, crypto }: Services, found: store.CaseRow): Promise<Applicant> {
  if (found.subjectOrganisationId) return { organisationId: found.subjectOrganisationId }
  if (found.subjectDigest) {
    const account = await identity.citizenIdByIdNumber(db, found.subjectDigest)
    return { citizenId: account?.citizenId ?? null, digest: found.subjectDigest }
  }
  const { citizenId } = found
  const account = await identity.findCitizen(db, citizenId)
  // Of an account that was deleted only the old cases are left.
  const sealed = account?.idNumberSealed
  return { citizenId, digest: sealed ? crypto.blindIndex('id-number', crypto.open(sealed)) : null }
}

const shown = (rows: HintRow[]): HintedCase[] =>
  rows.slice(0, MOST_HINTED).map(({ id, caseNumber, itemName, applicantName, status, submittedAt }) => ({
    id,
    caseNumber,
    itemName,
    applicantName,
    status,
    statusLabel: labelOf(status),
    submittedAt,
  }))
