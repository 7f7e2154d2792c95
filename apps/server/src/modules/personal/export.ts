import { ExportGone, TooManyExports, type DataExport } from '@zhengtong/contract/personal'
import type { Citizen } from '../../platform/actor.ts'
import { mayTry } from '../../platform/attempts.ts'
import { publish } from '../../platform/events.ts'
import { addJob } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { zip } from '../../platform/zip.ts'
import * as notifications from '../notifications/index.ts'
import { collectData } from './collect-data.ts'
import { readableCopy } from './readable-copy.ts'
import * as store from './store.ts'

const HOURS = 24
const SHOWN = 10
const A_DAY = { limit: 3, windowMs: HOURS * 3600_000 }

/** Asks for a copy of the person's data (个人信息保护法 art. 45); a job prepares it. The same id again is the same request. */
export async function requestExport(services: Services, citizen: Citizen, id: string): Promise<DataExport> {
  const { db } = services
  const before = (await listExports(services, citizen)).find((each) => each.id === id)
  if (before) return before
  if (!(await mayTry(db, `export:${citizen.id}`, citizen.now, A_DAY)))
    throw new Problem(TooManyExports, { retryAfterSeconds: HOURS * 3600 })
  await db.transaction().execute(async (tx) => {
    if (!(await store.insertExport(tx, citizen.id, id, citizen.now.toISOString()))) return
    await addJob(tx, 'personal:export', { citizenId: citizen.id, exportId: id }, { key: `export:${id}` })
    await publish(tx, citizen, 'export.requested', { citizenId: citizen.id, exportId: id })
  })
  return { id, state: 'preparing', requestedAt: citizen.now.toISOString(), expiresAt: null }
}

export async function listExports({ db }: Services, citizen: Citizen): Promise<DataExport[]> {
  const rows = await store.listExports(db, citizen.id, SHOWN)
  return rows.map(({ id, requestedAt, expiresAt, takenAt }) => ({
    id,
    requestedAt,
    expiresAt,
    state: takenAt ? 'taken' : !expiresAt ? 'preparing' : new Date(expiresAt) > citizen.now ? 'ready' : 'expired',
  }))
}

/** The job: gathers everything, puts it down sealed for a day, and tells the person. */
export async function prepareExport(services: Services, citizenId: string, id: string): Promise<void> {
  const { db, crypto, clock } = services
  const data = await collectData(services, citizenId)
  const archive = zip([
    { name: '我的数据.json', content: `${JSON.stringify(data, null, 2)}\n` },
    { name: '我的数据.html', content: readableCopy(data) },
  ])
  const now = clock.now()
  await db.transaction().execute(async (tx) => {
    const expiresAt = new Date(now.getTime() + HOURS * 3600_000).toISOString()
    await store.fillExport(tx, citizenId, id, crypto.seal('personal', archive.toString('base64')), expiresAt)
    await notifications.tellPerson(tx, citizenId, {
      // The export's own id: told once, however often the job runs.
      eventId: id,
      title: '您的数据可以下载了',
      text: `请在 ${HOURS} 小时内到“隐私中心”下载，只能下载一次。`,
      at: now.toISOString(),
    })
  })
}

/** Hands the copy out, once and within its day. */
export async function takeExport({ db, crypto }: Services, citizen: Citizen, id: string): Promise<Buffer> {
  const sealed = await db.transaction().execute(async (tx) => {
    const found = await store.takeExport(tx, citizen.id, id, citizen.now.toISOString())
    if (found) await publish(tx, citizen, 'export.taken', { citizenId: citizen.id, exportId: id })
    return found
  })
  if (!sealed) throw new Problem(ExportGone)
  return Buffer.from(crypto.open(sealed), 'base64')
}
