import { lawfulSpecials } from './flow-faults.ts'
import { itemTypes, levelNames } from './item-code.ts'

/**
 * The elements of an implementation list entry (实施清单) with the names editors and reviewers read (GB/T 39046-2020 and
 * the national exchange tables), in the sections of the editor. The editor draws them, the comparison of versions names them.
 */
export type ElementKind = 'text' | 'long' | 'number' | 'yes' | 'choice' | 'choices' | 'words' | 'rows'
export interface GuideElement {
  key: string
  label: string
  kind: ElementKind
  options?: Readonly<Record<string, string>>
  /** of rows */
  columns?: readonly GuideElement[]
  /** what one row is called, e.g. 材料 */
  row?: string
  /** 四级四同, or known from the agency: shown, never edited */
  locked?: true
  required?: true
  help?: string
  /** of a text: what is usual there; anything else may be written */
  suggestions?: readonly string[]
  /** of rows: what is picked from a list instead of written */
  picked?: 'agencies'
  /** of a choice whose codes are numbers */
  numeric?: true
}
export interface GuideSection {
  key: string
  title: string
  elements: readonly GuideElement[]
}
type Options = Readonly<Record<string, string>>

const text = (key: string, label: string, more: Partial<GuideElement> = {}): GuideElement => ({
  key,
  label,
  kind: 'text',
  ...more,
})
const long = (key: string, label: string, more: Partial<GuideElement> = {}): GuideElement => ({
  key,
  label,
  kind: 'long',
  ...more,
})
const number = (key: string, label: string, more: Partial<GuideElement> = {}): GuideElement => ({
  key,
  label,
  kind: 'number',
  ...more,
})
const yes = (key: string, label: string): GuideElement => ({ key, label, kind: 'yes' })
const choice = (key: string, label: string, options: Options, more: Partial<GuideElement> = {}): GuideElement => ({
  key,
  label,
  kind: 'choice',
  options,
  ...more,
})
const choices = (key: string, label: string, options: Options, more: Partial<GuideElement> = {}): GuideElement => ({
  key,
  label,
  kind: 'choices',
  options,
  ...more,
})
const words = (key: string, label: string, help = '用顿号分开'): GuideElement => ({ key, label, kind: 'words', help })
const rows = (key: string, label: string, row: string, columns: readonly GuideElement[]): GuideElement => ({
  key,
  label,
  kind: 'rows',
  row,
  columns,
})

const needed = { required: true } as const
const locked = { locked: true } as const
const typeNames = Object.fromEntries(Object.entries(itemTypes).map(([code, { name }]) => [code, name]))
const timeUnits = { workday: '个工作日', day: '个自然日', month: '个月' }
const bodies = { '1': '法定机关', '2': '授权组织', '3': '受委托组织', '9': '其他' }

export const materialColumns: readonly GuideElement[] = [
  text('materialName', '材料名称', needed),
  choice('materialType', '材料类型', { '1': '证件证书证明', '2': '申请表格文书', '3': '其他' }, needed),
  choice('materialFormat', '材料形式', { '1': '纸质', '2': '电子', '3': '纸质或电子' }, needed),
  choice('isNeed', '必要程度', { '1': '必要', '2': '非必要' }, needed),
  yes('allowLater', '可以容缺后补'),
  choice(
    'obtainMode',
    '怎样取得',
    {
      UPLOAD: '申请人上传',
      E_LICENCE: '电子证照免提交',
      DATA_SHARE: '数据共享免提交',
      FORM_GENERATED: '由表单生成',
      PROMISE: '告知承诺',
    },
    needed,
  ),
  choice('sourceType', '来源渠道', { self: '申请人自备', agency: '政府部门核发', other: '其他' }, needed),
  text('sourceExplain', '出具机构'),
  number('originalNum', '原件份数', needed),
  number('copyNum', '复印件份数', needed),
  text('pageFormat', '规格'),
  yes('reuseAllowed', '可以使用以前交过的'),
  text('condition', '什么时候要'),
  long('fillExplain', '怎样准备'),
  long('acceptStand', '怎样算合格'),
  text('formGuid', '空白表格'),
  text('exampleGuid', '示例样表'),
  text('byLaw', '要求依据'),
]

export const guideSections: readonly GuideSection[] = [
  {
    key: 'basics',
    title: '基本信息',
    elements: [
      text('catalogCode', '基本编码', locked),
      text('taskCode', '实施编码', locked),
      text('taskName', '事项名称', locked),
      choice('taskType', '事项类型', typeNames, locked),
      {
        ...rows('byLaw', '设定依据', '依据', [
          text('name', '法律法规', needed),
          text('number', '文号'),
          text('clause', '条款'),
          long('content', '内容'),
        ]),
        ...locked,
      },
      choices('useLevel', '行使层级', levelNames, locked),
      text('deptName', '实施主体', locked),
      choice('deptType', '实施主体性质', bodies),
      choice('powerSource', '权力来源', { '1': '法定', '2': '授权', '3': '委托', '9': '其他' }),
      text('entrustName', '委托部门'),
      words('otherDept', '联办机构'),
      text('agentOrg', '承办机构'),
      choices('serverType', '服务对象', {
        '1': '自然人',
        '2': '企业法人',
        '3': '事业法人',
        '4': '社会组织法人',
        '5': '非法人企业',
        '6': '行政机关',
        '9': '其他组织',
      }),
      words('userTopicType', '自然人主题'),
      words('corpTopicType', '法人主题'),
      words('characterTopic', '地方特色主题'),
      words('aliases', '别名', '群众会怎么叫它，用顿号分开'),
      long('acceptCondition', '受理条件'),
      choices('handleType', '办理形式', { '1': '窗口', '2': '电脑端', '3': '移动端', '4': '快递申请', '9': '其他' }),
      yes('isOnline', '可以网上办理'),
      choice('onlineHandleDepth', '网办深度', { '1': '互联网咨询', '2': '网上收件', '3': '网上受理', '4': '全程网办' }),
      number('limitSceneNum', '到办事现场次数'),
      text('limitSceneExplain', '必须到现场的原因'),
      text('handleArea', '通办范围'),
      choice('resultType', '审批结果类型', { certificate: '出证', document: '批文', other: '其他' }),
      text('resultName', '审批结果名称'),
      text('resultGuid', '审批结果样本'),
      choice('identityLevel', '需要的身份认证等级', { L1: '一级', L2: '二级', L3: '三级', L4: '四级' }, needed),
      text('limitExplain', '数量限制'),
      text('serviceType', '中介服务'),
      yes('isSchedule', '可以预约'),
      yes('isExpress', '可以物流快递'),
      yes('isServiceTerminals', '可以在自助终端办理'),
      yes('isEntryCenter', '进驻政务大厅'),
      long('remedies', '救济途径'),
    ],
  },
  {
    key: 'limits',
    title: '时限',
    elements: [
      number('anticipateDay', '法定办结时限'),
      choice('anticipateType', '法定时限单位', timeUnits),
      text('anticipateExplain', '法定时限说明'),
      number('promiseDay', '承诺办结时限', { help: '当场办结的填 0' }),
      choice('promiseType', '承诺时限单位', timeUnits),
      text('promiseExplain', '承诺时限说明'),
      choice('projectType', '办件类型', { '1': '即办件', '2': '承诺件', '9': '其他' }),
    ],
  },
  { key: 'materials', title: '材料', elements: [rows('materials', '材料', '材料', materialColumns)] },
  { key: 'form', title: '表单', elements: [] },
  {
    key: 'flow',
    title: '流程',
    elements: [
      choice('flow', '办理程序', {
        standard: '一般程序（电子结果）',
        paper: '一般程序（制证送达）',
        instant: '即办程序',
        promise: '告知承诺程序',
        stepped: '分步审查程序（初审、复审、决定）',
        fee: '一般程序（决定前缴费）',
        joint: '联合审查程序',
        remote: '跨区域通办程序',
      }),
      rows('handleFlow', '办理步骤', '步骤', [
        text('step', '步骤', needed),
        text('role', '办理岗位', { suggestions: ['综合窗口', '承办人', '科室负责人', '分管领导', '制证人员'] }),
        number('days', '时限（工作日）'),
        choice(
          'status',
          '单独计时的环节',
          {
            accepted: '受理以后（审查或初审）',
            'first-reviewed': '初审以后（复审）',
            reviewed: '审查以后（决定）',
          },
          { help: '选了的，到期会提醒并亮牌' },
        ),
        long('detail', '做什么', needed),
      ]),
      rows('specialProcedure', '特别程序', '程序', [
        text('name', '种类', { ...needed, suggestions: lawfulSpecials }),
        number('days', '最长（工作日）'),
        text('basis', '依据', { help: '法律列出的八种以外的，必须写明允许它的规定' }),
        long('notice', '告知书里的话', { help: '写进《特别程序告知书》，例如去哪里、带什么' }),
      ]),
      {
        ...rows('jointAgencies', '会办部门', '会办部门', [
          text('name', '部门', needed),
          text('code', '统一社会信用代码', needed),
        ]),
        picked: 'agencies',
      },
    ],
  },
  { key: 'situations', title: '情形', elements: [] },
  {
    key: 'fees',
    title: '收费',
    elements: [
      yes('isFee', '收费'),
      yes('isPayOnline', '可以网上支付'),
      rows('fees', '收费项目', '收费', [
        text('feeName', '收费项目', needed),
        text('feeStand', '收费标准', needed),
        text('byLaw', '收费依据', needed),
        number('amount', '金额（分）', { help: '按件不同的不填' }),
        yes('isDesc', '允许减免'),
        text('descExplain', '减免说明'),
      ]),
    ],
  },
  {
    key: 'windows',
    title: '窗口',
    elements: [
      text('linkWay', '咨询电话'),
      text('superviseWay', '监督投诉电话'),
      text('transactAddr', '办理地点'),
      text('transactTime', '办理时间'),
      rows('windows', '办事窗口', '窗口', [
        text('name', '窗口', needed),
        text('address', '地址', needed),
        text('hours', '时间', needed),
        text('phone', '电话', needed),
        text('traffic', '交通'),
      ]),
    ],
  },
  {
    key: 'questions',
    title: '问答',
    elements: [
      rows('questions', '常见问题', '问题', [text('question', '问题', needed), long('answer', '回答', needed)]),
    ],
  },
]

/** Required cells of rows that are still empty, as an editor reads them; `path` is a JSON Pointer into the guide. */
export function blankFaults(guide: Readonly<Record<string, unknown>>): { path: string; message: string }[] {
  return guideSections
    .flatMap(({ elements }) => elements)
    .flatMap(({ key, kind, row, columns = [] }) => {
      const value = guide[key]
      if (kind !== 'rows' || !Array.isArray(value)) return []
      return value.flatMap((cells: Readonly<Record<string, unknown>>, index) =>
        columns
          .filter((column) => column.required && (cells[column.key] === undefined || cells[column.key] === ''))
          .map((column) => ({
            path: `/${key}/${index}/${column.key}`,
            message: `第 ${index + 1} 项${row ?? ''}还没有填“${column.label}”`,
          })),
      )
    })
}
