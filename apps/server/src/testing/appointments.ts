import type { Booking } from '@zhengtong/contract/appointments'
import type { Opening } from '@zhengtong/contract/appointment-settings'
import { sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import { systemActor } from '../platform/jobs.ts'
import * as access from '../modules/access/index.ts'
import { plantServices } from '../modules/appointments/index.ts'
import { aProvince, type TestApp } from './factories.ts'
import { send } from './request.ts'

/** A hall with one service: Monday to Friday, and Saturday in the morning; half-hours of 10 places. */
export async function aHall(app: Pick<TestApp, 'services'>, openings: Opening[] = everyWeek) {
  const province = await aProvince(app)
  const [hallId, serviceId] = [newId(), newId()]
  const { code: agencyCode, regionCode } = province.agency
  await app.services.db.transaction().execute(async (tx) => {
    const hall = {
      id: hallId,
      agencyCode,
      regionCode,
      name: '测试大厅',
      address: '人民路 1 号',
      hours: '',
      windows: [],
    }
    await access.plantOrganisation(tx, { parents: [], departments: [], halls: [hall] })
    const fields = { id: serviceId, hallId, agencyCode, name: '户籍窗口', items: null, windows: 2, prefix: 'A' }
    await plantServices(tx, [
      { ...fields, daysAhead: 14, releaseMinute: 8 * 60, keepsHolidays: true, reservedPercent: 0, openings },
    ])
  })
  return { ...province, hallId, serviceId, actor: systemActor(app.services, 'test') }
}
export type Hall = Awaited<ReturnType<typeof aHall>>

const hours = (weekday: number, fromMinute: number, toMinute: number): Opening => ({
  weekday,
  fromMinute,
  toMinute,
  slotMinutes: 30,
  capacity: 10,
})
const everyWeek = [
  ...[1, 2, 3, 4, 5].flatMap((day) => [hours(day, 540, 720), hours(day, 780, 1020)]),
  hours(6, 540, 690),
]

/** Books a time; 9:00 on Tuesday unless told otherwise. */
export function booking(
  app: Pick<TestApp, 'app'>,
  hall: Hall,
  who: { cookie: string },
  change: object = {},
  id = newId(),
) {
  const wish = { serviceId: hall.serviceId, itemCode: hall.item.code, date: '2026-11-24', minute: 540, ...change }
  return send<Booking & Record<string, unknown>>(app, who, 'PUT', `/bookings/${id}`, wish)
}

/** Slots whose places taken are not as many as the bookings and offers that hold one: there must never be any. */
export async function wrongSlots({ services }: Pick<TestApp, 'services'>) {
  const { rows } =
    await sql`select * from (select s.date, s.minute, s.taken, (select count(*) from appointments.booking b
        where b.service_id = s.service_id and b.date = s.date and b.minute = s.minute and b.status <> 'cancelled')
      + (select count(*) from appointments.waiting w
        where w.service_id = s.service_id and w.date = s.date and w.minute = s.minute and w.status = 'offered') as held
    from appointments.slot s) each where taken <> held`.execute(services.db)
  return rows
}
