import { isQueryable } from "@/lib/kernel/property-name";
import { toStorableText } from "@/lib/kernel/storable-text";
import { addressInName, holdsEmail, withoutEmails } from "@/lib/profiles/mask-emails";
import { wordsOf } from "@/lib/profiles/name-words";
import { isNeverStored } from "@/lib/profiles/never-stored";
import { isContactName, personalFieldOf } from "@/lib/profiles/read-personal-name";
import type { IntakeProblem } from "@/lib/sources/intake";
import type { Properties, PropertyValue } from "@/lib/sources/property-value";
import { changeOf, storedText } from "@/lib/sources/stored-text";
import type { ValueType } from "@/lib/sources/trait-value";
import { readIsoDate } from "@/lib/sources/trait-value";

const maxPaths = 200;
const deepest = 6;
const longestName = 200;
// Names of things other than people: a product's or a company's name is not personal.
const namesOfThings = new Set(["name", "nom", "username", "avatar", "photo", "title"]);

function isPersonal(name: string): boolean {
	if (isNeverStored(name)) return true;
	const field = personalFieldOf(name);
	if (field === null) return isContactName(name);
	return field !== "name" && !namesOfThings.has(wordsOf(name).join(""));
}

function cleanName(name: string): string {
	return toStorableText(name)
		.replace(/\p{Cc}/gu, "")
		.split(".")
		.filter(Boolean)
		.join(".");
}

function cleanText(text: string, tell: (reason: string) => void): string {
	const change = changeOf(text);
	if (change) tell(change);
	return withoutEmails(storedText(text));
}

function cleanList(list: unknown[], depth: number, drop: (reason: string) => void): PropertyValue[] {
	const items: PropertyValue[] = [];
	for (const item of list) {
		if (item === null || item === undefined) continue;
		if (typeof item === "object" && depth >= deepest) drop(`is nested deeper than ${deepest} levels`);
		else if (Array.isArray(item)) {
			items.push(cleanText(JSON.stringify(cleanList(item, depth + 1, drop)), drop));
		} else if (typeof item === "object") {
			const inner: IntakeProblem[] = [];
			items.push(flatten(item, depth + 1, inner));
			for (const { field, reason } of inner) drop(`holds ${field}, which ${reason}`);
		} else if (typeof item === "string") items.push(cleanText(item, drop));
		else if (typeof item === "boolean" || (typeof item === "number" && Number.isFinite(item)))
			items.push(item);
	}
	// A list has one type of item, so that a path of the warehouse has one type.
	const kinds = new Set(items.map((item) => typeof item));
	return kinds.size <= 1
		? items
		: items.map((item) => (typeof item === "object" ? JSON.stringify(item) : String(item)));
}

function flatten(source: object, depth: number, dropped: IntakeProblem[]): Properties {
	const result: Properties = {};
	let count = 0;
	const drop = (field: string, reason: string) => {
		dropped.push({ field: field.slice(0, longestName).toWellFormed(), reason });
	};
	// A list of a thousand alike items is reported once.
	const onceOf = (path: string) => {
		const reported = new Set<string>();
		return (reason: string) => {
			if (reported.has(reason) || reported.size >= 20) return;
			reported.add(reason);
			drop(path, reason);
		};
	};
	const visit = (value: unknown, path: string, level: number): void => {
		if (value === null || value === undefined) return;
		if (typeof value === "object" && !Array.isArray(value)) {
			if (level >= deepest) return void drop(path, `is nested deeper than ${deepest} levels`);
			for (const [key, inner] of Object.entries(value)) step(key, inner, path, level);
			return;
		}
		if (Object.hasOwn(result, path)) return;
		if (count >= maxPaths) return void drop(path, `is beyond the ${maxPaths} properties of one event`);
		if (Array.isArray(value)) result[path] = cleanList(value, level, onceOf(path));
		else if (typeof value === "string") result[path] = cleanText(value, (reason) => drop(path, reason));
		else if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
			result[path] = value;
		else return;
		count++;
	};
	const step = (key: string, inner: unknown, path: string, level: number): void => {
		const name = key.length > 4 * longestName ? "" : cleanName(key);
		const whole = path === "" ? name : `${path}.${name}`;
		const isUsable = name !== "" && name.length <= longestName && name !== "__proto__" && key.isWellFormed();
		if (!isUsable || !isQueryable(whole)) {
			return void drop(whole === "" ? toStorableText(key) : whole, "is not a usable name");
		}
		if (holdsEmail(name)) return void drop(whole, addressInName);
		if (isPersonal(name)) return void drop(whole, "is personal and is not kept with events");
		visit(inner, whole, level + 1);
	};
	for (const [key, inner] of Object.entries(source)) step(key, inner, "", depth);
	return result;
}

/**
 * Properties as the warehouse keeps them: nested objects become dotted paths (first one wins), personal fields are left
 * out, email addresses inside text are masked, lists have one type. `dropped` names what was left out or changed, and why.
 */
export function cleanProperties(source: object): { properties: Properties; dropped: IntakeProblem[] } {
	const dropped: IntakeProblem[] = [];
	return { properties: flatten(source, 0, dropped), dropped };
}

/** The catalogued type of a property; null when rules cannot use it (lists of objects). */
export function propertyTypeOf(value: PropertyValue): ValueType | null {
	if (typeof value === "number") return "number";
	if (typeof value === "boolean") return "boolean";
	if (typeof value === "string") return readIsoDate(value) === null ? "string" : "date";
	if (Array.isArray(value)) return value.some((item) => typeof item === "object") ? null : "list";
	return null;
}
