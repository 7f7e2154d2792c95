import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { createBlobStore, type BlobStore } from '../../platform/blob-store.ts'
import { signSm2 } from '../../platform/crypto/index.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { systemActor } from '../../platform/jobs.ts'
import { attachedMonths, detachMonth, type Month } from '../../platform/partitions.ts'
import type { Services } from '../../platform/services.ts'
import * as archives from './archive-store.ts'
import { archiveText } from './canonical.ts'
import { signingKey } from './keys.ts'
import { writeExport } from './write-export.ts'

/**
 * Archives every month that is older than the retention: writes its days to a signed file in the file store, reads that
 * file back, and only then detaches the partition, as a whole. A kill at any point leaves either a month that is still
 * attached, which the next run takes up again, or one that is done. Answers the months that left.
 */
export async function archiveMonths(services: Services): Promise<string[]> {
  const { db, pool, clock, config } = services
  const before = oldestKept(clock.now(), config.audit.retentionMonths)
  const left = await archives.alone(pool, async () => {
    const done: string[] = []
    for (const month of await attachedMonths(db)) {
      if (month.to <= before && (await archiveMonth(services, month))) done.push(month.from)
    }
    return done
  })
  return left ?? []
}

/** The first day of the month that the retention reaches back to; every month before it is older as a whole. */
function oldestKept(now: Date, retentionMonths: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - retentionMonths, 1)).toISOString().slice(0, 10)
}

async function archiveMonth(services: Services, month: Month): Promise<boolean> {
  const { db, log, config } = services
  const survey = await db.transaction().execute((tx) => archives.surveyMonth(tx, month))
  const { events, sealed, firstDay, lastDay, unsigned } = survey
  if (events === 0 || firstDay === null || lastDay === null) return false
  if (sealed < events || unsigned !== null) {
    log.warn(
      { month: month.from, events, sealed, unsigned },
      'month is not archived: not all of it is sealed and signed',
    )
    return false
  }
  const blobs = createBlobStore(config)
  const found = (await archives.listArchives(db)).find((row) => row.month === month.from)
  const isExported = found?.events === events && (await isKept(blobs, found))
  const archive = isExported ? found : await exportMonth(services, blobs, month, { events, firstDay, lastDay })
  if (!(await isKept(blobs, archive)))
    throw new Error(`the archive of ${month.from} is not in the file store as written`)
  await detach(services, month, archive)
  log.info({ month: month.from, events, file: archive.fileKey }, 'month archived')
  return true
}

async function exportMonth(
  services: Services,
  blobs: BlobStore,
  month: Month,
  { events, firstDay, lastDay }: { events: number; firstDay: string; lastDay: string },
): Promise<archives.ArchiveRow> {
  const { owner, crypto, clock, config } = services
  const folder = path.join(config.dataDir, 'uploading')
  await mkdir(folder, { recursive: true })
  const fileKey = newId()
  const file = path.join(folder, fileKey)
  try {
    const written = await writeExport(services, { from: firstDay, to: lastDay }, file, clock.now())
    await blobs.take(fileKey, file)
    return await owner.db.transaction().execute(async (tx) => {
      const { id: keyId, privateKey, publicKey } = await signingKey(tx, crypto, clock.now())
      const { size: fileSize, digest: fileDigest } = written
      const facts = { month: month.from, firstDay, lastDay, events, fileKey, fileSize, fileDigest, keyId }
      const signature = signSm2(archiveText(facts), privateKey, publicKey)
      const row = { ...facts, signature, madeAt: clock.now().toISOString(), detachedAt: null }
      await archives.saveArchive(tx, row)
      return row
    })
  } finally {
    await rm(file, { force: true })
  }
}

/** Takes the partition out, if it holds exactly what was exported. */
async function detach(services: Services, month: Month, archive: archives.ArchiveRow): Promise<void> {
  const actor = systemActor(services, 'archive')
  await services.owner.db.transaction().execute(async (tx) => {
    await detachMonth(tx, month, 'audit')
    if ((await archives.countEvents(tx, month)) !== archive.events)
      throw new Error(`events came into ${month.from} after it was exported`)
    await archives.markDetached(tx, month.from, actor.now.toISOString())
    await publish(tx, actor, 'audit.archived', { month: month.from })
  })
}

/** Whether the file store has the archive, byte for byte as it was written. */
export async function isKept(blobs: BlobStore, { fileKey, fileDigest }: archives.ArchiveRow): Promise<boolean> {
  const digest = createHash('sm3')
  try {
    for await (const chunk of await blobs.read(fileKey)) digest.update(chunk as Buffer)
  } catch {
    return false
  }
  return digest.digest('hex') === fileDigest
}

/** Archived months whose file is lost or changed. */
export async function lostArchives({ db, config }: Pick<Services, 'db' | 'config'>): Promise<string[]> {
  const blobs = createBlobStore(config)
  const lost: string[] = []
  for (const archive of await archives.listArchives(db)) {
    if (!(await isKept(blobs, archive))) lost.push(archive.month.slice(0, 7))
  }
  return lost
}
