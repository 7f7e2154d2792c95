import { buffer } from 'node:stream/consumers'
import { sm3 } from '../../platform/crypto/index.ts'
import type { Services } from '../../platform/services.ts'
import * as files from '../files/index.ts'
import type { DocumentContent } from './content.ts'
import { numberOf } from './number-of.ts'
import { renderDocument, type NumberedDocument } from './render.ts'
import * as store from './store.ts'

type Stored = NonNullable<Awaited<ReturnType<typeof store.findDocument>>>

/**
 * The PDF of a document, with its file name. Made when it is first asked for, then stored under its digest and never made
 * again: what was handed out once is what is handed out always. Two at once make the same bytes, and the first digest stays.
 */
export async function pdfOf(services: Services, document: Stored): Promise<{ name: string; bytes: Buffer }> {
  const words = JSON.parse(services.crypto.open(document.contentSealed)) as DocumentContent
  const content = { ...words, number: numberOf(document) }
  const name = `${content.title} ${content.number}.pdf`
  return { name, bytes: await readStored(services, document.sm3 ?? (await make(services, document, content))) }
}

async function make(
  { config, db }: Services,
  { caseId, id }: Pick<Stored, 'caseId' | 'id'>,
  content: NumberedDocument,
): Promise<string> {
  const bytes = renderDocument(content, `${config.publicUrl}/verify/${content.token}`)
  const digest = sm3(bytes)
  await files.keepContent(config, keyOf(digest), bytes)
  return store.keepDigest(db, caseId, id, digest, bytes.length)
}

/** Bytes that are not what was made are not handed out. */
async function readStored({ config }: Services, digest: string): Promise<Buffer> {
  const bytes = await buffer(await files.readFileContent(config, keyOf(digest)))
  if (sm3(bytes) !== digest) throw new Error(`the stored PDF ${digest} has been changed`)
  return bytes
}

const keyOf = (digest: string) => `document-${digest}`
