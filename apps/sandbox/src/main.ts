import { readConfig } from './config.ts'
import { buildSandbox } from './sandbox.ts'

const { port, directory } = readConfig()
const app = buildSandbox({ directory })

// 'disconnect': the process that started it is gone.
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
  process.once(signal, () => {
    void app.close()
  })
}

const address = await app.listen({ host: '127.0.0.1', port })
process.stdout.write(
  `${JSON.stringify({ level: 'info', at: new Date().toISOString(), message: 'sandbox listening', address })}\n`,
)
