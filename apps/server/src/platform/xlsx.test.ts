import { execFileSync } from 'node:child_process'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv, csv } from './csv.ts'
import { BadArchive, unzip } from './unzip.ts'
import { readXlsx, xlsx } from './xlsx.ts'
import { zip } from './zip.ts'

const table = [
  ['机构代码', '名称'],
  ['007701', '公安局 <甲> & "乙"'],
  ['=1+1', "'x"],
  ['', 'a\nb'],
]

test('a table comes back from a workbook and from CSV as it went in', () => {
  expect(readXlsx(xlsx(table, '机构')).map(({ cells }) => cells)).toEqual(table)
  expect(readCsv(csv(table))?.map(({ cells }) => cells)).toEqual(table)
})

test('CSV lines are counted as people see them; an open quote is told', () => {
  expect(readCsv('a,b\r\n"x\ny",2\r\n\r\nc,\r\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x\ny', '2'] },
    { line: 5, cells: ['c', ''] },
  ])
  expect(readCsv('a,"b')).toBeUndefined()
  expect(readCsv('a,')).toEqual([{ line: 1, cells: ['a', ''] }])
})

/** What Excel and LibreOffice write: shared strings, rich text, numbers, gaps, prefixes. */
const workbook = (sheet: string, shared = '') =>
  zip([
    {
      name: 'xl/workbook.xml',
      content: '<x:workbook><x:sheets><x:sheet name="a" sheetId="1" r:id="rId7"/></x:sheets></x:workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: '<Relationships><Relationship Target="/xl/worksheets/other.xml" Id="rId7"/></Relationships>',
    },
    { name: 'xl/sharedStrings.xml', content: `<sst>${shared}</sst>` },
    { name: 'xl/worksheets/other.xml', content: `<worksheet><sheetData>${sheet}</sheetData></worksheet>` },
  ])

test('shared strings, rich text, numbers and gaps are read', () => {
  const sheet =
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2" hidden="1"/>' +
    '<row r="4"><c r="B4"><v>1.3800770001E10</v></c><c r="C4" t="str"><f>A1</f><v>&#26032;</v></c></row>'
  const shared =
    '<si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space="preserve"> 丙</t></r><rPh sb="0"><t>bing</t></rPh></si>'
  expect(readXlsx(workbook(sheet, shared))).toEqual([
    { line: 1, cells: ['甲', '', '乙 丙'] },
    { line: 4, cells: ['', '13800770001', '新'] },
  ])
})

test('a document type, an unclosed element and what is no workbook are refused', () => {
  expect(() => readXlsx(workbook('<!DOCTYPE a [<!ENTITY b "c">]><row/>'))).toThrow('document type')
  expect(() => readXlsx(workbook('<row r="1"><c>'))).toThrow('not closed')
  expect(() => readXlsx(Buffer.from('PK\u0003\u0004 not really'))).toThrow(BadArchive)
  expect(readXlsx(zip([{ name: 'a.txt', content: 'a' }]))).toEqual([])
})

test('an archive that is larger inside than it should be is refused before it fills the memory', () => {
  const all = () => true
  expect(() => unzip(zip([{ name: 'a', content: '0'.repeat(1_000_000) }]), all)).toThrow('too large')
  const many = Array.from({ length: 20 }, (_, n) => ({ name: `${n}`, content: noise(1_000_000) }))
  expect(() => unzip(zip(many), all)).toThrow('too large')
  const lots = Array.from({ length: 201 }, (_, n) => ({ name: `${n}`, content: 'a' }))
  expect(() => unzip(zip(lots), all)).toThrow('201 entries')
  // It says 100 bytes and inflates to a million.
  const liar = zip([{ name: 'a', content: '0'.repeat(100) }])
  const packed = deflateRawSync(Buffer.alloc(1_000_000))
  const body = Buffer.concat([liar.subarray(0, 31), packed])
  const directory = Buffer.from(liar.subarray(liar.indexOf('PK\u0001\u0002')))
  directory.writeUInt32LE(packed.length, 20)
  directory.writeUInt32LE(body.length, directory.length - 6)
  expect(() => unzip(Buffer.concat([body, directory]), all)).toThrow(BadArchive)
})

test('an archive cut off or changed anywhere is refused, and never hangs', () => {
  const good = xlsx(table, 'a')
  for (let length = 0; length < good.length; length += 37)
    expect(() => unzip(good.subarray(0, length), () => true)).toThrow(BadArchive)
  const damaged = Buffer.from(good)
  damaged[60] = (damaged[60] ?? 0) ^ 0xff
  expect(() => unzip(damaged, () => true)).toThrow(BadArchive)
})

test('any table of plain text comes back from both formats', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '张', ',', '"', '\n', '=', '<', '&', ' ', '0', ';'),
    minLength: 1,
    maxLength: 8,
  })
  const plain = cell.filter((text) => text.trim() !== '' && !text.startsWith("'"))
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, plain), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(readCsv(csv(rows))?.map(({ cells }) => cells)).toEqual(rows)
      expect(readXlsx(xlsx(rows, 'a')).map(({ cells }) => cells)).toEqual(rows)
    }),
    { numRuns: 300 },
  )
})

test('a workbook with any bytes changed is read or refused, soon', () => {
  const good = xlsx(table, 'a')
  const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const file = Buffer.from(good)
      for (const [at, byte] of changes) file[at] = byte
      const start = performance.now()
      try {
        readXlsx(file)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      expect(performance.now() - start).toBeLessThan(1_000)
    }),
    { numRuns: 500 },
  )
})

test('another program reads the workbook', () => {
  const script =
    'import sys, zipfile, io, xml.dom.minidom as m; z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); [m.parseString(z.read(n)) for n in z.namelist()]; print(z.testzip())'
  expect(execFileSync('python3', ['-c', script], { input: xlsx(table, '甲&乙'), encoding: 'utf8' }).trim()).toBe('None')
})

function noise(length: number): string {
  let seed = 7
  return Array.from({ length }, () =>
    String.fromCharCode(97 + (((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) >> 8) % 26)),
  ).join('')
}
