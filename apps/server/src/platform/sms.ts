import { addJob } from './jobs.ts'
import type { Tx } from './db.ts'
import type { Services } from './services.ts'
import { newId } from './ids.ts'

declare module './db.ts' {
  interface Schema {
    'platform.sms': {
      id: string
      phoneSealed: string
      template: string
      paramsSealed: string
      createdAt: string
      sentAt: string | null
    }
  }
}

/**
 * Queues a text message in the caller's transaction; the worker sends it, not before the given time. Phone and parameters are sealed at rest and the
 * job carries only the id.
 */
export async function queueSms(
  tx: Tx,
  { crypto, clock }: Pick<Services, 'crypto' | 'clock'>,
  message: { phone: string; template: string; params: Record<string, string>; notBefore?: Date },
): Promise<void> {
  const id = newId()
  await tx
    .insertInto('platform.sms')
    .values({
      id,
      phoneSealed: crypto.seal('messages', message.phone),
      template: message.template,
      paramsSealed: crypto.seal('messages', JSON.stringify(message.params)),
      createdAt: clock.now().toISOString(),
      sentAt: null,
    })
    .execute()
  await addJob(tx, 'send-sms', { smsId: id }, message.notBefore ? { runAt: message.notBefore } : {})
}

/** The job: hands the message to the gateway, which drops repeats of the same request id. */
export async function sendSms(
  payload: Record<string, unknown>,
  { db, config, crypto, clock }: Services,
): Promise<void> {
  const id = String(payload['smsId'])
  const row = await db.selectFrom('platform.sms').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || row.sentAt) return
  const response = await fetch(`${config.sms.url}/messages`, {
    redirect: 'error',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${config.sms.key}` },
    body: JSON.stringify({
      requestId: id,
      phone: crypto.open(row.phoneSealed),
      template: row.template,
      params: JSON.parse(crypto.open(row.paramsSealed)) as unknown,
    }),
    signal: AbortSignal.timeout(5_000),
  })
  if (!response.ok) throw new Error(`SMS gateway answered ${response.status}`)
  await db.updateTable('platform.sms').set({ sentAt: clock.now().toISOString() }).where('id', '=', id).execute()
}
