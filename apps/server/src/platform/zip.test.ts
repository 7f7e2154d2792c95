import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { zip } from './zip.ts'

test('another program reads the archive as it was written', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zip-'))
  const file = path.join(folder, 'a.zip')
  const files = [
    { name: '我的数据.json', content: JSON.stringify({ name: '张三', many: 'x'.repeat(10_000) }) },
    { name: 'empty.txt', content: '' },
  ]
  writeFileSync(file, zip(files))
  const script =
    'import sys, zipfile, json; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps([[n, z.read(n).decode()] for n in z.namelist()]))'
  const read = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as unknown
  rmSync(folder, { recursive: true })
  expect(read).toEqual(files.map(({ name, content }) => [name, content]))
})
