import type { Tx } from '../../platform/db.ts'
import type { Event, EventType } from '../../platform/events.ts'
import * as store from './store.ts'

const notMe = '如果不是您本人操作，请马上到“账号与安全”修改密码，并让其他设备退出登录。'

/** What a person is told of his own account, so that he notices when it was not he. */
const texts: Partial<Record<EventType, { title: string; text: string }>> = {
  'citizen.signed-in': { title: '在新设备上登录', text: `您的账号刚刚在一台没有用过的设备上登录。${notMe}` },
  'citizen.recovered': {
    title: '账号已找回',
    text: `您的账号刚刚在核验身份后重设了密码，其他设备已退出登录。${notMe}`,
  },
  'citizen.password-changed': { title: '密码已修改', text: `您的登录密码已修改，其他设备已退出登录。${notMe}` },
  'citizen.phone-changed': { title: '手机号已更换', text: `您登记的手机号已更换。${notMe}` },
  'citizen.passkey-added': { title: '添加了通行密钥', text: `您的账号添加了一把通行密钥，可以用它登录。${notMe}` },
  'trusted.linked': { title: '关联了网证', text: `您的网证关联了这个账号，可以用它登录和确认身份。${notMe}` },
  'trusted.unlinked': { title: '取消了网证关联', text: `以后不能用网证登录这个账号。${notMe}` },
  'citizen.passkey-removed': { title: '删除了通行密钥', text: `您的账号删除了一把通行密钥。${notMe}` },
}

/** Tells the person once an event; signing in with a device he has used before is no news. */
export async function notifyOfAccount(tx: Tx, event: Event): Promise<void> {
  const words = texts[event.type]
  const { citizenId, device } = event.subject
  if (!words || !citizenId || (event.type === 'citizen.signed-in' && device !== 'new')) return
  await store.tellPerson(tx, citizenId, {
    eventId: event.id,
    ...words,
    at: event.at,
  })
}
