import { readConfig } from './config.ts'
import { buildSandbox } from './sandbox.ts'

const { port, directory } = readConfig()
const app = buildSandbox({ directory })

// 'disconnect': the process that started it is gone.
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
  process.once(signal, () => {
    // Exit: an open channel to the parent would keep the process alive.
    void app.close().finally(() => process.exit())
  })
}

const address = await app.listen({ host: '127.0.0.1', port })
process.stdout.write(
  `${JSON.stringify({ level: 'info', at: new Date().toISOString(), message: 'sandbox listening', address })}\n`,
)
