import {
	addressProblem,
	isSameOrigin,
	schemeProblem,
	type TrustsPlainHttp,
} from "@/lib/destinations/check-address";
import type { ConnectField, Connection, DestinationDefinition } from "@/lib/destinations/contract";
import type { Issue } from "@/lib/kernel/app-error";

export type CheckedConnection = { ok: true; connection: Connection } | { ok: false; issues: Issue[] };

const maxValueLength = 4_000;

/**
 * Sorts the values of a connect form into settings and credentials and checks each against its field. `before` is the
 * connection as stored: a secret left empty keeps the stored one, unless an address now leads to another origin.
 */
export function checkConnection(
	network: DestinationDefinition,
	values: Record<string, string>,
	options: { before?: Connection | undefined; trustsPlainHttp: TrustsPlainHttp },
): CheckedConnection {
	const { before, trustsPlainHttp } = options;
	const issues: Issue[] = [];
	const connection: Connection = { settings: {}, credentials: {} };
	for (const name of Object.keys(values)) {
		if (!network.fields.some((field) => field.name === name)) {
			issues.push({ path: `values.${name}`, message: `is not a field of ${network.name}` });
		}
	}
	const given = (field: ConnectField) => (Object.hasOwn(values, field.name) ? values[field.name] : undefined);
	// Settings are visible, so an emptied one is meant to be empty; the stored value stays only if the field
	// was not sent.
	const settingOf = (field: ConnectField) =>
		given(field)?.trim() ||
		(given(field) === undefined ? before?.settings[field.name] : undefined) ||
		field.initial ||
		"";
	const moved = before && network.fields.find((field) => isMoved(field, before, settingOf(field)));
	for (const field of network.fields) {
		const path = `values.${field.name}`;
		const stored = before?.credentials[field.name];
		if (field.isSecret && moved && stored && !given(field)?.trim()) {
			issues.push({
				path,
				message: `${field.label} must be entered again, because "${moved.label}" now leads to another server`,
			});
			continue;
		}
		const value = field.isSecret ? given(field)?.trim() || stored || field.initial || "" : settingOf(field);
		if (!value) {
			if (field.isRequired) issues.push({ path, message: `${field.label} is needed` });
			continue;
		}
		const fixed = field.isFixed ? before?.settings[field.name] : undefined;
		const problem =
			fixed !== undefined && fixed !== value
				? `cannot be changed from ${fixed}: what was created with it keeps it. Connect the account once more for another`
				: problemOf(field, value, trustsPlainHttp);
		if (problem) {
			issues.push({ path, message: `${field.label} ${problem}` });
			continue;
		}
		if (field.isSecret) connection.credentials[field.name] = value;
		else connection.settings[field.name] = value;
	}
	return issues.length > 0 ? { ok: false, issues } : { ok: true, connection };
}

/** Whether an address in the form has another origin than the one the stored secrets were entered for. */
function isMoved(field: ConnectField, before: Connection, value: string): boolean {
	if (field.kind !== "url") return false;
	const stored = before.settings[field.name] || field.initial || "";
	return value !== stored && !isSameOrigin(value, stored);
}

function problemOf(field: ConnectField, value: string, trustsPlainHttp: TrustsPlainHttp): string | null {
	if (value.length > maxValueLength) return "is too long";
	if (field.pattern && !new RegExp(field.pattern.source).test(value)) return field.pattern.message;
	if (field.kind !== "url") return null;
	return field.scheme ? schemeProblem(value, field.scheme) : addressProblem(value, trustsPlainHttp);
}
