import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { ExportEmpty, ExportTooLarge, MAX_EXPORT_LINKS, TooManyAuditExports } from '@zhengtong/contract/audit'
import { InvalidRequest } from '@zhengtong/contract/problem'
import type { StaffMember } from '../../platform/actor.ts'
import { mayTry } from '../../platform/attempts.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { countLinks, type Days } from './export-store.ts'
import { sealEvents } from './seal.ts'
import { writeExport } from './write-export.ts'

const AN_HOUR = { limit: 20, windowMs: 3_600_000 }

/** A signed copy of the records of some days, for an auditor to take away. That he took it is written down first. */
export async function exportDays(services: Services, auditor: StaffMember, days: Days): Promise<Readable> {
  const { db, config } = services
  for (const [field, day] of Object.entries(days))
    if (Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day)
      throw new Problem(InvalidRequest, { errors: [{ path: `/${field}`, message: '没有这一天' }] })
  if (days.from > days.to)
    throw new Problem(InvalidRequest, { errors: [{ path: '/to', message: '结束日期不能早于开始日期' }] })
  if (!(await mayTry(db, `audit-export:${auditor.id}`, auditor.now, AN_HOUR)))
    throw new Problem(TooManyAuditExports, { retryAfterSeconds: 3_600 })
  await sealEvents(db)
  const links = await countLinks(db, days, MAX_EXPORT_LINKS + 1)
  if (links === 0) throw new Problem(ExportEmpty)
  if (links > MAX_EXPORT_LINKS) throw new Problem(ExportTooLarge)
  await db.transaction().execute((tx) => publish(tx, auditor, 'audit.exported', { ...days }))

  const folder = path.join(config.dataDir, 'uploading')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, newId())
  const remove = () => rm(file, { force: true })
  try {
    await writeExport(services, days, file, auditor.now)
    const stream = createReadStream(file)
    stream.once('close', () => void remove())
    return stream
  } catch (error) {
    await remove()
    throw error
  }
}
