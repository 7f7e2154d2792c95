import { spawn, type ChildProcess } from 'node:child_process'

const RESTARTS = { limit: 5, windowMs: 60_000 }

/**
 * A process of the system that is started again when it crashes, with a growing pause, until it crashes too often. Its IPC
 * channel closes when this process dies, however it dies, and then it ends by itself.
 */
export class Child {
  readonly #name: string
  readonly #entry: string
  readonly #env: NodeJS.ProcessEnv
  readonly #giveUp: (name: string) => void
  #crashes: number[] = []
  #process: ChildProcess | undefined
  #stopping = false

  constructor(name: string, entry: string, env: NodeJS.ProcessEnv, giveUp: (name: string) => void) {
    this.#name = name
    this.#entry = entry
    this.#env = env
    this.#giveUp = giveUp
    this.#start()
  }

  /** Runs an entry point to its end; throws when it fails. */
  static async runOnce(entry: string, env: NodeJS.ProcessEnv, args: string[] = []): Promise<void> {
    const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] })
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    if (code !== 0) throw new Error(`${entry} 没有成功（退出码 ${code}）`)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 12_000)
    await gone
    clearTimeout(force)
  }

  #start() {
    this.#process = spawn(process.execPath, [this.#entry], {
      env: this.#env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#process.once('exit', () => this.#again())
  }

  #again() {
    if (this.#stopping) return
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter((at) => now - at < RESTARTS.windowMs), now]
    if (this.#crashes.length > RESTARTS.limit) return this.#giveUp(this.#name)
    setTimeout(() => !this.#stopping && this.#start(), 200 * 2 ** this.#crashes.length)
  }
}
