/** When each tenant's people work: hours, zone, public holidays and days of their own. */
export { businessCalendarOf } from './business-calendar-of.ts';
export { calendarSettingsSchema, type CalendarSettings, type OwnDay } from './calendar-settings.ts';
export {
  CALENDARS_COLLECTION,
  createCalendarStore,
  type CalendarStore,
  type StoredCalendar,
} from './calendar-store.ts';
export { holidaysIn, type PublicHoliday, type PublicHolidays } from './public-holidays.ts';
export {
  createTenantCalendars,
  type TenantCalendar,
  type TenantCalendars,
  type TenantCalendarsOptions,
} from './tenant-calendars.ts';
