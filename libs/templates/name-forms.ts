/** The two ways to write a field's name. */

/** `leadSource` as `lead_source`, `customerID` as `customer_id`. */
export const toSnakeCase = (name: string): string =>
  name
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** `lead_source` as `leadSource`. */
export const toCamelCase = (name: string): string =>
  name.replaceAll(/(?<=.)_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
