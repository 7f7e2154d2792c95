export interface Sms {
  requestId: string
  phone: string
  template: string
  text: string
  /** Instant, ISO 8601. */
  at: string
}

/** More than this many messages are forgotten, oldest first; so is their idempotency. */
const capacity = 2_000

export type Inbox = ReturnType<typeof createInbox>

/** The demo phones: every message accepted lately. */
export function createInbox() {
  // A Map keeps the order of arrival, so its first key is the oldest message.
  const messages = new Map<string, Sms>()

  return {
    /** Keeps the message unless its request id was seen: a repeated request reaches the phone once. */
    deliver(message: Sms): void {
      if (messages.has(message.requestId)) return
      messages.set(message.requestId, message)
      const [oldest] = messages.keys()
      if (messages.size > capacity && oldest !== undefined) messages.delete(oldest)
    },

    /** Newest first; all phones when none is named. */
    latest(limit: number, phone?: string): Sms[] {
      const wanted =
        phone === undefined
          ? [...messages.values()]
          : [...messages.values()].filter((message) => message.phone === phone)
      return wanted.slice(-limit).toReversed()
    },
  }
}
