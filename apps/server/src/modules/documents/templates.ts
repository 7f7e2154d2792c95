import type { DueDate } from '@zhengtong/contract/cases'
import type { DocumentKind } from '@zhengtong/domain/documents'
import { markInWords } from '@zhengtong/domain/marks'
import type { CaseRecord } from '../cases/index.ts'
import type { Block } from './content.ts'
import { dateInWords } from './words.ts'

/** Goes up with every change of the words below; issued documents keep theirs. */
export const TEMPLATE_VERSION = 2

type Act = CaseRecord['acts'][number]
type Template = (record: CaseRecord, act: Act) => Block[]

/** What each kind of document says. Plain, complete, and with the article that it rests on. */
export const templates: Record<DocumentKind, Template> = {
  receipt: (record, act) => [
    { text: `${dateInWords(act.on)}，本机关收到${you(record)}提交的“${record.itemName}”申请和下列材料：` },
    materialsOf(record),
    facts(record, ['收到日期', dateInWords(act.on)], due('最晚告知是否受理的日期', act.due('receipt'))),
    {
      text: `本机关将在上述日期前告知${you(record)}是否受理，需要补正的一次告知全部内容。逾期不告知的，${law(record)}第三十二条，自收到申请材料之日起即为受理。本回执不代表申请已经受理。`,
    },
  ],

  acceptance: (record, act) => [
    {
      text:
        act.action === 'deem-accepted'
          ? `${you(record)}提出的“${record.itemName}”申请，本机关收到后五个工作日内没有告知是否受理。${law(record)}第三十二条，自收到申请材料之日（${dateInWords(act.asOf ?? act.on)}）起即为受理。`
          : `${you(record)}提出的“${record.itemName}”申请，属于本机关职权范围，申请材料齐全、符合法定形式。${law(record)}第三十二条，本机关决定予以受理。`,
    },
    facts(
      record,
      ['受理日期', dateInWords(act.asOf ?? act.on)],
      due('承诺办结日期', act.due('promise')),
      due('法定办结日期', act.due('legal')),
    ),
    ...owedOf(record),
    { text: '办理中依法需要听证、检验、检测、鉴定、专家评审等的，所需时间不计算在办理期限内，届时将书面告知。' },
    ...basisOf(record),
  ],

  supplement: (record, act) => [
    {
      text: `${you(record)}提出的“${record.itemName}”申请，经核对，申请材料不齐全或者不符合法定形式。${law(record)}第三十二条，现将需要补正的全部内容一次告知如下：`,
    },
    { list: requestsOf(record, act) },
    facts(record, due('补正期限', act.due('answer'))),
    {
      text: `请在期限内通过“政通”或者本机关窗口提交补正材料。本机关自收到全部补正材料之日起重新计算答复是否受理的期限。逾期没有补正的，申请将退回，${you(record)}可以重新申请。`,
    },
    ...basisOf(record),
  ],

  refusal: (record, act) => [
    {
      text: `${you(record)}提出的“${record.itemName}”申请，${groundOf(record)}。${law(record)}第三十二条，本机关决定不予受理。`,
    },
    { facts: [['理由', act.note ?? '']] },
    facts(record),
    ...basisOf(record),
    ...remediesOf(record),
  ],

  'special-procedure': (record, act) => [
    {
      text: `本机关办理${you(record)}的“${record.itemName}”申请，依法需要进行特别程序。${law(record)}第四十五条，所需时间不计算在办理期限内，现予告知。`,
    },
    {
      facts: [
        ['程序和原因', act.note ?? ''],
        ['开始日期', dateInWords(act.on)],
        ['预计所需时间', `${act.days ?? 0} 个工作日`],
      ],
    },
    facts(record, due('预计结束日期', act.due('special'))),
    ...noticeOf(record, act),
    { text: '特别程序结束后，办理期限从次日起继续计算。' },
    ...basisOf(record),
  ],

  extension: (record, act) => [
    {
      text: `${you(record)}提出的“${record.itemName}”申请，不能在原定期限内作出决定。经本机关负责人批准，${law(record)}第四十二条，办理期限延长 ${act.days ?? 0} 个工作日，现将理由告知如下。`,
    },
    { facts: [['理由', act.note ?? '']] },
    facts(record, due('延长后的承诺办结日期', act.due('promise')), due('延长后的法定办结日期', act.due('legal'))),
    ...basisOf(record),
  ],

  payment: (record, act) => [
    {
      text: `${you(record)}提出的“${record.itemName}”申请，审查已经完成。按照办事指南公布的收费项目、标准和依据，请在下列期限内缴费，缴费后本机关作出决定。`,
    },
    {
      facts: [
        ['应缴费用', act.note ?? ''],
        ...record.guide.fees.map(({ feeName, feeStand, byLaw }): [string, string] => [
          feeName,
          `标准：${feeStand}；依据：${byLaw}`,
        ]),
      ],
    },
    facts(record, due('缴费期限', act.due('payment'))),
    { text: '逾期没有缴费的，申请将退回，可以重新申请。符合减免条件的，可以向本机关说明。' },
    ...basisOf(record),
  ],

  grant: (record, act) => [
    {
      text: `${you(record)}提出的“${record.itemName}”申请，经审查，符合法定条件、标准。${law(record)}第三十八条第一款，本机关决定准予。`,
    },
    facts(
      record,
      ...known('说明', act.note),
      ...known('结果', record.resultName),
      ...known('结果编号', record.resultNumber),
      ...known('有效期至', record.validUntil && dateInWords(record.validUntil)),
    ),
    ...(record.guide.flow === 'promise'
      ? [{ text: `本决定根据${you(record)}的书面承诺作出。本机关将在决定后核查，承诺不实的，依法撤销本决定。` }]
      : []),
    ...basisOf(record),
  ],

  denial: (record, act) => [
    {
      text: `${you(record)}提出的“${record.itemName}”申请，经审查，不符合法定条件、标准。${law(record)}第三十八条第二款，本机关决定不予准予。`,
    },
    { facts: [['理由', act.note ?? '']] },
    facts(record),
    ...basisOf(record),
    ...remediesOf(record),
  ],

  revocation: (record, act) => [
    {
      text: `本机关${grantedOn(record, act)}准予${you(record)}的“${record.itemName}”申请。经核查，${you(record)}的承诺不实。${law(record)}第六十九条，本机关决定撤销上述决定，原决定自始无效。`,
    },
    { facts: [['理由', act.note ?? '']] },
    facts(record),
    ...basisOf(record),
    ...remediesOf(record),
  ],

  delivery: (record, act) => [
    { text: `本机关${grantedOn(record, act)}准予${you(record)}的“${record.itemName}”申请，结果已经送达。` },
    facts(
      record,
      ...known('送达的结果', record.resultName),
      ...known('结果编号', record.resultNumber),
      ['送达方式', act.note ?? ''],
      ['送达日期', dateInWords(act.on)],
    ),
    { text: `送达期限${law(record)}第四十四条为自作出决定之日起十个工作日。` },
  ],

  termination: (record, act) => [
    { text: `本机关终止办理${you(record)}的“${record.itemName}”申请。` },
    { facts: [['理由', act.note ?? '']] },
    facts(record, ['终止日期', dateInWords(act.on)]),
    { text: `终止办理不影响${you(record)}重新申请。对终止办理有疑问的，可以向本机关咨询或者投诉。` },
  ],

  withdrawal: (record, act) => [
    { text: `${you(record)}于${dateInWords(act.on)}撤回“${record.itemName}”申请，本机关不再办理。` },
    facts(record, ...known('说明的原因', act.note), ['撤回日期', dateInWords(act.on)]),
    { text: `撤回申请不影响${you(record)}重新申请。` },
  ],
}

const you = ({ isOrganisation }: CaseRecord) => (isOrganisation ? '你单位' : '你')

/** Licensing follows the law itself; other kinds of items follow it where nothing else is said. */
const law = ({ guide }: CaseRecord) => `${guide.taskType === '01' ? '依照' : '参照'}《中华人民共和国行政许可法》`

const known = (name: string, value: string | null | undefined): [string, string][] => (value ? [[name, value]] : [])

const due = (name: string, date: DueDate | undefined): [string, string] | undefined =>
  date && [name, `${date.provisional ? '预计' : ''}${dateInWords(date.date)}（${date.summary.replace(/。$/, '')}）`]

function facts(record: CaseRecord, ...rows: ([string, string] | undefined)[]): Block {
  return {
    facts: [
      ['事项', record.itemName],
      ['办件编号', record.caseNumber],
      ['申请人', record.applicantName],
      ...known('代办人', record.agentName),
      ...rows.filter((row) => row !== undefined),
    ],
  }
}

function materialsOf({ handedIn }: CaseRecord): Block {
  if (handedIn.length === 0) return { list: ['在线填写的申请表'] }
  return { list: ['在线填写的申请表', ...handedIn.map(({ name, files }) => `${name}（${files} 个文件）`)] }
}

function owedOf(record: CaseRecord): Block[] {
  const { owed, guide } = record
  if (!owed || owed.materialIds.length === 0) return []
  const names = owed.materialIds.map((id) => guide.materials.find((each) => each.id === id)?.materialName ?? id)
  const until = owed.dueOn ? `${dateInWords(owed.dueOn)}前` : '期限内'
  return [
    { text: `按照${you(record)}的书面承诺，下列材料容缺受理，请在${until}补交；补齐之前不能发出结果：` },
    { list: names },
  ]
}

/** As the notice listed them; of an earlier notice only its words are left. */
function requestsOf({ supplement, guide }: CaseRecord, act: Act): string[] {
  if (!supplement || Date.parse(supplement.requestedAt) !== Date.parse(act.at)) return (act.note ?? '').split('；')
  return supplement.requests.map(({ materialId, what: words, beyond, marks = [] }) => {
    // An officer may have reworded what his marks say; each place is named all the same.
    const places = marks.map(markInWords).filter((line) => !words.includes(line))
    const what = [words.replaceAll('\n', '；'), ...places].join('；')
    if (beyond) return `${beyond.name}：${what}（办事指南以外的要求，理由：${beyond.reason} 可以在办件页提出异议。）`
    const name = guide.materials.find(({ id }) => id === materialId)?.materialName
    return name ? `${name}：${what}` : what
  })
}

const grounds: Record<string, string> = {
  'not-needed': '依法不需要取得行政许可',
  'not-competent': '依法不属于本机关职权范围',
}
const groundOf = ({ refusalGround }: CaseRecord) => grounds[refusalGround ?? ''] ?? '依法不符合受理条件'

/** What the guide says to whoever has to take part in this kind of special procedure. */
function noticeOf({ guide }: CaseRecord, { note }: Act): Block[] {
  const listed = guide.specialProcedure.find(({ name }) => note?.startsWith(`${name}，`))
  return listed?.notice ? [{ text: listed.notice }] : []
}

function basisOf({ guide }: CaseRecord): Block[] {
  if (guide.byLaw.length === 0) return []
  const titled = (name: string) => (name.startsWith('《') ? name : `《${name}》`)
  return [
    { text: `办理依据（办事指南所列）：` },
    {
      list: guide.byLaw.map(
        ({ name, number, clause }) => `${titled(name)}${number ? `（${number}）` : ''}${clause ?? ''}`,
      ),
    },
  ]
}

const remediesOf = ({ remedies }: CaseRecord): Block[] => [{ text: `救济途径和期限：${remedies}` }]

function grantedOn({ acts }: CaseRecord, { seq }: Act): string {
  const granted = acts.findLast((act) => act.action === 'grant' && act.seq < seq)
  return granted ? `于${dateInWords(granted.on)}` : ''
}
