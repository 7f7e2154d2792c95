import type { CitizenSignIn, SignInMethod } from '@zhengtong/contract/account'

const machines: Record<string, string> = {
  Android: '安卓手机',
  HarmonyOS: '鸿蒙设备',
  iPhone: '苹果手机',
  iPad: '苹果平板',
  Windows: 'Windows 电脑',
  Macintosh: '苹果电脑',
  Linux: 'Linux 电脑',
}
const agents: Record<string, string> = { Edg: 'Edge 浏览器', OPR: 'Opera 浏览器', other: '其他浏览器' }

/** A device as its owner would call it. */
export const deviceInWords = ({ machine, agent }: { machine: string; agent: string }) =>
  `${machines[machine] ?? '其他设备'}，${agents[agent] ?? `${agent} 浏览器`}`

export const methods: Record<SignInMethod, string> = {
  password: '密码',
  'sms-code': '短信验证码',
  passkey: '通行密钥',
  'trusted-identity': '网证',
  registration: '注册',
  recovery: '找回账号',
}

export const outcomes: Record<CitizenSignIn['outcome'], { text: string; tone: 'ok' | 'bad' | 'warn' }> = {
  succeeded: { text: '登录成功', tone: 'ok' },
  refused: { text: '密码错误', tone: 'bad' },
  locked: { text: '已暂停尝试', tone: 'warn' },
}
