import { open } from 'node:fs/promises'
import { FileInfected, FileKindNotAccepted, FileNotScanned, ImageTooLarge } from '@zhengtong/contract/files'
import type { Citizen } from '../../platform/actor.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import { NotScanned, scanFile } from '../../platform/scanner.ts'
import type { Services } from '../../platform/services.ts'
import { pixelsOf } from './image-size.ts'
import type { MediaType } from './media-type.ts'
import * as store from './store.ts'

/** Phones take pictures of up to 200 million pixels. */
const MAX_PIXELS = 210_000_000

/**
 * Looks at an upload while it still lies in quarantine, in a file that nobody can ask for: a picture that would fill a viewer's
 * memory, and what the malware scanner says. Without a scanner (`SCANNER_URL=off`) that second look does not happen.
 */
export async function inspect(
  services: Services,
  citizen: Citizen,
  { id, file, mediaType }: { id: string; file: string; mediaType: MediaType },
): Promise<void> {
  await checkPixels(file, mediaType)
  if (!services.config.scannerUrl) return
  const found = await scanFile(services.config.scannerUrl, file).catch(async (error: unknown) => {
    if (!(error instanceof NotScanned)) throw error
    services.log.error({ requestId: citizen.requestId, error: error.message }, 'upload not scanned')
    await refuse(services, citizen, id, { kind: 'scanner', signature: null })
    throw new Problem(FileNotScanned, { retryAfterSeconds: 60 })
  })
  if (found === undefined) return
  await refuse(services, citizen, id, { kind: 'malware', signature: found })
  throw new Problem(FileInfected)
}

/** The record outlives the refused upload: the event for auditors, the row for the operators' alarm. */
async function refuse(
  { db }: Services,
  citizen: Citizen,
  fileId: string,
  what: { kind: 'malware' | 'scanner'; signature: string | null },
) {
  await db.transaction().execute(async (tx) => {
    await store.insertRefusal(tx, { id: newId(), at: citizen.now.toISOString(), citizenId: citizen.id, ...what })
    await publish(tx, citizen, what.kind === 'malware' ? 'file.infected' : 'file.not-scanned', { fileId })
  })
}

async function checkPixels(file: string, mediaType: MediaType): Promise<void> {
  if (mediaType !== 'image/png' && mediaType !== 'image/jpeg') return
  const handle = await open(file)
  try {
    const pixels = await pixelsOf(handle, mediaType)
    if (!pixels) throw new Problem(FileKindNotAccepted, { detail: '这张图片已经损坏，请换一张' })
    if (pixels > MAX_PIXELS) throw new Problem(ImageTooLarge)
  } finally {
    await handle.close()
  }
}
