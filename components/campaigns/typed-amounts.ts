import { readTypedNumber, shiftPoint, unreadText } from "@/lib/kernel/typed-number";

/** A field's value, or the error message to show beside it. */
type Read<V> = { value: V; problem?: undefined } | { value?: undefined; problem: string };

/** Whole days, 1 to `most`. */
export function readDays(text: string, most: number): Read<number> {
	const days = readTypedNumber(text);
	if (days === null) return { problem: unreadText(text) };
	if (Number.isInteger(days) && days >= 1 && days <= most) return { value: days };
	return { problem: `A whole number of days, 1 to ${most.toLocaleString("en-US")}.` };
}

/** Money, in cents; null where nothing is typed. */
export function readMoney(text: string): Read<number | null> {
	if (text.trim() === "") return { value: null };
	const amount = readTypedNumber(text);
	if (amount === null) return { problem: unreadText(text) };
	const cents = shiftPoint(amount, 2);
	if (amount < 0) return { problem: "An amount of 0 or more." };
	return Number.isInteger(cents)
		? { value: cents }
		: { problem: `Whole cents: write ${(Math.round(cents) / 100).toFixed(2)}.` };
}

/** A share typed in percent or points; null where nothing is typed. */
function readShare(
	text: string,
	isInRange: (percent: number) => boolean,
	range: string,
): Read<number | null> {
	const typed = text.replace(/\s*%\s*$/, "");
	if (typed.trim() === "") return text.trim() === "" ? { value: null } : { problem: unreadText(text) };
	const percent = readTypedNumber(typed);
	if (percent === null) return { problem: unreadText(text) };
	return isInRange(percent) ? { value: shiftPoint(percent, -2) } : { problem: range };
}

/** A variant's percentage of the treated people, with up to two decimals. */
export function readWeight(text: string): Read<number> {
	const typed = text.replace(/\s*%\s*$/, "");
	const weight = readTypedNumber(typed);
	if (weight === null) return { problem: unreadText(text) };
	if (weight < 0 || weight > 100) return { problem: "0 to 100 percent." };
	return Number.isInteger(shiftPoint(weight, 2)) ? { value: weight } : { problem: "At most two decimals." };
}

/** Points of a minimum worthwhile effect. */
export function readPoints(text: string): Read<number | null> {
	return readShare(text, (points) => points > 0 && points <= 100, "More than 0 and at most 100 points.");
}

/** The share of people held out by design, in percent. */
export function readDesigned(text: string): Read<number | null> {
	return readShare(text, (percent) => percent > 0 && percent < 100, "More than 0 and less than 100 percent.");
}

/** A share as typed. */
export function writeShare(share: number | null): string {
	return share === null ? "" : String(shiftPoint(share, 2));
}
