import type { BundlePage, BundleProgress, BundleReceipt, BundleSubmission } from '@zhengtong/contract/bundles'
import { luhnDigit } from '@zhengtong/domain/bank-card'
import { chosenChildren } from '@zhengtong/domain/bundle'
import { checkDigit } from '@zhengtong/domain/citizen-id'
import { completeOrgCode } from '@zhengtong/domain/org-code'
import { Logger, runOnce } from 'graphile-worker'
import { sql } from 'kysely'
import { modules } from '../modules.ts'
import { newId } from '../platform/ids.ts'
import { taskList } from '../platform/jobs.ts'
import { anOfficer, anUpload, type TestApp } from './factories.ts'
import { send } from './request.ts'

const numberOf = (first17: string) => first17 + checkDigit(first17)
export const bankCard = `622200000000000077${luhnDigit('622200000000000077')}`
/** What birth registration gives the child, and company registration the company. */
export const newbornId = numberOf('77010120261101108')
export const companyCode = completeOrgCode('91770101MA000077')
export const deceasedId = numberOf('77010119400101105')

const answers: Record<string, Record<string, unknown>> = {
  newborn: {
    childName: '张小宝',
    sex: 'F',
    bornOn: '2026-11-01',
    bornAt: '云岭区妇幼保健院',
    relation: 'mother',
    motherName: '李女士',
    children: 0,
    order: '1',
    follow: 'mother',
    address: '云岭区山前路 18 号 3 幢 201',
    year: '2026',
    wantCard: 'yes',
    bank: 'ccb',
    mailAddress: '云岭区山前路 18 号 3 幢 201',
    money: 'both',
    bankName: '建设银行云岭支行',
    bankCard,
    truth: true,
  },
  company: {
    companyName: '云岭新芽食品有限公司',
    address: '云岭区创业路 8 号',
    capital: 100_000,
    scope: '食品销售、餐饮服务',
    term: 'long',
    shareholders: [{ name: '测试人', amount: 100_000 }],
    legalRep: '测试人',
    director: '测试人',
    finance: '周会计',
    seals: 'set',
    taxpayer: 'small',
    invoice: 'yes',
    staff: 3,
    fund: 'yes',
    rate: '5',
    wantBank: 'yes',
    bank: 'icbc',
    truth: true,
  },
  retirement: {
    kind: 'normal',
    retireOn: '2026-12-01',
    years: 32,
    employer: '云岭机械厂',
    address: '云岭区山前路 18 号',
    bankName: '工商银行云岭支行',
    bankCard,
    hasFund: 'yes',
    oneChild: 'yes',
    childName: '张小明',
    truth: true,
  },
  farewell: {
    deceasedName: '张老汉',
    deceasedId,
    diedOn: '2026-11-20',
    place: 'hospital',
    relation: 'child',
    bankName: '农业银行云岭支行',
    bankCard,
    driving: 'yes',
    fund: 'yes',
    truth: true,
  },
}

/** A complete application for a bundle of the demo province, in 云岭区; `change` changes answers. */
export async function aBundle(
  app: TestApp,
  citizen: { id: string },
  code: string,
  change: Record<string, unknown> = {},
): Promise<BundleSubmission> {
  const { body: page } = await send<BundlePage>(app, undefined, 'GET', `/bundles/${code}?region=770101`)
  const filled = { ...answers[code], ...change }
  const form = Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined))
  const chosen = chosenChildren(
    page.items.map((item) => ({ ...item, baseKey: '', fields: {}, materials: {} })),
    form,
  ).map(({ key }) => page.items.find((item) => item.key === key))
  const needed = page.materials.filter(({ requiredBy }) =>
    requiredBy.some((key) => chosen.some((one) => one?.key === key)),
  )
  return {
    id: newId(),
    code,
    version: page.version,
    region: '770101',
    items: chosen.flatMap((one) =>
      one ? [{ key: one.key, itemCode: one.itemCode, itemVersion: one.itemVersion }] : [],
    ),
    form,
    materials: await Promise.all(
      needed.map(async ({ id }) => ({ materialId: id, fileIds: [await anUpload(app, citizen.id)] })),
    ),
  }
}

export const submitBundle = (app: TestApp, citizen: { cookie: string }, submission: BundleSubmission) =>
  send<BundleReceipt & { type: string; errors?: { path: string; message: string }[] }>(
    app,
    citizen,
    'POST',
    '/bundle-applications',
    submission,
  )
export const progressOf = async (app: TestApp, citizen: { cookie: string }, id: string) =>
  (await send<BundleProgress>(app, citizen, 'GET', `/bundle-applications/${id}`)).body

const silent = new Logger(() => () => undefined)
/** Does all jobs that wait, as the worker would, but sends no messages. */
export async function work({ services }: Pick<TestApp, 'services'>): Promise<void> {
  const { 'send-sms': _sms, ...tasks } = taskList(modules, services)
  await runOnce({ pgPool: services.pool, taskList: tasks, noHandleSignals: true, logger: silent })
}

/** Officers who take the cases of any agency of the demo from the queue to the decision. */
export function theOfficers(app: TestApp) {
  const known = new Map<string, Promise<{ clerk: { cookie: string }; head: { cookie: string } }>>()
  const hire = async (agency: string) => ({
    clerk: await anOfficer(app, agency, ['accept', 'review']),
    head: await anOfficer(app, agency, ['decide']),
  })
  const of = async (caseId: string) => {
    const { rows } = await sql<{
      agencyCode: string
    }>`select agency_code from cases."case" where id = ${caseId}`.execute(app.services.db)
    const agency = rows[0]?.agencyCode ?? ''
    known.set(agency, known.get(agency) ?? hire(agency))
    return known.get(agency) ?? hire(agency)
  }
  const act = (who: { cookie: string }, caseId: string, kind: string, version: number, fields: object = {}) =>
    send(app, who, 'POST', `/staff/cases/${caseId}/${kind}`, { actId: newId(), version, ...fields })
  const review = async (caseId: string, conclusion: 'grant' | 'deny') => {
    const { clerk, head } = await of(caseId)
    await act(clerk, caseId, 'acceptance', 1)
    await act(clerk, caseId, 'review', 2, { conclusion, opinion: '材料齐全，核对完毕。' })
    return head
  }
  return {
    of,
    act,
    review,
    grant: async (caseId: string, resultNumber?: string) =>
      act(await review(caseId, 'grant'), caseId, 'grant', 3, resultNumber ? { resultNumber } : {}),
    deny: async (caseId: string) =>
      act(await review(caseId, 'deny'), caseId, 'denial', 3, { reason: '信息与登记不一致，不符合条件。' }),
  }
}
