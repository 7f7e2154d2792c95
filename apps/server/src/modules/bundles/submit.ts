import {
  BundleChanged,
  BundleDiffers,
  PersonOnly,
  SubjectIsApplicant,
  type BundleReceipt,
  type BundleSubmission,
} from '@zhengtong/contract/bundles'
import { InvalidRequest, type FieldFault } from '@zhengtong/contract/problem'
import {
  childAnswers,
  childResults,
  childUploads,
  chosenChildren,
  fedFields,
  materialsOf,
  pathInBundle,
} from '@zhengtong/domain/bundle'
import type { FormValue } from '@zhengtong/domain/form-rules'
import type { Citizen } from '../../platform/actor.ts'
import { contentDigest } from '../../platform/content-digest.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import * as files from '../files/index.ts'
import { findVersion } from './definition-store.ts'
import { findOffer, type Offer } from './offers.ts'
import { childrenNow } from './state.ts'
import * as store from './store.ts'
import { subjectWords } from './subject-words.ts'

/**
 * Submits a bundle. The client's id makes it idempotent as that of a case: the same content again gets the first answer
 * again, other content is refused, a failed check stores nothing. The application, its children and the cases of those that
 * start at once come in one transaction: there is no half bundle.
 */
export async function submitBundle(
  services: Services,
  citizen: Citizen,
  submission: BundleSubmission,
): Promise<BundleReceipt> {
  const digest = contentDigest(submission)
  try {
    await submitNew(services, citizen, submission, digest)
    return await receiptOf(services.db, submission.id)
  } catch (refusal) {
    // A repeat may fail checks that its first try passed.
    const existing = refusal instanceof Problem && (await store.findApplication(services.db, submission.id))
    if (!existing) throw refusal
    if (existing.citizenId !== citizen.id || existing.contentDigest !== digest) throw new Problem(BundleDiffers)
    return receiptOf(services.db, submission.id)
  }
}

async function submitNew(services: Services, citizen: Citizen, submission: BundleSubmission, digest: string) {
  const { db, crypto } = services
  if (citizen.onBehalfOf) throw new Problem(PersonOnly)
  const offer = await findOffer(db, submission.code, submission.region, citizen.now)
  const chosen = chosenChildren(offer.children, submission.form)
  refuseOther(offer, chosen, submission)
  const form = checkAnswers(services, citizen, offer, chosen, submission)
  refuseOwnNumber(services, citizen, offer, form)

  const application: store.ApplicationRow = {
    id: submission.id,
    citizenId: citizen.id,
    bundleCode: offer.definition.code,
    bundleVersion: offer.version,
    regionCode: submission.region,
    subject: subjectWords(offer.definition.subject, form),
    form: cases.sealAnswers(crypto, form),
    materials: submission.materials,
    contentDigest: digest,
    submittedAt: citizen.now.toISOString(),
  }
  const children = chosen.map((child, place) => childRow(application, child, place, chosen))
  const prepared = await Promise.all(
    chosen.flatMap((child, index) => {
      const row = children[index]
      return row?.startedAt ? [prepareChild(services, citizen, { application, offer, child, row, form })] : []
    }),
  )
  await db.transaction().execute(async (tx) => {
    if (!(await store.insertApplication(tx, application))) throw new Problem(BundleDiffers)
    const ids = [...new Set(submission.materials.flatMap(({ fileIds }) => fileIds))]
    const own = await files.claimFiles(tx, citizen, ids)
    refuse(missingFiles(own, submission.materials))
    await store.insertChildren(tx, children)
    for (const one of prepared) if (!(await cases.insertPrepared(tx, one))) throw new Problem(BundleChanged)
    await publish(tx, citizen, 'bundle.submitted', { bundleId: application.id })
  })
}

type Chosen = Offer['children']

/** What was filled in was for these items in these versions; else the page is to be read again. */
function refuseOther(offer: Offer, chosen: Chosen, { version, items }: BundleSubmission): void {
  const same =
    chosen.length === items.length &&
    chosen.every(({ key, item }) =>
      items.some((read) => read.key === key && read.itemCode === item.code && read.itemVersion === item.version),
    )
  if (version !== offer.version || !same) throw new Problem(BundleChanged)
}

/** The answers to keep; all that is wrong with the one form, the one set of materials and what every child would get of them. */
function checkAnswers(
  services: Services,
  citizen: Citizen,
  { definition, guides }: Offer,
  chosen: Chosen,
  { form: sent, materials }: BundleSubmission,
): FormValue {
  const uses = materialsOf(definition, chosen, guides)
  const asked = definition.materials.flatMap(({ id, materialName }) => {
    const use = uses.find((one) => one.id === id)
    const isNeed = use && use.requiredBy.length > 0 ? ('1' as const) : ('2' as const)
    return use ? [{ id, materialName, isNeed, allowLater: false, obtainMode: 'UPLOAD' as const }] : []
  })
  const { form, faults } = cases.checkedAnswers(
    services,
    citizen,
    { form: definition.form, materials: asked },
    { form: sent, materials },
  )
  refuse(faults)
  refuse(
    chosen.flatMap((child) =>
      cases
        .faultsOfChild(services, citizen, child.item.guide, {
          itemCode: child.item.code,
          form: childAnswers(child, form, {}),
          materials: childUploads(child, materials),
          results: childResults(child).map(({ materialId }) => materialId),
          later: fedFields(child),
        })
        .map(({ path, message }) => {
          const mendable = pathInBundle(child, path)
          return { path: mendable ?? '', message: mendable ? message : `${child.item.guide.taskName}：${message}` }
        }),
    ),
  )
  return form
}

/** Whoever died does not apply. */
function refuseOwnNumber({ crypto }: Services, { account }: Citizen, { definition }: Offer, form: FormValue): void {
  const { subject } = definition
  if (subject.kind === 'deceased' && form[subject.idNumber] === crypto.open(account.idNumberSealed))
    throw new Problem(SubjectIsApplicant)
}

function childRow(
  application: store.ApplicationRow,
  child: Chosen[number],
  place: number,
  chosen: Chosen,
): store.ChildRow {
  const after = child.after.filter((key) => chosen.some((one) => one.key === key))
  return {
    applicationId: application.id,
    key: child.key,
    place,
    after,
    itemCode: child.item.code,
    itemVersion: child.item.version,
    itemName: child.item.guide.taskName,
    agencyName: child.item.guide.deptName,
    caseId: newId(),
    startedAt: after.length === 0 ? application.submittedAt : null,
    withdrawnAt: null,
    stuck: null,
    droppedAt: null,
  }
}

function prepareChild(
  services: Services,
  citizen: Citizen,
  {
    application,
    offer,
    child,
    row,
    form,
  }: {
    application: store.ApplicationRow
    offer: Offer
    child: Chosen[number]
    row: store.ChildRow
    form: FormValue
  },
) {
  const content = {
    id: row.caseId,
    itemCode: row.itemCode,
    itemVersion: row.itemVersion,
    form: childAnswers(child, form, {}),
    materials: childUploads(child, application.materials),
  }
  const { id, subject, submittedAt } = application
  const link = { id, name: offer.definition.name, subject, submittedAt, results: [] }
  return cases.prepareCase(services, citizen, content, contentDigest(content), link)
}

function refuse(errors: FieldFault[]): void {
  if (errors.length > 0) throw new Problem(InvalidRequest, { errors })
}

const missingFiles = (own: ReadonlySet<string>, materials: BundleSubmission['materials']): FieldFault[] =>
  materials.flatMap(({ materialId, fileIds }) =>
    fileIds.every((id) => own.has(id))
      ? []
      : [{ path: `/materials/${materialId}`, message: '没有找到这个文件，请重新上传' }],
  )

/** Made of what never changes after submission, so that it is the same whenever it is asked for again. */
async function receiptOf(db: Db, id: string): Promise<BundleReceipt> {
  const application = await store.findApplication(db, id)
  const bundle = application && (await findVersion(db, application.bundleCode, application.bundleVersion))
  if (!application || !bundle) throw new Error(`bundle application ${id} is not there`)
  const { children } = await childrenNow(db, id)
  return {
    id,
    name: bundle.definition.name,
    submittedAt: new Date(application.submittedAt).toISOString(),
    cases: children.flatMap(({ row, found }) =>
      found && row.after.length === 0
        ? [
            {
              itemName: row.itemName,
              agencyName: row.agencyName,
              caseNumber: found.caseNumber,
              queryCode: found.queryCode,
            },
          ]
        : [],
    ),
    later: children.filter(({ row }) => row.after.length > 0).map(({ row }) => row.itemName),
    next: '先办的事项已经提交给各部门。前一项办成后，后面的自动开始，不用您再交材料。每一步都会通知您。',
  }
}
