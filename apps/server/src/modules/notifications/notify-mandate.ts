import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import * as organisations from '../organisations/index.ts'
import { invited, tellAll, type Told } from './tell.ts'

/** Tells both sides of a mandate what became of it; to the person himself, whomever he acts for. Once an event and person. */
export async function notifyOfMandate(tx: Tx, event: Event): Promise<void> {
  const mandate = await organisations.findMandate(tx, event.subject['mandateId'] ?? '')
  if (!mandate) return
  const { organisationName: company, personName: person, grantedBy } = mandate
  const agent = mandate.citizenId ?? (await invited(tx, mandate.invitedDigest))
  const told: Told[] =
    event.type === 'mandate.granted'
      ? [[agent, '请确认授权', `“${company}”请您代为办事。请到“我的企业”查看并确认，不确认不会生效。`]]
      : event.type === 'mandate.confirmed'
        ? [[grantedBy, '授权已生效', `${person}已接受“${company}”的授权。您可以随时在“我的企业”收回。`]]
        : event.type === 'mandate.signing-ended'
          ? [
              [
                agent,
                '不再可以提交',
                `您为“${company}”填写的申请，要由法定代表人或其他有提交权的经办人提交。您仍然可以填写和上传。`,
              ],
            ]
          : [
              [agent, '授权已结束', `您为“${company}”办事的权限已经结束。`],
              [grantedBy, '授权已结束', `${person}为“${company}”办事的权限已经结束。`],
            ]
  await tellAll(tx, event, told)
}
