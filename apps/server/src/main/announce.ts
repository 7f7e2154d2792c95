import { Secret, TOTP } from 'otpauth'
import type { Config } from '../config.ts'
import { readAccounts } from '../seed/files.ts'

/** Tells a newcomer where to go and as whom. */
export async function announce({ port, demo, sandboxPort }: Config, say: (line: string) => void): Promise<void> {
  const origin = `http://localhost:${port}`
  say(`
政通已就绪
  申请人    ${origin}/
  工作台    ${origin}/console/
  接口说明  ${origin}/api/docs`)
  if (!demo) return
  const { citizens, officers } = await readAccounts()
  say(`  沙箱      http://127.0.0.1:${sandboxPort}/   （演示用的身份信息和手机短信都在这里）

演示账号（示例数据）`)
  for (const { name, phone, password } of citizens) say(`  申请人  ${name}  手机号 ${phone}  密码 ${password}`)
  for (const { login, name, password, totpSecret, roles } of officers) {
    const code = new TOTP({ secret: Secret.fromBase32(totpSecret), period: 30, digits: 6 }).generate()
    say(
      `  工作人员  ${login}  ${name}（${roles.join('、')}）  密码 ${password}  动态口令密钥 ${totpSecret}（此刻 ${code}）`,
    )
  }
  say('\n按 Ctrl-C 停止。')
}
