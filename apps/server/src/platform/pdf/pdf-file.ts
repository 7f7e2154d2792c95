import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/** A number that names an object of the file, as others refer to it. */
export type Ref = `${number} 0 R`

/**
 * A PDF 1.7 file (ISO 32000-1) as it is written: objects one after another, the table of where they lie, the trailer. The same
 * calls give the same bytes.
 */
export class PdfFile {
  readonly #bodies: (Buffer | undefined)[] = []

  /** A number for an object whose body comes later. */
  reserve(): Ref {
    this.#bodies.push(undefined)
    return `${this.#bodies.length} 0 R`
  }

  put(ref: Ref, body: string | Buffer): Ref {
    this.#bodies[Number.parseInt(ref, 10) - 1] = Buffer.from(body)
    return ref
  }

  add(body: string | Buffer): Ref {
    return this.put(this.reserve(), body)
  }

  /** A compressed stream; `entries` go into its dictionary. */
  addStream(content: string | Buffer, entries = ''): Ref {
    const bytes = deflateSync(content, { level: 9 })
    const head = `<< ${entries} /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n`
    return this.add(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')]))
  }

  /** The whole file. Its identifier is a digest of what it holds. */
  finish({ root, info }: { root: Ref; info: Ref }): Buffer {
    const parts = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')]
    let at = parts[0]?.length ?? 0
    const places = this.#bodies.map((body, n) => {
      if (!body) throw new Error(`object ${n + 1} of the PDF was reserved and never written`)
      const object = Buffer.concat([Buffer.from(`${n + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')])
      parts.push(object)
      at += object.length
      return at - object.length
    })
    const id = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32)
    const size = places.length + 1
    const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
    parts.push(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root ${root} /Info ${info} /ID [<${id}> <${id}>] >>\nstartxref\n${at}\n%%EOF\n`,
      ),
    )
    return Buffer.concat(parts)
  }
}

/** A text as PDF writes it outside pages: UTF-16 with its mark, in hex. */
export function pdfText(text: string): string {
  return `<feff${utf16(text)}>`
}

/** UTF-16BE, hex. */
export function utf16(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex')
}
