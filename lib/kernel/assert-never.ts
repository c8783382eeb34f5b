/** For the default of an exhaustive switch: the type checker refuses a forgotten case, and a wrong value at run time is a bug. */
export function assertNever(value: never): never {
	throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
