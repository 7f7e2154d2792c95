import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import os from 'node:os'

export interface Target {
  op: '>=' | '<='
  value: number
}
export interface Report {
  bench: string
  at: string
  machine: string
  dataset: string
  figures: Record<string, number>
  targets: Record<string, Target>
  pass: boolean
}

/** The middle of several rounds. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The value below which `share` of the samples lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/** Makes the report, prints it as a table, and writes it as JSON where asked. */
export function finish(
  bench: string,
  dataset: string,
  figures: Record<string, number>,
  targets: Record<string, Target>,
  jsonFile?: string,
): Report {
  const met = (name: string, { op, value }: Target) =>
    op === '>=' ? (figures[name] ?? Number.NaN) >= value : (figures[name] ?? Number.NaN) <= value
  const pass = Object.entries(targets).every(([name, target]) => met(name, target))
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  )
  const report: Report = {
    bench,
    at: new Date().toISOString(),
    machine: machine(),
    dataset,
    figures: rounded,
    targets,
    pass,
  }
  process.stdout.write(`\n${bench}: ${dataset}\n${report.machine}\n`)
  for (const [name, value] of Object.entries(rounded)) {
    const target = targets[name]
    const verdict = target ? `   ${target.op} ${target.value}  ${met(name, target) ? 'ok' : 'MISSED'}` : ''
    process.stdout.write(`  ${name.padEnd(44)} ${String(value).padStart(10)}${verdict}\n`)
  }
  process.stdout.write(`${pass ? 'pass' : 'FAIL'}\n`)
  if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(report, null, 2)}\n`)
  return report
}

function machine(): string {
  const cpus = os.cpus()
  const kernel = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim()
  return `${cpus.length} x ${cpus[0]?.model ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${kernel}, Node ${process.version}`
}
