#!/usr/bin/env node
// Verifies offline what the platform handed out: plain Node >= 20, no dependency, no network.
//   node verify-proof.mjs case-proof.json [--key keys.json]     an applicant's proof of his case
//   node verify-proof.mjs audit.zip [--key keys.json]           an auditor's export, or an archived month
// keys.json is a copy of /api/v1/audit/keys, kept by whoever verifies. Without it the keys in the file itself are used, and
// printed so that they can be compared with the published ones.
import { createHash, createPublicKey, createVerify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

const CURVE =
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
  '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'
const GENESIS = '0'.repeat(64)
const sm3 = (data) => createHash('sm3').update(data).digest('hex')
const fingerprint = (key) => sm3(key).match(/.{4}/g).slice(0, 8).join(' ')

/** SM2 with the standard's default user id (GB/T 32918.2). */
function isSigned(text, signature, publicKey) {
  const za = createHash('sm3')
    .update(Buffer.from([0, 128]))
    .update('1234567812345678')
    .update(Buffer.from(CURVE + publicKey.slice(2), 'hex'))
    .digest()
  const spki = Buffer.from(`3059301306072a8648ce3d020106082a811ccf5501822d034200${publicKey}`, 'hex')
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const bytes = Buffer.from(signature, 'base64')
  return bytes.toString('base64') === signature && createVerify('SM3').update(za).update(text).verify(key, bytes)
}

/** What is wrong with the signature of a day; '' when nothing is. */
function faultOfDay({ stream, day, firstSeq, lastSeq, hash, root, keyId, signature }, keys) {
  if (!keys[keyId]) return `没有编号为 ${keyId} 的公钥`
  const text = ['zhengtong-checkpoint-1', stream, day, firstSeq, lastSeq, hash, root].join('\n')
  return isSigned(text, signature, keys[keyId]) ? '' : `${day} 的签名无效`
}

/** What is wrong with one event of a case's proof; '' when nothing is. */
function faultOfEvent({ canonical, digest, path, checkpoint }, caseId, keys) {
  if (sm3(canonical) !== digest) return '内容与摘要不符'
  if (!JSON.parse(canonical)[2].some(([key, value]) => key === 'caseId' && value === caseId))
    return '不是这个办件的记录'
  if (!checkpoint) return ''
  let hash = sm3(`leaf:${digest}`)
  for (const { side, hash: sibling } of path)
    hash = sm3(side === 'right' ? `node:${hash}${sibling}` : `node:${sibling}${hash}`)
  return hash === checkpoint.root ? faultOfDay(checkpoint, keys) : '不在当天签名的记录里'
}

function verifyProof(proof, trusted) {
  const keys = trusted ?? proof.publicKeys
  let bad = 0
  for (const event of proof.events) {
    const [, type, , , , , at] = JSON.parse(event.canonical)
    const fault = faultOfEvent(event, proof.caseId, keys)
    if (fault) bad += 1
    console.log(
      `${at}  ${type}  ${fault || (event.checkpoint ? `有效，${event.checkpoint.day} 签名` : '内容完整，当天还没有签名')}`,
    )
  }
  if (bad) throw new Error(`${bad} 条记录有问题`)
  return { keys: proof.publicKeys, sum: `${proof.events.length} 条记录` }
}

/** The signature that ends a file covers every byte before the length of the comment it stands in. */
function splitExport(bytes) {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 600); at -= 1) {
    if (bytes.readUInt32LE(at) !== 0x06054b50 || at + 22 + bytes.readUInt16LE(at + 20) !== bytes.length) continue
    const comment = bytes.subarray(at + 22).toString('latin1')
    const [, keyId, signature] = /^zhengtong-audit-file-1 ([0-9a-f-]{36}) ([A-Za-z0-9+/=]+)$/.exec(comment) ?? []
    if (signature) return { signed: bytes.subarray(0, at + 20), end: at, keyId, signature }
  }
  throw new Error('文件不完整，或者不是导出的审计记录')
}

/** The files of the archive in their order. */
function* filesOf(bytes, end) {
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, nameLength, offset] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt32LE(at + 42),
    ]
    const begin = offset + 30 + nameLength
    yield {
      name: bytes.subarray(at + 46, at + 46 + nameLength).toString(),
      text: inflateRawSync(bytes.subarray(begin, begin + packed)).toString(),
    }
    at += 46 + nameLength
  }
}

const linesOf = (text) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

function treeRoot(digests) {
  let level = digests.map((digest) => sm3(`leaf:${digest}`))
  while (level.length > 1)
    level = level.flatMap((hash, index) =>
      index % 2 ? [] : level[index + 1] === undefined ? [hash] : [sm3(`node:${hash}${level[index + 1]}`)],
    )
  return level[0] ?? GENESIS
}

/** Every byte first, then every chain from where it enters these days to where it leaves them, and every signed day. */
function verifyExport(bytes, trusted) {
  const { signed, end, keyId, signature } = splitExport(bytes)
  const manifestOf = () => JSON.parse([...filesOf(bytes, end)].find(({ name }) => name === 'manifest.json').text)
  const keys = trusted ?? manifestOf().publicKeys
  if (!keys[keyId]) throw new Error(`没有编号为 ${keyId} 的公钥`)
  const text = ['zhengtong-audit-file-1', keyId, sm3(signed)].join('\n')
  if (!isSigned(text, signature, keys[keyId])) throw new Error('文件被改过：签名与内容不符')

  const manifest = manifestOf()
  const points = new Map()
  const chains = new Map(
    manifest.chains.map(({ stream, firstSeq, lastSeq, hashBefore }) => [
      stream,
      { seq: firstSeq - 1, lastSeq, hash: hashBefore, day: '', digests: [] },
    ]),
  )
  const count = { links: 0, events: 0, checkpoints: 0 }
  let unsigned = 0
  for (const { name, text: content } of filesOf(bytes, end))
    if (name === 'checkpoints.jsonl')
      for (const point of linesOf(content)) points.set(`${point.stream} ${point.day}`, point)
  const endDay = (stream, { seq, hash, day, digests }) => {
    const point = points.get(`${stream} ${day}`)
    if (!point) return (unsigned += digests.length)
    const same = point.hash === hash && point.lastSeq === seq && point.firstSeq === seq - digests.length + 1
    if (!same || point.root !== treeRoot(digests)) throw new Error(`${stream} 链 ${day} 的记录与签名不符`)
    const fault = faultOfDay(point, keys)
    if (fault) throw new Error(`${stream} 链：${fault}`)
    count.checkpoints += 1
  }
  for (const { name, text: content } of filesOf(bytes, end)) {
    if (!name.startsWith('links/')) continue
    for (const { stream, seq, day, digest, hash, canonical } of linesOf(content)) {
      const chain = chains.get(stream)
      const wrong = (what) => new Error(`${stream} 链第 ${seq} 条${what}`)
      if (!chain || seq !== chain.seq + 1) throw wrong('缺失或者次序不对')
      if (day < manifest.from || day > manifest.to || day < chain.day) throw wrong('日期不对')
      if (canonical !== null && sm3(canonical) !== digest) throw wrong('内容与摘要不符')
      if (sm3(`${chain.hash}${digest}`) !== hash) throw wrong('与前一条接不上')
      if (chain.day && chain.day !== day) {
        endDay(stream, chain)
        chain.digests = []
      }
      chain.digests.push(digest)
      Object.assign(chain, { seq, hash, day })
      count.links += 1
      if (canonical !== null) count.events += 1
    }
  }
  for (const [stream, chain] of chains) {
    if (chain.seq !== chain.lastSeq) throw new Error(`${stream} 链末尾缺了记录`)
    endDay(stream, chain)
  }
  for (const [what, number] of Object.entries(count))
    if (number !== manifest[what]) throw new Error(`数目不对：${what} 应为 ${manifest[what]}，实为 ${number}`)
  const missing = count.links - count.events
  const notes = [missing && `${missing} 条只有摘要（内容在更早的归档里）`, unsigned && `${unsigned} 条当天还没有签名`]
  return {
    keys: manifest.publicKeys,
    sum: [`${manifest.from} 至 ${manifest.to}，${count.links} 条记录，${count.checkpoints} 个签名`, ...notes]
      .filter(Boolean)
      .join('，'),
  }
}

/** Public keys by id from a copy of /api/v1/audit/keys. */
function readKeys(file) {
  const { kind, keys } = JSON.parse(readFileSync(file, 'utf8'))
  if (kind !== 'zhengtong-audit-keys-1') throw new Error(`${file} 不是公布的公钥`)
  return Object.fromEntries(keys.map(({ id, publicKey }) => [id, publicKey]))
}

const [file, option, keyFile] = process.argv.slice(2)
if (!file || (option !== undefined && (option !== '--key' || !keyFile))) {
  console.log('usage: node verify-proof.mjs case-proof.json|audit.zip [--key keys.json]')
  process.exit(2)
}
try {
  const bytes = readFileSync(file)
  const trusted = keyFile ? readKeys(keyFile) : undefined
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK'
  const { keys, sum } = isZip ? verifyExport(bytes, trusted) : verifyProof(JSON.parse(bytes.toString()), trusted)
  if (!trusted)
    for (const [id, key] of Object.entries(keys))
      console.log(`公钥 ${id}：指纹 ${fingerprint(key)}（请与平台公布的核对，或用 --key 给出另存的公钥）`)
  console.log(`核验通过：${sum}`)
} catch (error) {
  console.log(`核验不通过：${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
