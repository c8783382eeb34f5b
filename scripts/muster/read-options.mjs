import { parseArgs } from "node:util";
import { UserFacingError } from "./step.mjs";

/** A command's options; unknown ones are refused with a message and the command's usage. */
export function readOptions(args, options, usage) {
	try {
		return parseArgs({ args, options }).values;
	} catch (error) {
		throw new UserFacingError(`${error.message.replace(/\.$/, "")}.\n\n${usage}`);
	}
}

/** A whole number among the options, at least `least`. */
export function readWhole(values, name, otherwise, least = 0) {
	const value = values[name] ?? String(otherwise);
	if (!/^\d{1,12}$/.test(value) || Number(value) < least)
		throw new UserFacingError(`--${name} ${value} is no whole number${least > 0 ? ` from ${least}` : ""}.`);
	return Number(value);
}
