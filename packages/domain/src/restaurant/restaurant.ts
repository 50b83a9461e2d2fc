import { z } from 'zod'
import { CallablePhone, isCountry, PhoneInput } from '../contact.ts'
import { defineEntity, exampleStamps } from '../entity.ts'
import { RestaurantId, stampFields, storedLine } from '../fields.ts'
import { isTimezone, spelledTimezone } from '../time.ts'
import { seenOf } from '../was.ts'
import { countryOfTimezone } from './country.ts'

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 04:00')

/** A calendar date: `2026-05-01`. */
const Day = z.iso.date({ error: 'must be a day such as 2026-05-01' })

export const Timezone = z
  .string()
  .max(64)
  .refine(isTimezone, { error: 'must be an IANA time zone such as Europe/Berlin', abort: true })
  .overwrite(spelledTimezone)

const OpeningHours = z.strictObject({ weekday: z.int().min(1).max(7), opens: TimeOfDay, closes: TimeOfDay }).meta({
  id: 'OpeningHours',
  description:
    'Opening hours of one weekday (1 = Monday, as in ISO 8601). A `closes` before `opens` is past midnight; `opens` = `closes` is around the clock',
})

const TurnTime = z
  .strictObject({ upToPartySize: z.int().min(1).max(500), minutes: z.int().min(10).max(1440) })
  .meta({ id: 'TurnTime', description: 'How long a party of up to this size is expected to keep its table' })

const PlanSize = z
  .strictObject({ width: z.int().min(100).max(10_000), height: z.int().min(100).max(10_000) })
  .meta({ id: 'PlanSize', description: "The floor plan's own width and height, in plan units" })

const Closure = z
  .strictObject({ from: Day, to: Day, reason: storedLine(200).nullable() })
  .refine(({ from, to }) => from <= to, { error: 'must not end before it begins', path: ['to'] })
  .meta({ id: 'Closure', description: 'Service days on which the restaurant is closed, first and last included' })

const SpecialHours = z
  .strictObject({
    date: Day,
    hours: z
      .array(
        z
          .strictObject({ opens: TimeOfDay, closes: TimeOfDay })
          .meta({ id: 'Shift', description: 'As in OpeningHours' }),
      )
      .max(4),
  })
  .meta({ id: 'SpecialHours', description: 'The hours of a single service day; an empty list is closed' })

export const Settings = z
  .strictObject({
    plan: PlanSize,
    serviceDayStartsAt: TimeOfDay,
    /** Whether a table that a party leaves must be cleaned before it is available. */
    bussing: z.boolean(),
    /** Whether a booking waits for somebody to confirm it. */
    approveReservations: z.boolean(),
    /** The country (ISO 3166-1 alpha-2) of phone numbers without a prefix. */
    country: z.string().max(2).refine(isCountry, 'must be the two capital letters of a country such as DE'),
    /** Expected turn times, smallest party first; the last one counts for anything larger. */
    turnTimes: z
      .array(TurnTime)
      .min(1)
      .max(20)
      .refine(
        (turns) => turns.every((turn, i) => i === 0 || turn.upToPartySize > (turns[i - 1]?.upToPartySize ?? 0)),
        'must grow in upToPartySize',
      ),
    /** The weekly hours. None at all: the restaurant does not say when it is open. */
    hours: z.array(OpeningHours).max(28),
    /** They stand above all hours. */
    closures: z.array(Closure).max(200),
    /** They stand above the weekly hours. */
    specialHours: z
      .array(SpecialHours)
      .max(200)
      .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'must name each day once'),
  })
  .meta({ id: 'Settings', description: 'How the restaurant works' })

export const Restaurant = z.strictObject({
  id: RestaurantId,
  name: storedLine(120),
  slug: z.string().min(1).max(140),
  timezone: Timezone,
  phone: CallablePhone.nullable(),
  settings: Settings,
  ...stampFields,
})
export type Restaurant = z.infer<typeof Restaurant>
export type Settings = z.infer<typeof Settings>

/** What the author of a command saw of the restaurant; of `settings` those that they saw. */
export const SeenRestaurant = seenOf('SeenRestaurant', Restaurant, {
  phone: PhoneInput,
  settings: Settings.partial().meta({ id: 'SeenSettings', description: 'The settings that you saw' }),
})

export const defaultSettings: Settings = {
  plan: { width: 1000, height: 700 },
  serviceDayStartsAt: '04:00',
  bussing: false,
  approveReservations: false,
  country: 'US',
  turnTimes: [
    { upToPartySize: 2, minutes: 75 },
    { upToPartySize: 4, minutes: 90 },
    { upToPartySize: 6, minutes: 105 },
    { upToPartySize: 500, minutes: 120 },
  ],
  hours: [],
  closures: [],
  specialHours: [],
}

export const restaurantEntity = defineEntity({
  type: 'restaurant',
  plural: 'restaurants',
  description: 'The restaurant',
  schema: Restaurant,
  defaults: { phone: null, settings: defaultSettings },
  example: {
    id: 1,
    name: 'Trattoria Nove',
    slug: 'trattoria-nove',
    timezone: 'Europe/Berlin',
    phone: '+4930999888',
    settings: { ...defaultSettings, country: 'DE' },
    ...exampleStamps,
  },
})

/** A restaurant as its registration makes it: version 1 of its floor. */
export function newRestaurant(from: {
  id: number
  name: string
  slug: string
  timezone: string
  phone?: string | null
  now: string
}): Restaurant {
  const { now, phone = null, ...named } = from
  const country = countryOfTimezone(named.timezone) ?? defaultSettings.country
  return { ...named, phone, settings: { ...defaultSettings, country }, createdAt: now, updatedAt: now, version: 1 }
}
