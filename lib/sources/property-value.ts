/** A property of an event as it is kept. */
export type PropertyValue = string | number | boolean | PropertyValue[] | { [key: string]: PropertyValue };
export type Properties = Record<string, PropertyValue>;
