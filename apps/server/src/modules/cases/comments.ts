import * as api from '@zhengtong/contract/case-comments'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import type { StaffMember } from '../../platform/actor.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as comments from './comment-store.ts'
import { caseScope } from './read-scope.ts'
import { findScopedCase } from './store.ts'

/** The comments on a case, for whoever may read the case. */
export async function readComments(
  { db }: Services,
  officer: StaffMember,
  caseId: string,
  page: Parameters<typeof comments.listComments>[2],
): Promise<comments.CommentRow[]> {
  await mustRead(db, officer, caseId)
  return comments.listComments(db, caseId, page)
}

/** Writes a comment once: the same again changes nothing, and nobody writes over another's. */
export async function writeComment(
  { db, crypto }: Services,
  officer: StaffMember,
  caseId: string,
  { id, words }: { id: string; words: string },
): Promise<comments.CommentRow> {
  const agency = await access.findAgencyElements(db, officer.agencyCode)
  const row = {
    caseId,
    id,
    staffId: officer.id,
    staffName: officer.name,
    agencyName: agency?.name ?? '',
    wordsSealed: crypto.seal('cases', words.trim()),
    at: officer.now.toISOString(),
  }
  return db.transaction().execute(async (tx) => {
    await mustRead(tx, officer, caseId)
    if (await comments.insertComment(tx, row)) await publish(tx, officer, 'case.commented', { caseId, commentId: id })
    const kept = await comments.findComment(tx, caseId, id)
    if (kept?.staffId !== officer.id || crypto.open(kept.wordsSealed) !== words.trim())
      throw new Problem(api.CommentDiffers)
    return kept
  })
}

/** Takes back one's own comment while hardly anybody has read it. It is shown as taken back, and its row stays. */
export async function takeCommentBack(
  { db }: Services,
  officer: StaffMember,
  caseId: string,
  id: string,
): Promise<comments.CommentRow> {
  return db.transaction().execute(async (tx) => {
    await mustRead(tx, officer, caseId)
    const kept = await comments.findComment(tx, caseId, id)
    if (kept?.staffId !== officer.id) throw new Problem(api.CommentNotFound)
    if (kept.takenBackAt) return kept
    if (officer.now > lastMoment(kept)) throw new Problem(api.CommentStays)
    const takenBackAt = officer.now.toISOString()
    if (await comments.insertWithdrawal(tx, caseId, id, takenBackAt))
      await publish(tx, officer, 'case.comment-taken-back', { caseId, commentId: id })
    return { ...kept, takenBackAt }
  })
}

/** A comment as this officer sees it. */
export function shownComment(crypto: Crypto, { id: staffId, now }: StaffMember, row: comments.CommentRow): api.Comment {
  const until = lastMoment(row)
  return {
    id: row.id,
    at: row.at,
    officerName: row.staffName,
    agencyName: row.agencyName,
    words: row.takenBackAt ? null : crypto.open(row.wordsSealed),
    removableUntil: row.staffId === staffId && !row.takenBackAt && now <= until ? until.toISOString() : null,
  }
}

const lastMoment = ({ at }: { at: string }) => new Date(Date.parse(at) + api.TAKE_BACK_MINUTES * 60_000)

async function mustRead(db: Db, officer: StaffMember, caseId: string): Promise<void> {
  if (!(await findScopedCase(db, await caseScope(db, officer), caseId))) throw new Problem(CaseNotFound)
}
