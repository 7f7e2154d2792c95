import { Type, type Static } from 'typebox'
import { ItemCode, Minute } from './appointments.ts'
import { Id, IdParams, LegalDate, Nullable } from './page.ts'
import { problem } from './problem.ts'

const tags = ['appointments']
const Version = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const example = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'

/** A service can be booked at most so many days ahead. */
export const MOST_DAYS_AHEAD = 60
/** So many crowded times are listed, the next first. */
export const MOST_OVER = 100

const Hours = {
  fromMinute: Minute,
  toMinute: Type.Integer({ minimum: 1, maximum: 1440 }),
  slotMinutes: Type.Integer({ minimum: 5, maximum: 480 }),
  capacity: Type.Integer({ minimum: 1, maximum: 1000, description: 'places in each slot' }),
}
export const Opening = Type.Object(
  { weekday: Type.Integer({ minimum: 1, maximum: 7 }), ...Hours },
  { title: 'Opening', additionalProperties: false },
)
export type Opening = Static<typeof Opening>

/** A day that is not like its weekday; `hours` null: closed. */
const exceptionFields = {
  date: LegalDate,
  reason: Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' }),
  hours: Nullable(Type.Object(Hours, { additionalProperties: false })),
}
export const Exception = Type.Object(exceptionFields, { title: 'AppointmentException', additionalProperties: false })
export type Exception = Static<typeof Exception>

const ServiceFields = {
  hallId: Id,
  name: Type.String({ minLength: 2, maxLength: 50 }),
  items: Nullable(Type.Array(ItemCode, { minItems: 1, maxItems: 200, uniqueItems: true }), {
    description: 'null: every item of the agency that the hall belongs to',
  }),
  windows: Type.Integer({ minimum: 1, maximum: 200 }),
  prefix: Type.String({ pattern: '^[A-Z]$', description: 'first letter of the queue numbers', examples: ['A'] }),
  daysAhead: Type.Integer({ minimum: 1, maximum: MOST_DAYS_AHEAD }),
  releaseMinute: Type.Integer({ minimum: 0, maximum: 1439 }),
  keepsHolidays: Type.Boolean(),
  reservedPercent: Type.Integer({
    minimum: 0,
    maximum: 90,
    description: 'of the places of each time, the last ones: for people of 60 and older',
  }),
  graceMinutes: Type.Integer({
    minimum: 0,
    maximum: 240,
    description: 'after the end of a time; then he has not come',
  }),
  noShowLimit: Type.Integer({ minimum: 1, maximum: 20, description: 'missed so many times …' }),
  noShowDays: Type.Integer({ minimum: 1, maximum: 365, description: '… within so many days …' }),
  blockDays: Type.Integer({ minimum: 0, maximum: 365, description: '… no booking for so many days; 0: never' }),
  holdMinutes: Type.Integer({ minimum: 5, maximum: 240, description: 'a place is kept so long for who waits' }),
}
export const ServiceSettings = Type.Object(
  {
    id: Id,
    ...ServiceFields,
    version: Version,
    openings: Type.Array(Opening, { maxItems: 50 }),
    exceptions: Type.Array(Exception, { maxItems: 200 }),
    over: Type.Array(
      Type.Object({ date: LegalDate, minute: Minute, taken: Type.Integer(), capacity: Type.Integer() }),
      { maxItems: MOST_OVER, description: 'times with more bookings than places: nobody is dropped' },
    ),
  },
  { title: 'ServiceSettings' },
)
export type ServiceSettings = Static<typeof ServiceSettings>

export const getServiceSettings = {
  method: 'GET',
  url: '/staff/appointments/services/:id',
  schema: { tags, summary: '预约设置', params: IdParams, response: { 200: ServiceSettings } },
} as const

export const putService = {
  method: 'PUT',
  url: '/staff/appointments/services/:id',
  schema: {
    tags,
    summary: '开设或修改预约窗口组；新开设时版本为 0',
    params: IdParams,
    body: Type.Object(
      { ...ServiceFields, version: Type.Integer({ minimum: 0, maximum: 1_000_000 }) },
      {
        additionalProperties: false,
        examples: [
          {
            hallId: example,
            name: '户籍窗口',
            items: null,
            windows: 2,
            prefix: 'A',
            daysAhead: 14,
            releaseMinute: 480,
            keepsHolidays: true,
            reservedPercent: 20,
            graceMinutes: 15,
            noShowLimit: 3,
            noShowDays: 30,
            blockDays: 30,
            holdMinutes: 15,
            version: 0,
          },
        ],
      },
    ),
    response: { 200: ServiceSettings },
  },
} as const

export const setOpenings = {
  method: 'PUT',
  url: '/staff/appointments/services/:id/openings',
  schema: {
    tags,
    summary: '设置每周开放时间；已经约好的不变',
    params: IdParams,
    body: Type.Object(
      { openings: Type.Array(Opening, { maxItems: 50 }), version: Version },
      {
        additionalProperties: false,
        examples: [
          {
            openings: [{ weekday: 1, fromMinute: 540, toMinute: 720, slotMinutes: 30, capacity: 4 }],
            version: 1,
          },
        ],
      },
    ),
    response: { 200: ServiceSettings },
  },
} as const

export const setException = {
  method: 'PUT',
  url: '/staff/appointments/services/:id/exceptions',
  schema: {
    tags,
    summary: '设置某一天休息或另定时间；约在不再开放的时段的人会被取消并收到消息',
    params: IdParams,
    body: Type.Object(
      { ...exceptionFields, version: Version },
      {
        additionalProperties: false,
        examples: [{ date: '2026-12-01', reason: '系统升级', hours: null, version: 1 }],
      },
    ),
    response: {
      200: Type.Object({ settings: ServiceSettings, calledOff: Type.Integer({ description: 'bookings cancelled' }) }),
    },
  },
} as const

export const removeException = {
  method: 'POST',
  url: '/staff/appointments/services/:id/exceptions/removal',
  schema: {
    tags,
    summary: '恢复某一天的平常时间',
    params: IdParams,
    body: Type.Object(
      { date: LegalDate, version: Version },
      { additionalProperties: false, examples: [{ date: '2026-12-01', version: 1 }] },
    ),
    response: { 200: ServiceSettings },
  },
} as const

export const SettingsStale = problem('appointments:stale', 409, '设置已被别人改过，请刷新后再改')
export const BadOpeningHours = problem('appointments:bad-hours', 400, '开放时间不正确，请按提示修改')
export const ServiceTaken = problem('appointments:service-taken', 409, '这个大厅已有同名或同字母的窗口组')
