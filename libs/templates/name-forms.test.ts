/** Shows the two ways to write a field's name. */
import { describe, expect, it } from 'vitest';
import { toCamelCase, toSnakeCase } from './name-forms.ts';

describe('toSnakeCase', () => {
  it.each([
    ['firstName', 'first_name'],
    ['first_name', 'first_name'],
    ['customerID', 'customer_id'],
    ['customerId', 'customer_id'],
    ['HTTPStatus', 'http_status'],
    ['line2Text', 'line2_text'],
    ['name', 'name'],
    ['', ''],
  ])('%s is %s', (name, form) => {
    expect(toSnakeCase(name)).toBe(form);
  });
});

describe('toCamelCase', () => {
  it.each([
    ['first_name', 'firstName'],
    ['firstName', 'firstName'],
    ['address_line_2', 'addressLine2'],
    ['_private_key', '_privateKey'],
    ['a__b', 'aB'],
    ['trailing_', 'trailing_'],
    ['', ''],
  ])('%s is %s', (name, form) => {
    expect(toCamelCase(name)).toBe(form);
  });
});
