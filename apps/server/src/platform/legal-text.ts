import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { sm3 } from './crypto/index.ts'

/** A text that people agree to, with the SM3 digest that goes into their consent. */
export interface LegalText {
  version: string
  title: string
  text: string
  digest: string
}

const FOLDER = path.resolve(import.meta.dirname, '../../../../data/demo')
const loaded = new Map<string, Promise<LegalText>>()

/** The text in force, by its file below data/demo: a version in its head, a title, then the words. Read once a process. */
export function legalText(file: string): Promise<LegalText> {
  let found = loaded.get(file)
  if (!found) loaded.set(file, (found = load(file)))
  return found
}

async function load(file: string): Promise<LegalText> {
  const source = await readFile(path.join(FOLDER, file), 'utf8')
  const [, head = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(source) ?? []
  const version = /version:\s*"?([^"\n]+)"?/.exec(head)?.[1]
  const title = /^#\s*(.+)$/m.exec(text)?.[1]
  if (!version || !title) throw new Error(`${file} does not name its version and title`)
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
