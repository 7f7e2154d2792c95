import { isIP } from 'node:net'
import path from 'node:path'
import { addressFaults } from './platform/addresses.ts'

/** Everything that may differ between installations, parsed once. Defaults run the whole demo on one machine. */
export interface Config {
  /** Address and port the API listens on. */
  host: string
  port: number
  /** Where people reach the platform, without a slash at the end: what QR codes on documents lead to. */
  publicUrl: string
  /** Absolute folder of everything this installation keeps outside the database. */
  dataDir: string
  /** PostgreSQL to use; empty: the supervisor brings up its own. */
  databaseUrl: string
  /** The role that owns the tables, for migrations and whole months of events; empty: `databaseUrl` is the owner's. */
  databaseOwnerUrl: string
  databasePool: number
  /** How long a request waits for a database connection before it is turned away with 503. */
  databaseWaitMs: number
  /** Demo province, demo accounts and sandbox are there. */
  demo: boolean
  sandboxPort: number
  /** Key that all others derive from, at least 32 characters. */
  secretKey: string
  /** File with the key-encryption key, or command that wraps and unwraps data keys; both empty: derived from SECRET_KEY. */
  kekFile: string
  kekCommand: string
  authorities: { url: string; key: string; timeoutMs: number }
  /**
   * Trusted identity authority (CTID, 网证): none when the URL is empty. Its answers count only when signed (SM2) by the key
   * with this public point (hex, 04...); `relyingParty` is the name it knows this platform by.
   */
  trusted: { url: string; key: string; publicKey: string; relyingParty: string }
  sms: { url: string; key: string }
  files:
    | { kind: 'folder' }
    | { kind: 's3'; endpoint: string; bucket: string; region: string; accessKey: string; secretKey: string }
  fileQuotaBytes: number
  /** Malware scanner that speaks clamd's protocol, `tcp://host:port`; empty (`off`): uploads are not scanned. */
  scannerUrl: string
  /** Requests a minute from one address, and sign-in attempts a minute. */
  rateLimit: { general: number; signIn: number }
  /** Doors (sign-in, codes, registration) tried from one address in 15 minutes before each more costs a computed proof. */
  proofAfter: number
  /** Requests in work above which new ones are turned away with 503. */
  maxInFlight: number
  /** How long the headers, and the whole of a request, may take to arrive; a slower sender is hung up on. */
  slowSender: { headersMs: number; requestMs: number }
  /** Delay of the event loop above which new requests are turned away with 503; 0: not looked at. */
  maxEventLoopDelayMs: number
  /** Whose word on the caller's address (X-Forwarded-For) counts: these addresses, or whoever is next to us; else nobody's. */
  proxies: string[] | 'nearest'
  /** Bearer token of /metrics; empty: loopback only. */
  metricsToken: string
  /** One officer may not both review and decide a case (审查与决定分离). */
  separateReviewAndDecision: boolean
  /** Working days an applicant has to answer a supplement notice. */
  supplementWorkdays: number
  paymentWorkdays: number
  /** Working days by which a limit may be extended at most (行政许可法 art. 42: 10). */
  extensionWorkdays: number
  /** Natural days in which a decision on a promise is checked (告知承诺). */
  checkDays: number
  /** Appointments: bookings that one person may have open at once. */
  maxBookings: number
  /**
   * Staff: days a password lasts, minutes without a request after which a session ends, and the addresses and networks that
   * they work from; none: from anywhere.
   */
  staff: { passwordDays: number; idleMinutes: number; addresses: string[] }
  /** Audit: months that events stay in the database, and when late sealing or signing is an alarm. */
  audit: { retentionMonths: number; sealAlarmMinutes: number; signAlarmHours: number }
  /** This worker is the only one on its database: at start it takes over what a killed one held. */
  soleWorker: boolean
  logLevel: string
}

/** Public key of the sandbox's trusted identity authority. */
const DEMO_TRUSTED_KEY =
  '049f160d5704e0f9586f73f201ad1101364fd9d52a2088ebdde946716ebd3a0dbc370115b0b39a3736d71ebc031c34df34b0efc63632569175b713f43952c6eceb'
export const DEMO_SECRET = 'zhengtong-demo-secret-never-use-in-production'

/** Reads the configuration and throws one error that lists every fault. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = []
  const text = (name: string, fallback: string) => env[name]?.trim() || fallback
  const flag = (name: string, fallback: boolean) => {
    const value = env[name]?.trim()
    if (!value) return fallback
    if (!/^(0|1|true|false)$/.test(value)) faults.push(`${name} must be 0 or 1, not ${value}`)
    return value === '1' || value === 'true'
  }
  const whole = (name: string, fallback: number, min: number, max: number) => {
    const value = env[name]?.trim()
    if (!value) return fallback
    const number = Number(value)
    if (!Number.isInteger(number) || number < min || number > max)
      faults.push(`${name} must be a whole number from ${min} to ${max}, not ${value}`)
    return number
  }
  const url = (name: string, fallback: string) => {
    const value = text(name, fallback)
    if (value && !URL.canParse(value)) faults.push(`${name} must be a URL`)
    return value.replace(/\/$/, '')
  }

  const demo = flag('DEMO', true)
  const sandboxPort = whole('SANDBOX_PORT', 8090, 0, 65_535)
  const sandbox = demo ? `http://127.0.0.1:${sandboxPort}` : ''
  const secretKey = text('SECRET_KEY', demo ? DEMO_SECRET : '')
  const list = (value: string) => value.split(/[\s,]+/).filter(Boolean)
  const trusted = text('TRUST_PROXY', '0')
  const s3 = url('S3_ENDPOINT', '')
  const scanner = text('SCANNER_URL', demo ? `tcp://127.0.0.1:${sandboxPort}` : '')
  const port = whole('PORT', 8080, 0, 65_535)
  const config: Config = {
    host: text('HOST', '127.0.0.1'),
    port,
    publicUrl: url('PUBLIC_URL', '') || (demo ? `http://localhost:${port}` : ''),
    dataDir: path.resolve(env['INIT_CWD'] ?? '.', text('DATA_DIR', '.data')),
    databaseUrl: text('DATABASE_URL', ''),
    databaseOwnerUrl: text('DATABASE_OWNER_URL', ''),
    databasePool: whole('DATABASE_POOL', 10, 1, 200),
    databaseWaitMs: whole('DATABASE_WAIT_MS', 5_000, 100, 600_000),
    demo,
    sandboxPort,
    secretKey,
    kekFile: text('KEK_FILE', ''),
    kekCommand: text('KEK_COMMAND', ''),
    authorities: {
      url: url('AUTHORITY_URL', sandbox && `${sandbox}/authorities`),
      key: text('AUTHORITY_KEY', demo ? 'sandbox-key' : ''),
      timeoutMs: whole('AUTHORITY_TIMEOUT_MS', 3_000, 100, 60_000),
    },
    trusted: {
      url: url('TRUSTED_URL', sandbox && `${sandbox}/trusted`),
      key: text('TRUSTED_KEY', demo ? 'sandbox-key' : ''),
      publicKey: text('TRUSTED_PUBLIC_KEY', demo ? DEMO_TRUSTED_KEY : ''),
      relyingParty: text('TRUSTED_RELYING_PARTY', '政通政务服务'),
    },
    sms: { url: url('SMS_URL', sandbox && `${sandbox}/sms`), key: text('SMS_KEY', demo ? 'sandbox-key' : '') },
    files: s3
      ? {
          kind: 's3',
          endpoint: s3,
          bucket: text('S3_BUCKET', 'zhengtong'),
          region: text('S3_REGION', 'us-east-1'),
          accessKey: text('S3_ACCESS_KEY', ''),
          secretKey: text('S3_SECRET_KEY', ''),
        }
      : { kind: 'folder' },
    scannerUrl: scanner === 'off' ? '' : scanner,
    fileQuotaBytes: whole('FILE_QUOTA_MB', 500, 1, 1_000_000) * 1024 * 1024,
    rateLimit: {
      general: whole('RATE_LIMIT', 1_200, 1, 10_000_000),
      signIn: whole('RATE_LIMIT_SIGN_IN', 30, 1, 10_000_000),
    },
    proofAfter: whole('PROOF_AFTER', 30, 0, 10_000_000),
    maxEventLoopDelayMs: whole('MAX_EVENT_LOOP_DELAY_MS', 1_000, 0, 600_000),
    maxInFlight: whole('MAX_IN_FLIGHT', 1_500, 1, 100_000),
    slowSender: {
      headersMs: whole('HEADERS_TIMEOUT_MS', 10_000, 100, 600_000),
      // 20 MB at 1.5 Mbit/s take less.
      requestMs: whole('REQUEST_TIMEOUT_MS', 120_000, 100, 3_600_000),
    },
    proxies: trusted === '1' ? 'nearest' : list(trusted === '0' ? '' : trusted),
    metricsToken: text('METRICS_TOKEN', ''),
    separateReviewAndDecision: flag('SEPARATE_REVIEW_AND_DECISION', true),
    paymentWorkdays: whole('PAYMENT_WORKDAYS', 10, 1, 365),
    supplementWorkdays: whole('SUPPLEMENT_WORKDAYS', 15, 1, 365),
    extensionWorkdays: whole('EXTENSION_WORKDAYS', 10, 1, 60),
    checkDays: whole('CHECK_DAYS', 60, 1, 365),
    maxBookings: whole('MAX_BOOKINGS', 3, 1, 50),
    staff: {
      passwordDays: whole('STAFF_PASSWORD_DAYS', 90, 1, 3_650),
      idleMinutes: whole('STAFF_IDLE_MINUTES', 30, 1, 480),
      addresses: list(text('STAFF_ADDRESSES', '')),
    },
    audit: {
      // Logs are kept for six months or longer by law (网络安全法): less is refused.
      retentionMonths: whole('AUDIT_RETENTION_MONTHS', 36, 6, 1_200),
      sealAlarmMinutes: whole('AUDIT_SEAL_ALARM_MINUTES', 10, 2, 1_440),
      signAlarmHours: whole('AUDIT_SIGN_ALARM_HOURS', 6, 1, 240),
    },
    soleWorker: flag('SOLE_WORKER', false),
    logLevel: text('LOG_LEVEL', 'info'),
  }

  if (config.kekFile && config.kekCommand) faults.push('KEK_FILE and KEK_COMMAND exclude each other')
  for (const entry of addressFaults(config.staff.addresses))
    faults.push(`STAFF_ADDRESSES: ${entry} is neither an address nor a network`)
  if (scanner !== 'off' && !/^tcp:\/\/[^/:]+:\d{1,5}$/.test(scanner))
    faults.push(
      'SCANNER_URL must be tcp://host:port of a malware scanner (clamd), or off: uploads are then not scanned',
    )
  if (config.proxies !== 'nearest')
    for (const entry of addressFaults(config.proxies))
      faults.push(`TRUST_PROXY: ${entry} is neither 0, 1, an address nor a network`)
  if (secretKey.length < 32) faults.push('SECRET_KEY must have at least 32 characters')
  if (!demo) {
    if (secretKey === DEMO_SECRET) faults.push('SECRET_KEY is the demo secret: choose your own')
    if (!config.authorities.url) faults.push('AUTHORITY_URL is needed when DEMO=0')
    if (!config.publicUrl) faults.push('PUBLIC_URL is needed when DEMO=0: QR codes on documents lead there')
    if (!config.sms.url) faults.push('SMS_URL is needed when DEMO=0')
    if (config.authorities.key === 'sandbox-key' || config.sms.key === 'sandbox-key')
      faults.push('AUTHORITY_KEY and SMS_KEY must not be the demo key')
    if (config.trusted.publicKey === DEMO_TRUSTED_KEY) faults.push('TRUSTED_PUBLIC_KEY is the sandbox key')
    if (config.trusted.url && !config.trusted.key) faults.push('TRUSTED_KEY is needed with TRUSTED_URL')
  }
  if (config.trusted.url && !/^04[0-9a-f]{128}$/.test(config.trusted.publicKey))
    faults.push('TRUSTED_PUBLIC_KEY must be an SM2 point: 04 and 128 hex digits')
  if (!isIP(config.host) && !/^[a-z0-9.-]+$/i.test(config.host)) faults.push('HOST must be an address or a host name')
  if (!/^(fatal|error|warn|info|debug|trace|silent)$/.test(config.logLevel))
    faults.push('LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent')
  if (faults.length) throw new ConfigError(faults)
  return config
}

/** The environment of a child process: ours, with some of it replaced. */
export function environmentWith(replaced: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...replaced }
}

/** All faults of the configuration at once, for people to read. */
export class ConfigError extends Error {
  constructor(faults: string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  }
}
