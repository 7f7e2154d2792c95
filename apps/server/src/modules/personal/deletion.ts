import { CasesOpen, type Deletion } from '@zhengtong/contract/personal'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { systemActor } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import * as appointments from '../appointments/index.ts'
import * as family from '../family/index.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import * as notifications from '../notifications/index.ts'
import * as organisations from '../organisations/index.ts'
import * as store from './store.ts'

const COOLING_DAYS = 7
const A_RUN = 100
const MANY = 50

const erased = [
  '姓名、身份证号、手机号和密码',
  '登录状态和登录设备',
  '网证关联和认证记录',
  '草稿、收藏和材料库里的文件',
  '站内消息',
  '预约记录；还没到的预约会取消',
  '您代表或代办企业的权限、和家人之间的授权、登记的孩子',
]
const kept = [
  { what: '您提交过的办件、随办件交的材料和办理结果', why: '行政机关依法要归档保存，供您和部门以后查证。' },
  { what: '操作记录和谁看过您办件的记录', why: '法律要求保存，用来查清责任，任何人不能删除。' },
  { what: '您同意过的协议及时间', why: '用来证明当时的处理有依据。' },
]

/** What deleting the account means, what stays and why, and whether it can be done now. Shown before anything is confirmed. */
export async function showDeletion(services: Services, citizen: Citizen): Promise<Deletion> {
  const { db } = services
  const [open, mandates, request] = await Promise.all([
    cases.listOpenOf(db, cases.viewing(services, citizen), MANY),
    organisations.listOwn(db, citizen.id, 100),
    store.findDeletion(db, citizen.id),
  ])
  return {
    openCases: open.map(({ id, itemName, status }) => ({ id, itemName, statusLabel: cases.labelOf(status) })),
    represents: mandates.filter(({ role }) => role === 'representative').map((row) => row.organisationName),
    erased,
    kept,
    coolingDays: COOLING_DAYS,
    requestedAt: request?.requestedAt ?? null,
    eraseOn: request?.eraseOn ?? null,
  }
}

/** Asks for the deletion; it is carried out after the cooling-off days. Refused while something of his own is under way. */
export async function requestDeletion(services: Services, citizen: Citizen): Promise<Deletion> {
  const { db } = services
  await refuseOpenCases(services, citizen)
  const eraseOn = legalDate(new Date(citizen.now.getTime() + COOLING_DAYS * 24 * 3600_000))
  await db.transaction().execute(async (tx) => {
    const row = { citizenId: citizen.id, requestedAt: citizen.now.toISOString(), eraseOn }
    if (await store.insertDeletion(tx, row))
      await publish(tx, citizen, 'citizen.deletion-requested', { citizenId: citizen.id })
  })
  return showDeletion(services, citizen)
}

export async function cancelDeletion(services: Services, citizen: Citizen): Promise<Deletion> {
  await services.db.transaction().execute(async (tx) => {
    if (await store.deleteDeletion(tx, citizen.id))
      await publish(tx, citizen, 'citizen.deletion-cancelled', { citizenId: citizen.id })
  })
  return showDeletion(services, citizen)
}

/** The job: erases those whose days are over. Whoever has started something new meanwhile stays, and is told. */
export async function eraseDue(services: Services): Promise<void> {
  const { db, clock, config } = services
  const actor = systemActor(services, 'deletion')
  const today = legalDate(clock.now())
  for (const { citizenId } of await store.listDueDeletions(db, today, A_RUN)) {
    const gone = await db.transaction().execute(async (tx) => {
      if (!(await store.lockDeletion(tx, citizenId, today))) return []
      const { idDigest: idNumberDigest } = await identity.personOf(services, citizenId)
      if ((await cases.listOpenOf(tx, { id: citizenId, idNumberDigest, now: actor.now }, 1)).length) {
        await store.deleteDeletion(tx, citizenId)
        await tellThatItStopped(tx, citizenId, actor.now)
        await publish(tx, actor, 'citizen.deletion-cancelled', { citizenId })
        return []
      }
      return erase(tx, actor, citizenId)
    })
    await files.removeContent(config, gone)
  }
}

/** Erases the profile and all that is only the person's; cases, materials handed in and the trail of events stay. */
async function erase(tx: Tx, actor: ReturnType<typeof systemActor>, citizenId: string): Promise<string[]> {
  const ended = await organisations.endAllOf(tx, citizenId, {
    at: actor.now.toISOString(),
    by: citizenId,
    reason: 'resigned',
  })
  for (const { id: mandateId, organisationId } of ended)
    await publish(tx, actor, 'mandate.ended', { organisationId, mandateId, reason: 'resigned' })
  await store.forgetPerson(tx, citizenId)
  await appointments.endBookingsOf(tx, actor, citizenId)
  await family.endFamilyOf(tx, citizenId, actor.now.toISOString())
  await cases.deleteDraftsOf(tx, citizenId)
  await notifications.deleteNoticesOf(tx, citizenId)
  await identity.eraseCitizen(tx, citizenId)
  await publish(tx, actor, 'citizen.erased', { citizenId })
  return files.deleteAllUnused(tx, citizenId)
}

async function refuseOpenCases(services: Services, citizen: Citizen): Promise<void> {
  const open = await cases.listOpenOf(services.db, cases.viewing(services, citizen), MANY)
  if (open.length)
    throw new Problem(CasesOpen, { detail: `还没办完的：${open.map(({ itemName }) => `“${itemName}”`).join('、')}` })
}

function tellThatItStopped(tx: Tx, citizenId: string, now: Date) {
  return notifications.tellPerson(tx, citizenId, {
    eventId: newId(),
    title: '账号没有注销',
    text: '您在等待期间又提交了申请，账号没有注销。办结以后可以重新申请注销。',
    at: now.toISOString(),
  })
}
