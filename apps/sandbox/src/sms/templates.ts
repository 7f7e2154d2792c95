const signature = '【示例省政务服务】'

/**
 * Registered texts by template code. The first sentence needs all its `{params}`; a later one appears only when all of its own are
 * given. No personal data beyond the surname may go into a parameter: a text message can be read on a locked screen.
 */
const templates: Record<string, readonly [string, ...string[]]> = {
  'verification-code': ['您的验证码是 {code}，{minutes} 分钟内有效。请勿告诉他人，工作人员不会向您索要验证码。'],
  'phone-changed': ['您在政务服务平台登记的手机号已更换，本号码不再用于登录。如果不是您本人操作，请立即拨打 12345。'],
  'staff-account': ['您的工作台账号{what}。如果不是您本人办理，请马上告诉单位负责人和安全管理员。'],
  'staff-account-head': ['本单位有工作人员（姓{family}）的工作台账号{what}，请向本人核实。'],
  'account-recovered': [
    '您在政务服务平台的账号刚刚核验身份后重设了密码，所有设备已退出登录。如果不是您本人操作，请立即拨打 12345。',
  ],
  'case-submitted': ['您申请的“{item}”已提交，我们将尽快审核。', '查询码：{queryCode}。'],
  'case-accepted': ['您申请的“{item}”已受理。', '预计 {dueDate} 前办结。', '查询码：{queryCode}。'],
  'case-refused': ['您申请的“{item}”不予受理，原因和救济途径请登录后查看。', '查询码：{queryCode}。'],
  'case-supplement': [
    '您申请的“{item}”需要补正材料，请登录后查看。',
    '请在 {dueDate} 前补齐。',
    '查询码：{queryCode}。',
  ],
  'case-decided': ['您申请的“{item}”已办结，请登录后查看结果。', '办理结果：{result}。', '查询码：{queryCode}。'],
  'case-suspended': [
    '您申请的“{item}”正在进行特别程序，所需时间不计入办理期限，请登录后查看。',
    '查询码：{queryCode}。',
  ],
  'case-billed': ['您申请的“{item}”需要缴费，请登录后查看。', '查询码：{queryCode}。'],
  'case-extended': ['您申请的“{item}”的办理期限已延长，理由请登录后查看。', '查询码：{queryCode}。'],
  'appointment-tomorrow': ['您约了{time}办理“{item}”，请带齐材料准时到大厅。来不了请提前 1 小时取消。'],
  'appointment-soon': ['您预约的{time}办理“{item}”就要到了，到大厅后请先签到取号。'],
  'appointment-called-off': ['您约的{time}办理“{item}”，因大厅时间有变已取消，不算您没有来。请登录后另约时间。'],
  'appointment-offered': ['您候补的{time}办理“{item}”有号了，给您留到 {until}，请登录后确认。'],
  'case-withdrawn': ['您申请的“{item}”已撤回。', '查询码：{queryCode}。'],
}

export const templateCodes = Object.keys(templates)

/** The text a phone would show; undefined for an unknown template, or when the first sentence lacks a parameter. */
export function renderSms(template: string, params: Record<string, string>): string | undefined {
  const [first, ...rest] = templates[template] ?? []
  if (first === undefined || !isComplete(first, params)) return undefined
  const greeting = params['surname'] ? `${params['surname']}先生/女士：` : ''
  const sentences = [first, ...rest.filter((sentence) => isComplete(sentence, params))]
  return signature + greeting + fill(sentences.join(''), params)
}

const placeholder = /\{(\w+)\}/g

function isComplete(sentence: string, params: Record<string, string>): boolean {
  return [...sentence.matchAll(placeholder)].every(([, name = '']) => Boolean(params[name]))
}

function fill(text: string, params: Record<string, string>): string {
  return text.replaceAll(placeholder, (_, name: string) => params[name] ?? '')
}
