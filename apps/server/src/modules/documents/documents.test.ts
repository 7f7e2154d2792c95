import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { CaseDocument, Verification } from '@zhengtong/contract/documents'
import { documentKinds, type DocumentKind } from '@zhengtong/domain/documents'
import { sql } from 'kysely'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Event } from '../../platform/events.ts'
import { sm3 } from '../../platform/crypto/index.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, anUpload, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import * as cases from '../cases/index.ts'
import type { DocumentContent } from './content.ts'
import { issueAfter, issueMissing } from './issue.ts'
import { listDocuments } from './store.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let items: Record<'plain' | 'paper' | 'promise' | 'fee', Awaited<ReturnType<typeof anItem>>>
let clerk: { id: string; cookie: string }
let head: { id: string; cookie: string }
let elsewhere: { id: string; cookie: string }
const BEGIN = '2026-11-02T02:00:00Z'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  const { agency, other } = await aProvince(app)
  // The second character is rare and in the font, the third rare and not.
  citizen = await aCitizen(app, '欧阳䶮𠮷')
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  head = await anOfficer(app, agency.code, ['decide', 'approve', 'review'])
  elsewhere = await anOfficer(app, other.code, ['accept', 'review', 'decide'])
  const fee = { feeName: '登记费', feeStand: '每件 80 元', byLaw: '示例标准', amount: 8000, isDesc: true, orderNum: 1 }
  const timed = {
    anticipateDay: 20,
    anticipateType: 'workday' as const,
    promiseDay: 10,
    promiseType: 'workday' as const,
    specialProcedure: [{ name: '听证', days: 15, notice: '请带身份证到听证室。' }],
  }
  items = {
    plain: await anItem(app, agency, timed, 7201),
    paper: await anItem(app, agency, { ...timed, flow: 'paper' }, 7202),
    fee: await anItem(app, agency, { ...timed, flow: 'fee', isFee: true, fees: [fee] }, 7204),
    promise: await anItem(app, agency, { ...timed, flow: 'promise', specialProcedure: [] }, 7203),
  }
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

async function aCase(item: keyof typeof items = 'plain'): Promise<string> {
  const submission = await aSubmission(app, citizen, items[item])
  submission.materials.push({ materialId: 'purpose-proof', fileIds: [await anUpload(app, citizen.id)] })
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  return submission.id
}
async function act(who: { cookie: string }, id: string, kind: string, fields: object = {}): Promise<void> {
  const { rows } = await sql<{ version: number }>`select version from cases."case" where id = ${id}`.execute(
    app.services.db,
  )
  const place = who === citizen ? 'cases' : 'staff/cases'
  const body = { actId: newId(), version: rows[0]?.version, ...fields }
  const answer = await send(app, who, 'POST', `/${place}/${id}/${kind}`, body)
  expect([kind, answer.status, answer.body['detail']]).toEqual([kind, 200, undefined])
}
const listOf = async (id: string, who: { cookie: string } = citizen) =>
  (await send<CaseDocument[]>(app, who, 'GET', `/${who === citizen ? 'cases' : 'staff/cases'}/${id}/documents`)).body
const open = (id: string, documentId: string, who: { cookie: string } = citizen) =>
  app.app.inject({
    url: `/api/v1/${who === citizen ? 'cases' : 'staff/cases'}/${id}/documents/${documentId}`,
    headers: { cookie: who.cookie },
  })
async function textOf(pdf: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })
  return text.replaceAll(/\s/g, '')
}
async function contentOf(documentId: string): Promise<DocumentContent> {
  const { rows } = await sql<{ sealed: string }>`select content_sealed as sealed from documents.document
    where id = ${documentId}`.execute(app.services.db)
  return JSON.parse(app.services.crypto.open(rows[0]?.sealed ?? '')) as DocumentContent
}
const remedies = ['行政复议', '行政诉讼', '60日']
const accepted = async (item: keyof typeof items = 'plain') => {
  const id = await aCase(item)
  await act(clerk, id, 'acceptance')
  return id
}
const reviewed = async (item: keyof typeof items = 'plain') => {
  const id = await accepted(item)
  await act(clerk, id, 'review', { conclusion: 'grant', opinion: '内部意见不外传。' })
  return id
}

/** Brings a case to the document of each kind, and says what that must contain. */
const ways: Record<DocumentKind, { reach: () => Promise<string>; says: string[] }> = {
  receipt: { reach: aCase, says: ['申请和下列材料', '2026年11月9日', '跳过'] },
  acceptance: {
    reach: accepted,
    says: ['决定予以受理', '第三十二条', '承诺办结日期', '2026年11月16日', '法定办结日期', '2026年11月30日'],
  },
  supplement: {
    reach: async () => {
      const id = await aCase()
      await act(clerk, id, 'supplement-notice', {
        requests: [
          { materialId: 'id-card', what: '请补充身份证背面。' },
          { materialId: null, what: '申请表请写明用途。' },
        ],
      })
      return id
    },
    says: ['一次告知', '请补充身份证背面。', '申请表请写明用途。', '2026年11月23日'],
  },
  refusal: {
    reach: async () => {
      const id = await aCase()
      await act(clerk, id, 'refusal', { ground: 'not-competent', reason: '请向石桥区公安局申请。' })
      return id
    },
    says: ['不属于本机关职权范围', '请向石桥区公安局申请。', ...remedies],
  },
  'special-procedure': {
    reach: async () => {
      const id = await accepted()
      await act(clerk, id, 'suspension-proposal', { special: '听证', days: 8, reason: '申请人要求听证。' })
      await act(head, id, 'proposal-approval', { kind: 'suspension' })
      return id
    },
    says: ['第四十五条', '听证', '申请人要求听证。', '8个工作日', '2026年11月12日', '请带身份证到听证室。'],
  },
  extension: {
    reach: async () => {
      const id = await accepted()
      await act(clerk, id, 'extension-proposal', { days: 5, reason: '需要向外地调取档案。' })
      await act(head, id, 'proposal-approval', { kind: 'extension' })
      return id
    },
    says: ['第四十二条', '延长5个工作日', '需要向外地调取档案。', '2026年12月7日'],
  },
  payment: {
    reach: async () => {
      const id = await reviewed('fee')
      await act(head, id, 'bill', { items: [{ orderNum: 1, amount: 8000 }] })
      return id
    },
    says: ['应缴费用', '共80.00元', '每件80元', '缴费期限', '2026年11月16日'],
  },
  grant: {
    reach: async () => {
      const id = await reviewed()
      await act(head, id, 'grant', { resultNumber: '证字第 77 号', validUntil: '2027-11-01' })
      return id
    },
    says: ['决定准予', '证字第77号', '2027年11月1日'],
  },
  denial: {
    reach: async () => {
      const id = await reviewed()
      await act(head, id, 'denial', { reason: '查明有犯罪记录。' })
      return id
    },
    says: ['不予准予', '第三十八条第二款', '查明有犯罪记录。', ...remedies],
  },
  revocation: {
    reach: async () => {
      const id = await accepted('promise')
      await act(head, id, 'grant')
      await act(head, id, 'revocation', { reason: '承诺的住所不存在。' })
      return id
    },
    says: ['第六十九条', '2026年11月2日准予', '承诺的住所不存在。', ...remedies],
  },
  delivery: {
    reach: async () => {
      const id = await reviewed('paper')
      await act(head, id, 'grant')
      await act(clerk, id, 'delivery', { method: 'post', proof: 'EMS 7700123456' })
      return id
    },
    says: ['参照《中华人民共和国行政许可法》第四十四条', '邮寄，单号EMS7700123456'],
  },
  termination: {
    reach: async () => {
      const id = await accepted()
      await act(head, id, 'termination', { reason: '申请人已经去世。' })
      return id
    },
    says: ['终止办理', '申请人已经去世。'],
  },
  withdrawal: {
    reach: async () => {
      const id = await aCase()
      await act(citizen, id, 'withdrawal', { reason: '暂时不需要了。' })
      return id
    },
    says: ['撤回', '暂时不需要了。'],
  },
}

for (const [kind, { reach, says }] of Object.entries(ways)) {
  test(`${documentKinds[kind as DocumentKind].title} is a PDF whose text can be searched and says what it must`, async () => {
    const id = await reach()
    const document = (await listOf(id)).at(-1)
    expect(document).toMatchObject({ kind, openedAt: null, dated: '2026-11-02' })
    const answer = await open(id, document?.id ?? '')
    expect(answer.headers).toMatchObject({ 'content-type': 'application/pdf', 'cache-control': 'private, no-store' })
    expect(decodeURIComponent(String(answer.headers['content-disposition']))).toContain(
      `${document?.title} ${document?.number}.pdf`,
    )
    const text = await textOf(answer.rawPayload)
    const common = [document?.number ?? '', document?.title ?? '', '欧阳䶮〔U+20BB7〕：', '电子印章位置', '第1页共']
    for (const words of [...common, ...says]) expect(text).toContain(words.replaceAll(' ', ''))
    expect(text).not.toContain('内部意见')
    expect(text).not.toContain(citizen.idNumber)
  })
}

test('silence is acceptance: its document says so and since when', async () => {
  const id = await aCase()
  await sql`insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at, as_of)
    values (${id}, 2, ${newId()}, 'deem-accepted', 'system', ${newId()}, '系统', '2026-11-09T16:00:00Z', '2026-11-02')`.execute(
    app.services.db,
  )
  const text = await textOf((await open(id, (await listOf(id)).at(-1)?.id ?? '')).rawPayload)
  expect(text).toContain('五个工作日内没有告知是否受理')
  expect(text).toContain('（2026年11月2日）起即为受理')
})

test('several workers and a reader at once issue one document an act, each with a number of its own', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => reviewed()))
  const event = (caseId: string): Event => ({ id: newId(), type: 'case.accepted', subject: { caseId }, at: BEGIN })
  const { db } = app.services
  await Promise.all(
    ids.flatMap((id) => [
      db.transaction().execute((tx) => issueAfter(tx, event(id), app.services)),
      db.transaction().execute((tx) => issueMissing(tx, app.services, id)),
      listOf(id),
    ]),
  )
  const all = (await Promise.all(ids.map((id) => listDocuments(db, id)))).flat()
  expect(all).toHaveLength(ids.length * 2)
  for (const kind of ['receipt', 'acceptance']) {
    const taken = all
      .filter((each) => each.kind === kind)
      .map(({ sequence }) => sequence)
      .toSorted((a, b) => a - b)
    expect(taken).toEqual(taken.map((_, n) => (taken[0] ?? 0) + n))
  }
})

test('a PDF is made once: later openings, at once or after changes of the case, give the same bytes', async () => {
  const id = await accepted()
  const [receipt] = await listOf(id)
  const answers = await Promise.all([1, 2, 3].map(() => open(id, receipt?.id ?? '')))
  const first = answers[0]?.rawPayload ?? Buffer.alloc(0)
  for (const { rawPayload } of answers) expect(rawPayload.equals(first)).toBe(true)
  await act(citizen, id, 'withdrawal')
  expect((await open(id, receipt?.id ?? '', clerk)).rawPayload.equals(first)).toBe(true)
})

test('the first opening is recorded once, as an event too; an officer sees when, and his own look is noted', async () => {
  const id = await aCase()
  const documentId = (await listOf(id))[0]?.id ?? ''
  await open(id, documentId, clerk)
  expect((await listOf(id, clerk))[0]).toMatchObject({ openedAt: null })
  app.clock.set('2026-11-03T02:00:00Z')
  await open(id, documentId)
  app.clock.set('2026-11-04T02:00:00Z')
  await open(id, documentId)
  expect((await listOf(id, clerk))[0]).toMatchObject({ openedAt: '2026-11-03T02:00:00Z' })
  const { rows } = await sql<{ told: number }>`select count(*)::int as told from platform.event
    where type = 'document.opened' and subject ->> 'documentId' = ${documentId}`.execute(app.services.db)
  expect(rows[0]?.told).toBe(1)
  const accesses = await cases.listAccesses(app.services.db, citizen.id, { after: undefined, limit: 50 })
  expect(accesses).toContainEqual(expect.objectContaining({ caseId: id, what: 'document', times: 1 }))
})

test('nobody else sees the documents of a case, and no document is found under another case', async () => {
  const id = await aCase()
  const other = await aCase()
  const documentId = (await listOf(id))[0]?.id ?? ''
  const stranger = await aCitizen(app)
  for (const url of [`/cases/${id}/documents`, `/cases/${id}/documents/${documentId}`])
    expect((await send(app, stranger, 'GET', url)).status).toBe(404)
  for (const url of [`/staff/cases/${id}/documents`, `/staff/cases/${id}/documents/${documentId}`])
    expect((await send(app, elsewhere, 'GET', url)).status).toBe(404)
  expect((await open(other, documentId)).statusCode).toBe(404)
  expect((await send(app, citizen, 'GET', `/cases/${id}/documents/none`)).status).toBe(400)
})

test('a token proves a document without naming anybody; a changed PDF has another digest, an unknown token a clear answer', async () => {
  const id = await ways.revocation.reach()
  const documents = await listOf(id)
  const granted = documents.find(({ kind }) => kind === 'grant')
  const { token } = await contentOf(granted?.id ?? '')
  const verify = () => send<Verification>(app, undefined, 'POST', '/document-verifications', { token })
  expect((await verify()).body).toMatchObject({ sm3: null })
  const { rawPayload } = await open(id, granted?.id ?? '')
  const { body } = await verify()
  expect(body).toEqual({
    title: '准予决定书',
    number: granted?.number,
    agencyName: expect.any(String) as string,
    applicant: '欧**𠮷',
    dated: '2026-11-02',
    revokedOn: '2026-11-02',
    sm3: sm3(rawPayload),
  })
  const tampered = Buffer.from(rawPayload)
  tampered.writeUInt8(tampered.readUInt8(2_000) ^ 1, 2_000)
  expect(sm3(tampered)).not.toBe(body.sm3)
  const unknown = await send(app, undefined, 'POST', '/document-verifications', { token: 'x'.repeat(43) })
  expect(unknown).toMatchObject({ status: 404, body: { type: 'urn:problem:documents:not-known' } })
})

test('a stored PDF that somebody changed is not handed out', async () => {
  const id = await aCase()
  const documentId = (await listOf(id))[0]?.id ?? ''
  const { rawPayload } = await open(id, documentId)
  const key = `document-${sm3(rawPayload)}`
  const folder = path.join(app.services.config.dataDir, 'files', key.slice(-2))
  expect(await readdir(folder)).toContain(key)
  expect((await readFile(path.join(folder, key))).equals(rawPayload)).toBe(true)
  await writeFile(path.join(folder, key), rawPayload.subarray(1))
  expect((await open(id, documentId)).statusCode).toBe(500)
})

test('what is kept of a document is sealed, and its token stands nowhere', async () => {
  const id = await aCase()
  const documentId = (await listOf(id))[0]?.id ?? ''
  const { token } = await contentOf(documentId)
  const { rows } = await sql<{ row: string }>`select d::text || l::text as row from documents.document d
    join documents.lookup l on l.document_id = d.id where d.id = ${documentId}`.execute(app.services.db)
  for (const { row } of rows)
    for (const secret of [token, citizen.name, citizen.idNumber]) expect(row).not.toContain(secret)
})
