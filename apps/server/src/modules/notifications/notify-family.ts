import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import * as family from '../family/index.ts'
import { invited, tellAll, type Told } from './tell.ts'

/** Tells the other side what became of a family mandate; once an event and person. */
export async function notifyOfFamily(tx: Tx, event: Event): Promise<void> {
  const mandate = await family.findFamilyMandate(tx, event.subject['mandateId'] ?? '')
  if (!mandate) return
  const { principalId, principalName, agentName, invitedDigest } = mandate
  const agentId = mandate.agentId ?? (await invited(tx, invitedDigest))
  const told: Partial<Record<Event['type'], Told[]>> = {
    'family-mandate.granted': [
      [
        agentId,
        '家人请您确认',
        mandate.mayFile
          ? `${principalName}请您帮忙办事、留意办件进度。请到“我的家庭”查看并确认。`
          : `${principalName}请您帮忙留意办件进度。请到“我的家庭”查看并确认。`,
      ],
    ],
    'family-mandate.confirmed': [
      [
        principalId,
        '家人已接受',
        `${agentName}现在可以${mandate.mayFile ? '替您申请办事，也可以' : ''}看您的办件进度。您可以随时收回。`,
      ],
    ],
    'family-mandate.ended': [
      [
        agentId,
        '家人授权已结束',
        `您不能再看${principalName}的办件进度${mandate.mayFile ? '，也不能再替他办事' : ''}了。`,
      ],
      [
        principalId,
        '家人授权已结束',
        `${agentName}不能再看您的办件进度${mandate.mayFile ? '，也不能再替您办事' : ''}了。`,
      ],
    ],
  }
  await tellAll(tx, event, told[event.type] ?? [])
}
