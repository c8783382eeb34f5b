import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import type { Issue } from "@/lib/kernel/app-error";

export type CheckedConnection = { ok: true; connection: Connection } | { ok: false; issues: Issue[] };

/**
 * Sorts the values of a connect form into settings and credentials and checks each against its field. `before` is the
 * connection as stored: a secret left empty keeps the stored one.
 */
export function checkConnection(
	network: DestinationDefinition,
	values: Record<string, string>,
	before?: Connection,
): CheckedConnection {
	const issues: Issue[] = [];
	const connection: Connection = { settings: {}, credentials: {} };
	for (const name of Object.keys(values)) {
		if (!network.fields.some((field) => field.name === name)) {
			issues.push({ path: `values.${name}`, message: `is not a field of ${network.name}` });
		}
	}
	for (const field of network.fields) {
		const stored = field.isSecret ? before?.credentials[field.name] : before?.settings[field.name];
		const given = values[field.name]?.trim();
		// A secret is never shown, so leaving it empty keeps it; a setting is shown, so emptying it means empty.
		const value =
			given || (field.isSecret || given === undefined ? stored : undefined) || field.initial || "";
		if (!value) {
			if (field.isRequired)
				issues.push({ path: `values.${field.name}`, message: `${field.label} is needed` });
			continue;
		}
		if (value.length > 4_000) {
			issues.push({ path: `values.${field.name}`, message: `${field.label} is too long` });
			continue;
		}
		if (field.pattern && !new RegExp(field.pattern.source).test(value)) {
			issues.push({ path: `values.${field.name}`, message: `${field.label} ${field.pattern.message}` });
			continue;
		}
		if (field.isSecret) connection.credentials[field.name] = value;
		else connection.settings[field.name] = value;
	}
	return issues.length > 0 ? { ok: false, issues } : { ok: true, connection };
}
