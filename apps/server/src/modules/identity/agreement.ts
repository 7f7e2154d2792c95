import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Agreement } from '@zhengtong/contract/identity'
import { sm3 } from '../../platform/crypto.ts'

const FILE = path.resolve(import.meta.dirname, '../../../../../data/demo/agreement.md')
let loaded: Promise<Agreement & { digest: string }> | undefined

/** The service agreement in force (网上服务协议), with the SM3 digest of its text that goes into the consent. */
export function currentAgreement(): Promise<Agreement & { digest: string }> {
  loaded ??= load()
  return loaded
}

async function load() {
  const source = await readFile(FILE, 'utf8')
  const [, head = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(source) ?? []
  const version = /version:\s*"?([^"\n]+)"?/.exec(head)?.[1]
  if (!version) throw new Error('the service agreement does not name its version')
  const title = /^#\s*(.+)$/m.exec(text)?.[1] ?? '网上服务协议'
  return {
    version,
    title,
    text: text
      .replace(/^#\s*.+\n/m, '')
      .replaceAll(/^#+\s*/gm, '')
      .trim(),
    digest: sm3(text),
  }
}
