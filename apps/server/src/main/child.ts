import { spawn, type ChildProcess } from 'node:child_process'

const RESTARTS = { limit: 5, windowMs: 60_000 }

interface ChildOptions {
  name: string
  entry: string
  env: NodeJS.ProcessEnv
  say: (message: string) => void
  /** Called once when it crashed too often to be started again. */
  giveUp: () => void
}

/**
 * A process of the system that is started again when it crashes, with a growing pause, until it crashes too often. Its IPC
 * channel closes when this process dies, however it dies, and then it ends by itself. It has a process group of its own:
 * a Ctrl-C in the terminal reaches only the supervisor, which stops its children in order.
 */
export class Child {
  readonly #options: ChildOptions
  #crashes: number[] = []
  #process: ChildProcess | undefined
  #stopping = false

  constructor(options: ChildOptions) {
    this.#options = options
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

  /** Stops it and starts it with the code as it is now. */
  async restart(): Promise<void> {
    await this.stop()
    this.#stopping = false
    this.#start()
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping = true
    this.#process?.kill('SIGKILL')
  }

  #start() {
    const { entry, env } = this.#options
    this.#process = spawn(process.execPath, [entry], {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    this.#process.once('exit', (code, signal) => this.#again(signal ?? `退出码 ${code}`))
  }

  #again(how: string) {
    if (this.#stopping) return
    const { name, say, giveUp } = this.#options
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter((at) => now - at < RESTARTS.windowMs), now]
    if (this.#crashes.length > RESTARTS.limit) {
      say(`${name} 多次异常退出，整个系统停止。请查看上面的日志。`)
      return giveUp()
    }
    const pause = 100 * 2 ** this.#crashes.length
    say(`${name} 异常退出（${how}），${pause / 1000} 秒后重新启动`)
    setTimeout(() => !this.#stopping && this.#start(), pause)
  }
}
