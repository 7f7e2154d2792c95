import { documentKinds, type DocumentKind } from '@zhengtong/domain/documents'
import type { CaseRecord } from '../cases/index.ts'
import type { DocumentContent } from './content.ts'
import { TEMPLATE_VERSION, templates } from './templates.ts'
import { dateInWords } from './words.ts'

/** Writes the document that an act gives: everything it will ever say but its number. `issuedOn` is the day it is written. */
export function writeDocument(
  record: CaseRecord,
  act: CaseRecord['acts'][number],
  kind: DocumentKind,
  { token, issuedOn }: { token: string; issuedOn: string },
): DocumentContent {
  const notes = [
    ...(record.guide.isDemo ? ['示例文书，不具有法律效力。'] : []),
    ...(issuedOn === act.on ? [] : [`本文书于${dateInWords(issuedOn)}根据办理记录制作。`]),
  ]
  return {
    template: TEMPLATE_VERSION,
    kind,
    title: documentKinds[kind].title,
    agencyName: record.agencyName,
    addressee: record.applicantName,
    body: templates[kind](record, act),
    dated: act.on,
    caseNumber: record.caseNumber,
    token,
    footnote: notes.join('') || null,
  }
}
