import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

let jieba: Jieba | undefined

/** The words of a text, lower-case and half-width; also single characters of long words, so that parts are found. */
export function wordsOf(text: string): string[] {
  jieba ??= Jieba.withDict(dict)
  return jieba.cutForSearch(normalise(text), true).filter((word) => /[\p{L}\p{N}]/u.test(word))
}

/** Half-width, lower-case, without spaces around. */
export function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}
