#!/usr/bin/env node
// Verifies a case proof offline: plain Node >= 20, no dependency, no network.
//   node verify-proof.mjs case-proof.json
import { createHash, createPublicKey, createVerify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const CURVE =
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
  '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'
const sm3 = (text) => createHash('sm3').update(text).digest('hex')

/** SM2 with the standard's default user id (GB/T 32918.2). */
function isSigned(text, signature, publicKey) {
  const za = createHash('sm3')
    .update(Buffer.from([0, 128]))
    .update('1234567812345678')
    .update(Buffer.from(CURVE + publicKey.slice(2), 'hex'))
    .digest()
  const spki = Buffer.from(`3059301306072a8648ce3d020106082a811ccf5501822d034200${publicKey}`, 'hex')
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  return createVerify('SM3').update(za).update(text).verify(key, Buffer.from(signature, 'base64'))
}

/** What is wrong with one event of the proof; '' when nothing is. */
function faultOf({ canonical, digest, path, checkpoint }, { caseId, publicKeys }) {
  if (sm3(canonical) !== digest) return '内容与摘要不符'
  if (!JSON.parse(canonical)[2].some(([key, value]) => key === 'caseId' && value === caseId))
    return '不是这个办件的记录'
  if (!checkpoint) return ''
  let hash = sm3(`leaf:${digest}`)
  for (const { side, hash: sibling } of path)
    hash = sm3(side === 'right' ? `node:${hash}${sibling}` : `node:${sibling}${hash}`)
  if (hash !== checkpoint.root) return '不在当天签名的记录里'
  const { stream, day, firstSeq, lastSeq, hash: end, root, keyId, signature } = checkpoint
  const text = ['zhengtong-checkpoint-1', stream, day, firstSeq, lastSeq, end, root].join('\n')
  return publicKeys[keyId] && isSigned(text, signature, publicKeys[keyId]) ? '' : '签名无效'
}

const [file] = process.argv.slice(2)
if (!file) {
  console.log('usage: node verify-proof.mjs case-proof.json')
  process.exit(2)
}
const proof = JSON.parse(readFileSync(file, 'utf8'))
let bad = 0
for (const event of proof.events) {
  const [, type, , , , , at] = JSON.parse(event.canonical)
  const fault = faultOf(event, proof)
  if (fault) bad += 1
  console.log(
    `${at}  ${type}  ${fault || (event.checkpoint ? `有效，${event.checkpoint.day} 签名` : '内容完整，当天还没有签名')}`,
  )
}
for (const [id, key] of Object.entries(proof.publicKeys)) console.log(`公钥 ${id}：${key}（请与平台公布的核对）`)
console.log(bad === 0 ? `核验通过：${proof.events.length} 条记录` : `核验不通过：${bad} 条记录有问题`)
process.exit(bad === 0 ? 0 : 1)
