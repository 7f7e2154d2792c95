import type { BundleProgress } from '@zhengtong/contract/bundles'
import { fedFields } from '@zhengtong/domain/bundle'
import { bundleLabels, bundleStatus, isAccepted, type ChildPhase } from '@zhengtong/domain/bundle-status'
import { dueOn, type Calendar } from '@zhengtong/domain/working-days'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import * as cases from '../cases/index.ts'
import * as catalogue from '../catalogue/index.ts'
import { findVersion, type PublishedBundle } from './definition-store.ts'
import { childrenNow, type ChildNow } from './state.ts'
import type { ApplicationRow } from './store.ts'

type Step = BundleProgress['steps'][number]

/** The application as its applicant sees it: every child with its own agency, clock and result. */
export async function showProgress(
  services: Services,
  application: ApplicationRow,
  now: Date,
): Promise<BundleProgress> {
  const { db } = services
  const bundle = await findVersion(db, application.bundleCode, application.bundleVersion)
  if (!bundle) throw new Error(`bundle ${application.bundleCode} version ${application.bundleVersion} is not there`)
  const [{ children, facts }, calendar] = await Promise.all([
    childrenNow(db, application.id),
    calendars.currentCalendar(db),
  ])
  const guides = await guidesOf(services, children)
  const expected = expectedDays(calendar, children, guides, legalDate(now))
  const phases = children.map(({ phase }) => phase)
  const status = bundleStatus(phases)
  const running = children.filter(({ phase }) => isRunning(phase))
  const steps = children.map((child) => stepOf(services, bundle, child, children, guides, expected))
  return {
    id: application.id,
    code: application.bundleCode,
    name: bundle.definition.name,
    subject: application.subject,
    submittedAt: new Date(application.submittedAt).toISOString(),
    status,
    label: bundleLabels[status],
    accepted: isAccepted(facts),
    granted: phases.filter((phase) => phase === 'granted' || phase === 'granting').length,
    dueOn: running.map(({ key }) => expected.get(key) ?? '').reduce(later, '') || null,
    steps,
    actions: steps.some(({ phase, actions }) => actions.includes('withdraw') || phase === 'open' || phase === 'yours')
      ? ['withdraw']
      : [],
  }
}

const isRunning = (phase: ChildPhase) => ['waiting', 'stuck', 'open', 'yours', 'granting'].includes(phase)

type Guides = Awaited<ReturnType<typeof guidesOf>>
async function guidesOf({ db }: Services, children: readonly ChildNow[]) {
  const found = await Promise.all(
    children.map(
      async ({ key, row }) => [key, (await catalogue.itemVersion(db, row.itemCode, row.itemVersion))?.guide] as const,
    ),
  )
  return new Map(found)
}

/**
 * The last day on which each child should be decided: promised once it is accepted; before that the agency may take its days
 * to accept, and of one that waits all that counts from the last day of what it waits for.
 */
function expectedDays(
  calendar: Calendar,
  children: readonly ChildNow[],
  guides: Guides,
  today: string,
): Map<string, string> {
  const days = new Map<string, string>()
  for (const { key, row, found } of children) {
    const guide = guides.get(key)
    const promise = guide && cases.limitsOf(guide).promise
    const start = row.after.map((earlier) => days.get(earlier) ?? today).reduce(later, today)
    const accepted = found?.noticeDueOn ?? cases.noticeDueOn(calendar, start)
    const estimated = promise ? dueOn(calendar, accepted, promise).date : accepted
    days.set(key, found?.decidedOn ?? found?.promiseDueOn ?? later(estimated, today))
  }
  return days
}

const later = (a: string, b: string) => (a > b ? a : b)

const own: Partial<Record<ChildPhase, string>> = {
  waiting: '等前面的事项',
  stuck: '没能自动开始',
  withdrawn: '已撤回',
  dropped: '不再办理',
}
/** How a child stands, in words: of a case, what its flow says. */
export const labelOf = ({ phase, found }: ChildNow): string =>
  found ? cases.stateOfCase(found).label : (own[phase] ?? '')

function stepOf(
  { crypto }: Services,
  { definition }: PublishedBundle,
  child: ChildNow,
  children: readonly ChildNow[],
  guides: Guides,
  expected: ReadonlyMap<string, string>,
): Step {
  const { key, phase, row, found } = child
  const part = definition.children.find((one) => one.key === key)
  const properties = guides.get(key)?.form.properties ?? {}
  return {
    key,
    itemName: row.itemName,
    agencyName: row.agencyName,
    phase,
    label: labelOf(child),
    words: wordsOf(child, children),
    caseId: found ? row.caseId : null,
    caseNumber: found?.caseNumber ?? null,
    ...dueOf(child, expected),
    resultName: phase === 'granted' || phase === 'granting' ? (found?.resultName ?? null) : null,
    resultNumber: found ? cases.resultNumberOf(crypto, found) : null,
    fields:
      phase === 'stuck' && part
        ? fedFields(part).map((name) => ({ name, title: properties[name]?.title ?? name }))
        : [],
    actions: phase === 'stuck' ? ['start', 'withdraw'] : phase === 'waiting' ? ['withdraw'] : [],
  }
}

function dueOf({ key, phase, found }: ChildNow, expected: ReadonlyMap<string, string>): Pick<Step, 'dueOn' | 'dueIs'> {
  if (phase === 'waiting') return { dueOn: expected.get(key) ?? null, dueIs: 'expected' }
  if (phase !== 'open' || !found) return { dueOn: null, dueIs: null }
  return found.promiseDueOn
    ? { dueOn: found.promiseDueOn, dueIs: 'promise' }
    : { dueOn: found.noticeDueOn, dueIs: 'notice' }
}

/** What it waits for, why it stopped, what to do. */
export function wordsOf({ phase, because, row, found }: ChildNow, children: readonly ChildNow[]): string | null {
  const names = because.map((key) => `“${children.find((one) => one.key === key)?.row.itemName ?? key}”`).join('、')
  if (phase === 'waiting') return names ? `${names}办成后自动开始，不用您操作` : '马上自动开始'
  if (phase === 'dropped') return `${names}没有办成，这一项不再办理。需要时可以单独申请`
  if (phase === 'stuck') return row.stuck
  if (phase === 'yours') return '请点开办件，按部门的通知补正'
  return phase === 'failed' ? (found?.reason ?? null) : null
}
