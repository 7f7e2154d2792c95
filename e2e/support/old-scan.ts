/**
 * A PDF as old scanners and office programs write it: Chinese in a font that it does not bring, a fax-coded picture (a black
 * square of 200 points, 60 from the left and 300 from the bottom), and the page to be turned by 90 degrees.
 */
export function oldScan(): Buffer {
  const words = [...'合同原件'].map((sign) => sign.charCodeAt(0).toString(16).padStart(4, '0')).join('')
  const drawing = `BT /F1 36 Tf 60 700 Td <${words}> Tj ET q 200 0 0 200 60 300 cm /I1 Do Q`
  // 64 lines that are all white, inverted: one bit each, then the end of the block.
  const fax = Buffer.from('ffffffffffffffff001001', 'hex').toString('latin1')
  const resources = '/Font << /F1 5 0 R >> /XObject << /I1 8 0 R >>'
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate 90 /Contents 4 0 R /Resources << ${resources} >> >>`,
    stream('', drawing),
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>',
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R /DW 1000
      /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>`,
    `<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880
      /Descent -120 /CapHeight 880 /StemV 93 >>`,
    stream(
      `/Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 1 /ColorSpace /DeviceGray /Decode [1 0]
      /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 64 /Rows 64 >>`,
      fax,
    ),
  ]
  let text = '%PDF-1.7\n'
  const places = objects.map((body, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${body}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer << /Size ${size} /Root 1 0 R >>`
  return Buffer.from(`${text}${table}\nstartxref\n${text.length}\n%%EOF`, 'latin1')
}

const stream = (entries: string, body: string) => `<< ${entries} /Length ${body.length} >>\nstream\n${body}\nendstream`
