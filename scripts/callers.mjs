import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Calls `gone` once when a process between us and npm ends, npm included. npm passes a SIGTERM on to a shell that dies of
 * it without telling us, and a killed npm tells nobody. Does nothing when npm did not start us.
 */
export function whenCallersEnd(gone) {
  if (!process.env.npm_lifecycle_event) return
  const callers = callersUpToNpm()
  const watch = setInterval(() => {
    if (callers.every(isAlive)) return
    clearInterval(watch)
    gone()
  }, 300)
  watch.unref()
}

function callersUpToNpm() {
  const callers = []
  for (let pid = process.ppid; pid > 1;) {
    const { parent, command } = lookUp(pid)
    callers.push(pid)
    if (/\bnpm\b/.test(command)) return callers
    pid = parent
  }
  // No npm above us any more, or one that we can't recognise: only our own parent counts.
  return [process.ppid]
}

function lookUp(pid) {
  try {
    if (process.platform !== 'linux') {
      const { stdout } = spawnSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' })
      const [, parent = '0', command = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? []
      return { parent: Number(parent), command }
    }
    const [parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ').slice(1)
    return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }
  } catch {
    return { parent: 0, command: '' }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
