/** When each tenant's people work: hours, zone, public holidays and days of their own. */
export { businessCalendarOf, standardSettings } from './business-calendar-of.ts';
export {
  calendarParts,
  calendarSettingsSchema,
  type CalendarSettings,
  type OwnDay,
} from './calendar-settings.ts';
export {
  CALENDARS_COLLECTION,
  createCalendarStore,
  type CalendarStore,
  type StoredCalendar,
} from './calendar-store.ts';
export type { PublicHolidays } from './public-holidays.ts';
export { specialDays, type SpecialDay } from './special-days.ts';
export {
  createTenantCalendars,
  type TenantCalendar,
  type TenantCalendars,
  type TenantCalendarsOptions,
} from './tenant-calendars.ts';
